"""What units declare, and what prodi are accredited for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from stack.campus.iku_view import Piece, View
from stack.campus.model import Values

SDGS = (1, 4, 17, 9, 11)
OF_STUDENTS, OF_NO_ACCOUNT = ("ukt", "iuran_pengembangan", "subsidi"), ("filantropi_tidak_tercatat", "pokok_dana_abadi")
OF_INDUSTRY = ("kontrak_riset", "royalti", "komersialisasi", "inkubasi", "konsultasi", "pelatihan", "layanan_profesi")
OPINIONS, GRADES = ("TMP", "TW", "WDP", "WTP"), ("CC-C", "B", "BB", "A", "AA")
"""From the worst to the best."""
RECOGNISED_BODIES = ("AACSB", "ABET")
"""Those of the bodies that the sample campus knows."""


def sdgs_358(view: View) -> list[Piece]:
    return [
        Piece(f"{row['tahun']} {row['nomor']}", row["id_prodi"], "", Fraction(int(row["sdg"] in SDGS)))
        for row in view.values("form_program_sdgs")
        if row["tahun"] == view.day.year and view.this_year(row["tanggal"])
    ]


def income_358(view: View) -> list[Piece]:
    return _income(view, lambda source: source not in OF_STUDENTS)


def industry_income_358(view: View) -> list[Piece]:
    return _income(view, lambda source: source in OF_INDUSTRY)


def integrity_zones_358(view: View) -> list[Piece]:
    """Every unit once, whether it has handed in or not."""
    handed_in: dict[str, bool] = {}
    for row in _governed(view, "zona_integritas"):
        if row["unit"] is not None:
            unit = row["unit"].casefold()
            handed_in[unit] = view.this_year(row["tanggal"]) or handed_in.get(unit, False)
    return [Piece(unit, None, "", Fraction(int(done))) for unit, done in handed_in.items()]


def opinion_358(view: View) -> list[Piece]:
    return _newest_grade(view, "opini_audit", OPINIONS)


def accountability_358(view: View) -> list[Piece]:
    return _newest_grade(view, "sakip", GRADES)


def violations_358(view: View) -> list[Piece]:
    return [
        Piece(str(row["nomor"]), None, "", Fraction(row["jumlah"]))
        for row in _governed(view, "pelanggaran_integritas")
        if row["jumlah"] is not None and _dated(row) <= view.day
    ]


def prevention_358(view: View) -> list[Piece]:
    return [
        Piece(str(row["nomor"]), None, "", Fraction(int(view.this_year(row["tanggal"]))))
        for row in _governed(view, "pencegahan")
        if row["tanggal_rencana"] is not None
    ]


def welfare_358(view: View) -> list[Piece]:
    declared = _governed(view, "dokumen_kesejahteraan")
    decided = any(row["tanggal"] is not None and row["tanggal"] <= view.day for row in declared)
    return [Piece("dokumen", None, "", Fraction(int(decided)))] if declared else []


def accredited_210(view: View) -> list[Piece]:
    accredited = {
        row["id_prodi"]
        for row in view.values("akreditasi_prodi")
        if row["cakupan"] == "internasional"
        and row["lembaga"] in RECOGNISED_BODIES
        and view.within_the_year(row["berlaku_dari"], row["berlaku_sampai"])
    }
    return [
        Piece(id_, id_, "", Fraction(int(id_ in accredited)))
        for id_, prodi in view.prodi.items()
        if prodi["id_jenjang_pendidikan"] in ("22", "23", "30") and prodi["status"] in ("A", None)
    ]


def _income(view: View, counts: Callable[[str], bool]) -> list[Piece]:
    return [
        Piece(
            str(row["nomor"]), None, "", Fraction(row["jumlah"]) * counts(row["sumber"]), Fraction(row["jumlah"]),
            faculty=row["id_fakultas"],
        )
        for row in view.values("form_pendapatan")
        if row["tahun"] == view.day.year and row["sumber"] not in OF_NO_ACCOUNT
    ]  # fmt: skip


def _governed(view: View, kind: str) -> list[Values]:
    return [row for row in view.values("form_tata_kelola") if row["tahun"] == view.day.year and row["jenis"] == kind]


def _dated(row: Values) -> date:
    """A row without a day counts from the first of January."""
    return row["tanggal"] or date(row["tahun"], 1, 1)


def _newest_grade(view: View, kind: str, grades: Sequence[str]) -> list[Piece]:
    known = [row for row in _governed(view, kind) if row["predikat"] in grades and _dated(row) <= view.day]
    if not known:
        return []
    newest = max(known, key=lambda row: (_dated(row), row["nomor"]))
    return [Piece(str(newest["nomor"]), None, "", Fraction(grades.index(newest["predikat"]) + 1))]
