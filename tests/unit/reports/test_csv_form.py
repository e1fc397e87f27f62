from __future__ import annotations

from decimal import Decimal

import pytest

from include.iku.model import Report
from include.reports.csv_form import harmless, render_csv
from include.reports.view import view_of
from tests.unit.reports.builders import REGULATION, REPORT, report, value


def lines(made: Report) -> list[str]:
    return render_csv(view_of(made)).decode("utf-8-sig").split("\r\n")


def test_the_file_says_that_it_is_utf_8() -> None:
    assert render_csv(view_of(REPORT)).startswith(b"\xef\xbb\xbfNo;Regulasi;")


def test_numbers_have_a_decimal_comma_and_nothing_between_thousands() -> None:
    rich = report(
        values=(value("pt", "*", "PT", "12345.5", 20000, nilai=Decimal("61.7275"), capaian=None),), evidence=()
    )

    assert lines(rich)[1:] == [
        "1;Kepmendiktisaintek 358/M/KEP/2025;;2;Lulusan bekerja;wajib;persen;60;61,7275;;Belum tercapai;12345,5;20000;"
        "25/11/2026;2",
        "",
    ]


def test_what_cannot_be_computed_is_empty() -> None:
    nothing = value("pt", "*", "PT", "0", 0, nilai=None, target=None, capaian=None, status="Belum dihitung")

    assert ";persen;;;;Belum dihitung;0;0;" in lines(report(values=(nothing,), evidence=()))[1]


def test_a_category_is_told_by_its_name() -> None:
    opinion = REGULATION.indikator[0].model_copy(update={"satuan": "kategori", "kategori": ("WDP", "WTP")})
    whole = value("pt", "*", "PT", nilai=Decimal(2), target=Decimal(1))
    made = report(regulations=(REGULATION.model_copy(update={"indikator": (opinion,)}),), values=(whole,), evidence=())

    assert ";kategori;WDP;WTP;" in lines(made)[1]


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1"])
def test_text_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("IKU = 1") == "IKU = 1"


def test_a_name_that_looks_like_a_formula_is_harmless_in_the_file() -> None:
    named = REGULATION.indikator[0].model_copy(update={"nama": '=HYPERLINK("http://x")'})
    made = report(regulations=(REGULATION.model_copy(update={"indikator": (named,)}),))

    assert ';"\'=HYPERLINK(""http://x"")";' in lines(made)[1]
