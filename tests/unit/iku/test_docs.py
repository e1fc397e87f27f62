from __future__ import annotations

import re
from pathlib import Path

import pytest

from include.iku.docs import main
from include.iku.regulation import load_regulations


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("docs") / "iku"
    assert main([], target) == 0
    return target


def test_the_pages_are_what_the_regulations_say() -> None:
    assert main(["--check"]) == 0, "docs/iku/ is stale: run make docs"


def test_a_stale_page_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"], tmp_path) == 1
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    capsys.readouterr()
    page = tmp_path / "358-M-KEP-2025" / "iku-2.md"
    page.write_text(page.read_text().replace("0,8", "0,9"))

    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == (
        "docs/iku/ is not what the regulations say: 358-M-KEP-2025/iku-2.md. Run: make docs\n"
    )


def test_a_page_of_an_indicator_that_is_no_more_is_stale_and_is_removed(tmp_path: Path) -> None:
    main([], tmp_path)
    (tmp_path / "358-M-KEP-2025" / "iku-99.md").write_text("# IKU 99\n")

    assert main(["--check"], tmp_path) == 1
    assert main([], tmp_path) == 0
    assert not (tmp_path / "358-M-KEP-2025" / "iku-99.md").exists()


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("358-M-KEP-2025/iku-1.md", "# IKU 1: Angka Efisiensi Edukasi (AEE)"),
        ("358-M-KEP-2025/iku-1.md", "| 22 | D3 | 6 | 33 |"),
        ("358-M-KEP-2025/iku-2.md", "- **Rumus**: jumlah bobot responden / banyaknya responden x 100"),
        ("358-M-KEP-2025/iku-2.md", "- **Responden minimum**: rumus Slovin, galat 2,3 %"),
        ("358-M-KEP-2025/iku-2.md", "| `:kali_ump` | 1,2 |"),
        ("358-M-KEP-2025/iku-2.md", "| lepas | kurang_6 | di_atas | 0,5 |"),
        ("358-M-KEP-2025/iku-11.1.md", "- **Kategori**, dari yang terendah: TMP, TW, WDP, WTP"),
        ("358-M-KEP-2025/iku-11.3.md", "- **Satuan**: jumlah, makin kecil makin baik; pilihan"),
        ("210-M-2023/iku-7.md", "`include/iku/210-M-2023/iku_7.sql`"),
        ("210-M-2023/README.md", "Kode `210-M-2023`, berlaku 1 Januari 2023 sampai 31 Desember 2025. "),
        ("358-M-KEP-2025/README.md", "| Peringkat THE Impact | Nilainya diberikan Times Higher Education |"),
        ("README.md", "## [Kepmendiktisaintek 358/M/KEP/2025](358-M-KEP-2025/README.md)"),
    ],
)
def test_the_pages_show_formulas_weights_limits_and_sql(written: Path, page: str, line: str) -> None:
    assert line in (written / page).read_text().splitlines()


def test_every_decision_is_documented_with_its_reason(written: Path) -> None:
    for regulation in load_regulations():
        for indicator in regulation.indikator:
            text = (written / regulation.regulasi / f"iku-{indicator.kode}.md").read_text()
            for decision in indicator.keputusan:
                assert all(part in text for part in (decision.soal, decision.keputusan, decision.alasan)), (
                    indicator.kode
                )


def test_every_link_between_the_pages_leads_somewhere(written: Path) -> None:
    docs = Path(__file__).parents[3] / "docs"
    for page in written.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)", page.read_text()):
            place = (page.parent / link).resolve()
            assert place.exists() or (docs / place.relative_to(written.parent.resolve())).exists(), (page.name, link)
