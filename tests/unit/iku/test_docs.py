from __future__ import annotations

from pathlib import Path

import pytest

from include.iku.docs import main


def test_the_document_is_what_the_regulations_say() -> None:
    assert main(["--check"]) == 0, "docs/iku.md is stale: run make docs"


def test_a_stale_document_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "iku.md"

    assert main(["--check"], target) == 1
    assert main([], target) == 0
    assert main(["--check"], target) == 0
    target.write_text(target.read_text().replace("0,8", "0,9"))
    assert main(["--check"], target) == 1
    assert "iku.md is not what the regulations say. Run: make docs" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "### IKU 1: Angka Efisiensi Edukasi (AEE)",
        "- **Rumus** (persen): jumlah bobot responden / banyaknya responden x 100",
        "- **Responden minimum**: rumus Slovin, galat 2,3 %",
        "| `:kali_ump` | 1,2 |",
        "| lepas | kurang_6 | di_atas | 0,5 |",
        "| 22 | D3 | 6 | 33 |",
        "**SQL** (`include/iku/210-M-2023/iku_7.sql`)",
        "Kode `210-M-2023`, berlaku 1 Januari 2023 sampai 31 Desember 2025.",
    ],
)
def test_the_document_shows_formulas_weights_limits_and_sql(tmp_path: Path, line: str) -> None:
    main([], tmp_path / "iku.md")

    assert line in (tmp_path / "iku.md").read_text().splitlines()


def test_every_decision_is_documented_with_its_reason(tmp_path: Path) -> None:
    main([], tmp_path / "iku.md")
    text = (tmp_path / "iku.md").read_text()

    assert (
        "| Mata kuliah atau prodi yang tidak dikenal | Tidak dihitung (ditandai) | Jenjangnya tidak diketahui |" in text
    )
