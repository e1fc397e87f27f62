"""What the warehouse knows of a person does not reach a report."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from include.contract.catalog import load_catalog
from include.contract.model import LogicalType
from include.reports.edition import Edition
from include.reports.publish import publish
from include.reports.text import table
from include.transform.schema import kept_fields
from tests.integration.iku.history import DATASETS, History

SECRET, INCOME = "rahasia", 7_654_321


def personal(dataset: str) -> dict[str, object]:
    """A value that cannot be overlooked for every personal field of a dataset that the warehouse keeps."""
    fields = [f for f in kept_fields(load_catalog().get(dataset)) if f.classification == "personal"]
    return {f.name: INCOME if f.logical_type is LogicalType.DECIMAL else f"{SECRET}-{f.name}" for f in fields}


@pytest.fixture
def published(history: History, tmp_path: Path) -> tuple[dict[str, str], str]:
    """The files of a report, and the report in the terminal."""
    history.prodi("if")
    history.fakultas("ft")
    history.graduated("ani", "2025-07-31")
    answers = {"f502": 3, "f5a1": "020000"} | personal("tracer_study")
    history.add(
        "tracer_study", "2026-03-01", nimhsmsmh="nim-ani", tahun_lulus=2025, f8="1", tanggal_isi="2026-03-01", **answers
    )
    history.add(
        "riwayat_pendidikan", id_registrasi_mahasiswa="budi", id_mahasiswa="orang-budi", nim="nim-budi", id_prodi="if",
        id_periode_masuk="20231", **personal("riwayat_pendidikan"),
    )  # fmt: skip
    history.studied("budi", "20252")
    report = history.report(history.compute(date(2026, 9, 1)))
    return publish(Edition(report), str(tmp_path)), table(report)


def test_personal_fields_are_kept_in_the_warehouse_so_that_this_can_fail(history: History) -> None:
    kept = {dataset: set(personal(dataset)) for dataset in DATASETS if personal(dataset)}

    assert kept["tracer_study"] >= {"nik", "nmmhsmsmh", "f505"}
    assert kept["riwayat_pendidikan"] >= {"nik", "nama_mahasiswa"}


def test_no_personal_value_is_in_the_page_or_the_terminal(published: tuple[dict[str, str], str]) -> None:
    page = Path(published[0]["html"]).read_text()

    assert "S1 Informatika" in page
    for text in (page, published[1]):
        assert SECRET not in text
        assert str(INCOME) not in text.replace(".", "")


def test_no_personal_value_is_in_the_printed_document(published: tuple[dict[str, str], str]) -> None:
    text = "".join(page.extract_text() for page in PdfReader(published[0]["pdf"]).pages)

    assert "S1 Informatika" in text
    assert SECRET not in text
    assert str(INCOME) not in text.replace(".", "")


@pytest.mark.parametrize(("workbook", "named"), [("xlsx", False), ("xlsx_terbatas", True)])
def test_no_personal_value_is_in_a_workbook_and_numbers_of_persons_only_in_the_restricted_one(
    published: tuple[dict[str, str], str], workbook: str, named: bool
) -> None:
    book = load_workbook(io.BytesIO(Path(published[0][workbook]).read_bytes()))
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]

    assert ("nim-ani" in cells) is named
    assert not [cell for cell in cells if SECRET in cell or str(INCOME) in cell.replace(".", "")]
