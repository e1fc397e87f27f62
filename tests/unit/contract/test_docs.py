from pathlib import Path

import pytest

from include.contract.catalog import load_catalog
from include.contract.docs import TARGET, main, render
from include.contract.read import parse_contract
from tests.unit.contract.builders import GOOD, GOOD_CSV, edited


def rendered(body: str) -> list[str]:
    return render([parse_contract(body, "peminjaman.yaml")]).splitlines()


def test_the_reference_of_datasets_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == render(load_catalog().contracts), "run: make docs"
    assert main(["--check"]) == 0


@pytest.mark.parametrize("stale", ["# Datasets\n", None], ids=["another text", "no file"])
def test_a_stale_reference_is_said_and_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stale: str | None
) -> None:
    target = tmp_path / "contracts.md"
    if stale:
        target.write_text(stale)
    assert main(["--check"], target) == 1
    assert capsys.readouterr().err == "contracts.md is not what the contracts say. Run: make docs\n"
    assert (target.read_text() if target.exists() else None) == stale


def test_it_is_written_and_then_up_to_date(tmp_path: Path) -> None:
    target = tmp_path / "contracts.md"
    assert main([], target) == 0
    assert main(["--check"], target) == 0


def test_the_overview_has_a_line_for_each_dataset() -> None:
    assert (
        "| [peminjaman](#peminjaman) | Peminjaman buku | perpus | `perpus.peminjaman` | `warehouse.peminjaman` (history) |"
        in rendered(GOOD)
    )


def test_what_is_said_of_a_dataset() -> None:
    lines = rendered(GOOD)
    start = lines.index("## peminjaman")
    assert lines[start + 2 : start + 10] == [
        "Peminjaman buku. Buku yang dipinjam.",
        "",
        "- **version**: 1.2.0, team `tim-perpus`",
        "- **source**: `loans` of `perpus` (mysql, connection `perpus_db`)",
        "- **time**: changed `diubah`, made `dibuat`, happened `tanggal`",
        "- **topic**: `perpus.peminjaman`, 3 partitions, kept 90 days, messages up to 100,000 bytes",
        "- **loaded into**: `warehouse.peminjaman` (history)",
        "- **held**: a batch of 200 messages or more of which over 10% are rejected",
    ]


def test_what_is_said_of_a_dataset_without_times_or_retention() -> None:
    lines = rendered(GOOD_CSV)
    assert "- **topic**: `pintu.kunjungan`, 1 partition, kept for ever, messages up to 6,291,456 bytes" in lines
    assert [line for line in lines if line.startswith("- **time**")] == []


@pytest.mark.parametrize(
    "line",
    [
        "| `id_pinjam` | Id peminjaman | bigint |  | yes | 2 | internal |  |",
        "| `kode_cabang` | Cabang | varchar(6) |  | yes | 1 | internal | `kode_wilayah(kode_cabang)` |",
        "| `peminjam` | Peminjam | varchar(32) |  |  |  | personal, pseudonym | `Nama Peminjam` |",
        "| `lama` | Lama pinjam | int | hari |  |  | internal |  |",
        "| `denda_per_hari` | Denda per hari | decimal(14,4) |  |  |  | internal | `denda / nullif(lama, 0)` |",
        "| pattern | `kode_cabang` | critical | Cabang harus berbentuk ^[0-9]{6}$ |",
        "| kosong | `status` | warning | Status kosong |",
        "| ganda | all rows | hold | Seorang peminjam muncul sekali sehari |",
    ],
)
def test_what_is_said_of_a_field_or_a_rule(line: str) -> None:
    assert line in rendered(GOOD)


def test_a_bar_in_a_text_does_not_begin_another_column() -> None:
    lines = rendered(edited("description: Status kosong", "description: Kosong | hilang"))
    assert r"| kosong | `status` | warning | Kosong \| hilang |" in lines
