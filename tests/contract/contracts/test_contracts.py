"""The shipped contracts, and every way in which one could be no use although it can be read."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pymysql.connections import Connection

from include.contract.catalog import CONTRACTS, load_catalog
from include.contract.model import Contract
from include.contract.read import parse_contract
from include.errors import ContractError
from tests.contract.contracts import suite
from tests.unit.contract.builders import GOOD, GOOD_CSV, edited

SHIPPED = (
    "akreditasi_prodi", "aktivitas_kuliah", "aktivitas_mahasiswa", "anggota_aktivitas", "bimbingan_mahasiswa",
    "dosen", "fakultas", "form_kebijakan", "form_pendapatan", "form_program_sdgs", "form_tata_kelola", "item_pesanan",
    "karya_dosen", "kegiatan_luar_dosen", "kelas_kuliah", "kerja_sama", "kerja_sama_prodi", "konversi_aktivitas",
    "lulusan", "mata_kuliah", "penugasan_dosen", "penulis_karya", "pesanan", "peserta_kelas", "praktisi_mengajar",
    "prestasi_mahasiswa", "program_studi", "rekognisi_dosen", "rencana_evaluasi", "riwayat_pendidikan",
    "sertifikasi_dosen", "target_iku", "tracer_study", "ump",
)  # fmt: skip


def contract(body: str = GOOD) -> Contract:
    return parse_contract(body, "peminjaman.yaml")


def red(check: Callable[[], None], why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        check()


def test_all_shipped_contracts_are_right() -> None:
    catalog = load_catalog()
    assert [str(problem) for problem in catalog.problems] == []
    assert tuple(each.dataset for each in catalog.contracts) == SHIPPED


@pytest.mark.parametrize("dataset", SHIPPED)
def test_it_runs_on_example_rows(dataset: str) -> None:
    suite.runs_on_example_rows(load_catalog().get(dataset))


@pytest.mark.parametrize("dataset", SHIPPED)
def test_it_passes_the_standards_own_lint(dataset: str) -> None:
    suite.passes_the_standards_own_lint(load_catalog().get(dataset))


def test_it_comes_back_from_its_pinned_text(connection: Connection[Any]) -> None:
    for dataset in SHIPPED:
        suite.comes_back_from_its_pinned_text(load_catalog().get(dataset), connection)


def test_it_has_a_table_with_its_columns(connection: Connection[Any]) -> None:
    for dataset in SHIPPED:
        suite.has_a_table_with_its_columns(load_catalog().get(dataset), connection)


def test_the_largest_key_and_row_that_are_allowed_have_a_table(connection: Connection[Any]) -> None:
    widest = "      - {name: isi, businessName: Isi, logicalType: string, physicalType: varchar(15299)}\n"
    body = edited("customProperties:\n", f"{widest}customProperties:\n", GOOD_CSV).replace(
        "varchar(10)", "varchar(699)"
    )
    for mode in ("append", "history"):
        each = contract(body.replace("mode: append", f"mode: {mode}").replace("kunjungan", f"kunjungan_{mode}"))
        suite.has_a_table_with_its_columns(each, connection)


def test_the_tool_itself_says_the_same() -> None:
    tool = Path(sys.executable).parent / "datacontract"
    done = subprocess.run([tool, "lint", CONTRACTS / "pesanan.yaml"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Data contract is valid" in done.stdout


def test_red_when_an_expectation_is_not_there() -> None:
    body = edited("expect_column_mean_to_be_between", "expect_column_average_to_be_between")
    red(lambda: suite.runs_on_example_rows(contract(body)), "expect_column_average_to_be_between not found")


def test_red_when_a_function_cannot_take_its_fields() -> None:
    body = edited("transformLogic: denda / nullif(lama, 0)", "transformLogic: 'function: kode_wilayah'")
    red(
        lambda: suite.runs_on_example_rows(contract(body.replace("[denda, lama]", "[lama]"))),
        "a transform that takes lama",
    )


def test_red_when_the_standard_does_not_know_a_value() -> None:
    broken = replace(contract(), body=edited("logicalType: boolean", "logicalType: bool"))
    red(lambda: suite.passes_the_standards_own_lint(broken), "datacontract lint")


def test_red_when_a_contract_is_not_what_its_text_says(connection: Connection[Any]) -> None:
    broken = replace(contract(), title="Lain")
    red(lambda: suite.comes_back_from_its_pinned_text(broken, connection), "Peminjaman buku")


def test_refused_when_a_version_comes_with_another_text(connection: Connection[Any]) -> None:
    suite.comes_back_from_its_pinned_text(contract(), connection)
    with pytest.raises(ContractError, match=r"version 1\.2\.0 was used before with another text"):
        suite.comes_back_from_its_pinned_text(contract(edited("minRows: 200", "minRows: 300")), connection)


def test_red_when_a_table_has_a_column_more(connection: Connection[Any]) -> None:
    suite.has_a_table_with_its_columns(contract(), connection)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE peminjaman ADD COLUMN catatan INT")
    red(lambda: suite.has_a_table_with_its_columns(contract(), connection), "catatan")
