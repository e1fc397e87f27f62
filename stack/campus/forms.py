"""What only units know and declare in forms: income, programmes for the SDGs, policies, and governance."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Row, Values

INCOME = {
    "ukt": 9_000, "iuran_pengembangan": 1_200, "subsidi": 4_000, "filantropi_tercatat": 150, "filantropi_tidak_tercatat": 40,
    "pokok_dana_abadi": 300, "hasil_dana_abadi": 60, "hibah_riset": 900, "kontrak_riset": 500, "royalti": 25,
    "komersialisasi": 80, "inkubasi": 45, "konsultasi": 220, "pelatihan": 310, "kerja_sama_internasional": 180,
    "layanan_profesi": 130, "pemanfaatan_aset": 260, "unit_usaha": 340,
}  # fmt: skip
"""Sources of income and about how many millions of rupiah one line of each holds."""
AUDITED_YET = 0.6
PROGRAMMES, CHOSEN_SDGS = 30, (1, 4, 17, 9, 11, 3)
OTHER_SDG = 0.3
FEWEST_POLICIES, LECTURERS_PER_POLICY = 12, 8
AUTHORITIES = ("Kementerian Contoh", "Pemerintah Provinsi", "DPRD Kota", "Badan Standar Nasional")
OFFICES = ("Rektorat", "Perpustakaan")
PREVENTION = (
    "Sosialisasi antikekerasan",
    "Tes bebas narkoba",
    "Pelatihan antikorupsi",
    "Kanal pengaduan",
    "Pakta integritas",
)
YEARS_BACK = 1


def make_forms(campus: Campus) -> None:
    """The forms of this year and of the one before it."""
    rng = campus.rng("forms")
    for year in range(campus.today.year - YEARS_BACK, campus.today.year + 1):
        _declare_income(campus, rng, year)
        _declare_programmes(campus, rng, year)
        _declare_policies(campus, rng, year)
        _declare_governance(campus, rng, year)


def _declare_income(campus: Campus, rng: Random, year: int) -> None:
    faculties = [key[0] for key in campus.table("fakultas")]
    number = 0
    for source, millions in INCOME.items():
        for _ in range(rng.randrange(1, 4)):
            number += 1
            audited = year < campus.today.year or rng.random() < AUDITED_YET
            campus.table("form_pendapatan")[year, number] = Row(
                {
                    "tahun": year, "nomor": number, "uraian": f"Penerimaan {source.replace('_', ' ')}", "sumber": source,
                    "jumlah": Decimal(millions * rng.randrange(800, 1_300) * 1_000), "diaudit": "1" if audited else "0",
                    "id_fakultas": rng.choice([None, *faculties]),
                }
            )  # fmt: skip


def _declare_programmes(campus: Campus, rng: Random, year: int) -> None:
    prodi = [key[0] for key in campus.table("program_studi")]
    for number in range(1, PROGRAMMES + 1):
        sdg = rng.randrange(1, 18) if rng.random() < OTHER_SDG else CHOSEN_SDGS[number % len(CHOSEN_SDGS)]
        campus.table("form_program_sdgs")[year, number] = Row(
            {
                "tahun": year, "nomor": number, "nama_program": f"Program {names.cooperation(rng)} desa {number}", "sdg": sdg,
                "tanggal": _day_in(campus, rng, year), "id_prodi": rng.choice([None, *prodi]),
            }
        )  # fmt: skip


def _declare_policies(campus: Campus, rng: Random, year: int) -> None:
    lecturers = len(campus.table("dosen"))
    for number in range(1, max(FEWEST_POLICIES, lecturers // LECTURERS_PER_POLICY) + 1):
        campus.table("form_kebijakan")[year, number] = Row(
            {
                "tahun": year, "nomor": number, "id_dosen": f"dosen-{rng.randrange(lecturers) + 1:05d}",
                "kebijakan": f"Naskah akademik {names.topic(rng)} daerah", "instansi": rng.choice(AUTHORITIES),
                "tanggal": _day_in(campus, rng, year),
            }
        )  # fmt: skip


def _declare_governance(campus: Campus, rng: Random, year: int) -> None:
    this_year = year == campus.today.year
    units = [*(row.values["nama_fakultas"] for row in campus.table("fakultas").values()), *OFFICES]
    for number, unit in enumerate(units, start=1):
        # One in three units has not handed its application in.
        submitted = _done(campus, date(year, 3, 1) + timedelta(days=20 * number)) if number % 3 else None
        _govern(campus, year, "zona_integritas", number, unit, "Pengajuan ZI-WBK", tanggal=submitted)
    opinions = (("WDP", date(year, 2, 20)), ("WTP", date(year, 6, 30)))
    for number, (grade, day) in enumerate(opinions, start=1):
        if day <= campus.today:
            _govern(campus, year, "opini_audit", number, None, "Laporan keuangan", tanggal=day, predikat=grade)
    if date(year, 4, 15) <= campus.today:
        grade = "A" if this_year else "BB"
        _govern(campus, year, "sakip", 1, None, "Hasil evaluasi SAKIP", tanggal=date(year, 4, 15), predikat=grade)
    for number, unit in enumerate(units, start=1):
        declared = _done(campus, date(year, 1, 5) + timedelta(days=40 * number))
        if declared:
            reports = Decimal(rng.choice((0, 0, 0, 1, 2)))
            _govern(
                campus,
                year,
                "pelanggaran_integritas",
                number,
                unit,
                "Laporan pelanggaran",
                tanggal=declared,
                jumlah=reports,
            )
    for number in range(1, 2 * len(PREVENTION) + 1):
        planned = date(year, 1, 20) + timedelta(days=30 * number)
        carried_out = _done(campus, planned + timedelta(days=rng.randrange(10))) if number % 4 else None
        what = PREVENTION[number % len(PREVENTION)]
        _govern(campus, year, "pencegahan", number, None, what, tanggal_rencana=planned, tanggal=carried_out)
    decided = _done(campus, date(year, 7, 15)) if this_year else None
    _govern(campus, year, "dokumen_kesejahteraan", 1, None, "Rencana kesejahteraan dosen", tanggal=decided)


def _govern(
    campus: Campus,
    year: int,
    kind: str,
    number: int,
    unit: str | None,
    what: str,
    **values: date | str | Decimal | None,
) -> None:
    empty: Values = dict.fromkeys(("tanggal_rencana", "tanggal", "predikat", "jumlah"))
    campus.table("form_tata_kelola")[year, kind, number] = Row(
        {"tahun": year, "jenis": kind, "nomor": number, "unit": unit, "uraian": what, **empty, **values}
    )


def _done(campus: Campus, day: date) -> date | None:
    """The day, unless it is still to come."""
    return day if day <= campus.today else None


def _day_in(campus: Campus, rng: Random, year: int) -> date:
    first, last = date(year, 1, 1), min(date(year, 12, 31), campus.today)
    return first + timedelta(days=rng.randrange((last - first).days + 1))
