from __future__ import annotations

from include.reports.text import table
from tests.unit.reports.builders import REGULATION, REPORT, report, value


def test_the_terminal_shows_one_line_for_each_indicator() -> None:
    assert table(REPORT).splitlines() == [
        "Laporan IKU per 25 November 2026, versi 2",
        "",
        "Regulasi        IKU  Nama             Pembilang  Penyebut    Nilai   Target  Status          Perubahan",
        "--------------  ---  ---------------  ---------  --------  -------  -------  --------------  ---------",
        "358-M-KEP-2025  2    Lulusan bekerja       1,60         3  53,33 %  60,00 %  Belum tercapai      +3,33",
    ]


def test_a_long_name_is_cut_and_a_missing_number_is_a_dash() -> None:
    indicator = REGULATION.indikator[0].model_copy(update={"nama": "Lulusan " * 10})
    nothing = value("pt", "*", "PT", "0", 0, nilai=None, target=None, status="Belum dihitung")
    made = report(regulations=(REGULATION.model_copy(update={"indikator": (indicator,)}),), values=(nothing,))

    assert "Lulusan Lulusan Lulusan Lulusan Lulusan Lulus…" in table(made)
    assert table(made).endswith("  –       –  Belum dihitung          –")
