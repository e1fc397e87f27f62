"""The printed document and the picture, read back."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import replace

import pytest
from pypdf import PdfReader

from include.iku.model import Report
from include.reports.composing import document_of
from include.reports.document import Document
from include.reports.typeset import PIXELS, render_pdf, render_png
from include.reports.view import view_of
from tests.unit.reports.builders import INSTITUTION, REPORT, document, evidence, report, value
from tests.unit.reports.whole_campus import FACULTIES, NEW, OLD, campus_history, campus_report

A4 = (595, 842)


def campus() -> Document:
    return document_of(view_of(campus_report(), campus_history()), INSTITUTION)


def pages(made: Document) -> list[str]:
    """The text of every page, with single spaces."""
    reader = PdfReader(io.BytesIO(render_pdf(made)))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


@pytest.fixture(scope="module")
def campus_pages() -> list[str]:
    return pages(campus())


def test_the_first_page_holds_all_indicators_in_force_and_the_signatures(campus_pages: list[str]) -> None:
    first = campus_pages[0]

    assert [told.nama for told in NEW if told.nama not in first] == []
    assert "Kepmendiktisaintek 358/M/KEP/2025" in first
    assert "82,42 %" in first
    assert "Disetujui oleh Rektor Dr. Sari NIP 19700101" in first
    assert "210/M/2023" not in first


def test_older_regulations_come_after_it(campus_pages: list[str]) -> None:
    assert "Kepmendikbudristek 210/M/2023" in campus_pages[1]
    assert "tidak berlaku pada tanggal laporan" in campus_pages[1]


def test_every_indicator_begins_a_page(campus_pages: list[str]) -> None:
    heads = [page for page in campus_pages if re.match(r"Kepmen\S+ \S+ · (wajib|pilihan)", page)]

    assert len(heads) == len(NEW) + len(OLD)


def test_every_page_has_its_number_and_says_of_how_many(campus_pages: list[str]) -> None:
    numbers = [page[page.rindex("Halaman") :].strip() for page in campus_pages]

    assert numbers == [f"Halaman {n} dari {len(campus_pages)}" for n in range(1, len(campus_pages) + 1)]


def test_the_page_of_an_indicator_has_its_fraction_formula_units_and_what_is_missing(campus_pages: list[str]) -> None:
    whole = " ".join(campus_pages)
    page = whole[whole.index("IKU 2: Lulusan bekerja") : whole.index("IKU 3: Mahasiswa")]

    assert "Pembilang 715,20 Penyebut 1.341" in page
    assert "Rumus. jumlah bobot / jumlah yang dihitung x 100." in page
    assert "Triwulan III 30/09/2026 60,00 % 53,33 % 88,89 % Belum tercapai" in page
    assert "responden 612 dari 1.341 lulusan; paling sedikit 785 (Slovin), kurang: 173" in page
    assert [name for name in FACULTIES if name not in page] == []


def test_the_document_is_a4_and_named_after_the_report() -> None:
    reader = PdfReader(io.BytesIO(render_pdf(document())))

    assert reader.metadata is not None
    assert reader.metadata.title == "Laporan IKU per 25 November 2026, versi 2"
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {A4}


def test_the_same_report_is_the_same_file_because_it_does_not_say_when_it_was_rendered() -> None:
    made = render_pdf(document())

    assert made == render_pdf(document())
    assert "/CreationDate" not in (PdfReader(io.BytesIO(made)).metadata or {})


def test_fonts_come_with_the_document_and_from_the_library_alone() -> None:
    """No font of the library has these letters, and DejaVu Sans, which Debian has, does: it would be taken."""
    values = (value("pt", "*", "PT"), value("prodi", "if", "S1 Sastra (ⵜⵉⴼ)"))
    made = document(report(values=values, evidence=(evidence("ani", fakultas=None),)))
    fonts = {
        str(font["/BaseFont"]).split("+")[1]: font["/FontDescriptor"]
        for page in PdfReader(io.BytesIO(render_pdf(made))).pages
        for font in _fonts(page)
    }

    assert {name.split("-")[0] for name in fonts} == {"LibertinusSerif"}
    assert [name for name, described in fonts.items() if "/FontFile3" not in described] == []


def test_markup_in_a_name_is_text() -> None:
    evil = '#read("/etc/passwd") *tebal* $x$ <y>'
    values = (value("pt", "*", "PT"), value("prodi", "if", evil))
    named = report(values=values, evidence=(evidence("ani", fakultas=None),))

    assert evil.replace(" ", "") in "".join(pages(document(named))).replace(" ", "")


def test_a_report_without_units_trend_or_changes_is_set_too() -> None:
    bare: Report = report(
        values=REPORT.values[:1], evidence=(), changes=(), missing=(), kind="terbit", compared_to=None
    )
    text = pages(document_of(view_of(bare), INSTITUTION))

    assert "Pernyataan ulang" not in text[0]
    assert "Tren harian" not in "".join(text)


def test_the_picture_is_as_wide_as_a_phone_is_sharp() -> None:
    png = render_png(campus())
    width, height = struct.unpack(">II", png[16:24])

    assert png.startswith(b"\x89PNG")
    assert width == PIXELS
    assert 1.0 < height / width < 1.8
    assert len(png) < 1_000_000


def test_the_picture_shows_what_the_report_says() -> None:
    other = replace(document(), as_of="1 Januari 2027")

    assert render_png(document()) == render_png(document())
    assert render_png(other) != render_png(document())


def _fonts(page: object) -> list[dict[str, dict[str, object]]]:
    resources = page["/Resources"]["/Font"]  # type: ignore[index]
    return [font.get_object()["/DescendantFonts"][0].get_object() for font in resources.values()]
