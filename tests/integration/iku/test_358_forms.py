"""358/M/KEP/2025 IKU 7, 9, 10, 11.1 to 11.4 and 12, which units declare on forms, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from include.iku.evidence import score
from tests.integration.iku.declared import governance, income, sdg_programme
from tests.integration.iku.history import History, indicator_of

REPORT = date(2026, 11, 25)
REGULATION = "358-M-KEP-2025"
Row = tuple[Decimal, Decimal, str, str | None]


def counted(history: History, kode: str, as_of: date = REPORT) -> dict[str, Row]:
    """Numerator, denominator, reason and what is missing of each line, by its key."""
    return {
        key: (row.pembilang, row.penyebut, row.alasan, row.kurang)
        for key, row in history.evidence(REGULATION, kode, as_of).items()
    }


def number(history: History, kode: str, as_of: date = REPORT) -> Decimal | None:
    _, indicator = indicator_of(REGULATION, kode)
    return score(history.evidence(REGULATION, kode, as_of).values(), indicator.satuan).nilai


@pytest.mark.parametrize("kode", ["7", "9", "10", "11.1", "11.2", "11.3", "11.4", "12", "S6"])
def test_without_a_form_of_the_year_nothing_is_computed(history: History, kode: str) -> None:
    for tahun in (2025, 2027):
        sdg_programme(history, 1, tahun=tahun)
        income(history, "ukt", 100, tahun=tahun)
        for jenis in (
            "zona_integritas", "opini_audit", "sakip", "pelanggaran_integritas", "pencegahan", "dokumen_kesejahteraan",
        ):  # fmt: skip
            governance(
                history,
                jenis,
                tahun=tahun,
                unit="FT",
                tanggal="2026-03-01",
                tanggal_rencana="2026-03-01",
                predikat="A",
                jumlah=1,
            )

    assert counted(history, kode) == {}
    assert number(history, kode) is None


SDGS = {1: 1, 2: 0, 3: 0, 4: 1, 8: 0, 9: 1, 10: 0, 11: 1, 12: 0, 16: 0, 17: 1}


def test_programmes_of_three_goals_and_two_chosen_ones_count(history: History) -> None:
    history.prodi("if")
    keys = {sdg: sdg_programme(history, sdg, nama_program="Desa Binaan", id_prodi="if") for sdg in SDGS}

    found = counted(history, "7")

    assert {sdg: found[key][:2] for sdg, key in keys.items()} == {sdg: (counts, 1) for sdg, counts in SDGS.items()}
    assert (found[keys[1]][2], found[keys[9]][2]) == ("SDG 1, wajib", "SDG 9, pilihan")
    assert found[keys[2]][2] == "SDG 2, bukan wajib atau pilihan"
    assert number(history, "7") == Decimal("45.4545")
    assert {row.id_prodi for row in history.evidence(REGULATION, "7", REPORT).values()} == {"if"}


def test_a_programme_counts_in_the_year_from_its_day_on(history: History) -> None:
    before = sdg_programme(history, 1, tanggal="2025-12-31")
    first = sdg_programme(history, 1, tanggal="2026-01-01", id_prodi="entah")
    today = sdg_programme(history, 1, tanggal="2026-11-25")
    sdg_programme(history, 1, tanggal="2026-11-26")

    assert counted(history, "7") == {
        before: (0, 0, "dilaksanakan sebelum tahun laporan", "tanggal program di luar tahun formulir"),
        first: (1, 1, "SDG 1, wajib", None),
        today: (1, 1, "SDG 1, wajib", None),
    }


INCOME = {
    # source: numerator of IKU 9, of S6, and denominator, in rupiah of 100
    "ukt": (0, 0, 100),
    "iuran_pengembangan": (0, 0, 100),
    "subsidi": (0, 0, 100),
    "filantropi_tercatat": (100, 0, 100),
    "filantropi_tidak_tercatat": (0, 0, 0),
    "pokok_dana_abadi": (0, 0, 0),
    "hasil_dana_abadi": (100, 0, 100),
    "hibah_riset": (100, 0, 100),
    "kontrak_riset": (100, 100, 100),
    "royalti": (100, 100, 100),
    "komersialisasi": (100, 100, 100),
    "inkubasi": (100, 100, 100),
    "konsultasi": (100, 100, 100),
    "pelatihan": (100, 100, 100),
    "kerja_sama_internasional": (100, 0, 100),
    "layanan_profesi": (100, 100, 100),
    "pemanfaatan_aset": (100, 0, 100),
    "unit_usaha": (100, 0, 100),
}


@pytest.mark.parametrize(("kode", "part", "share"), [("9", 0, "81.2500"), ("S6", 1, "43.7500")], ids=["IKU 9", "S6"])
def test_every_source_of_income_counts_as_the_regulation_says(
    history: History, kode: str, part: int, share: str
) -> None:
    keys = {source: income(history, source, 100) for source in INCOME}

    found = counted(history, kode)

    assert {source: (found[key][0], found[key][1]) for source, key in keys.items()} == {
        source: (kinds[part], kinds[2]) for source, kinds in INCOME.items()
    }
    assert {row[3] for row in found.values()} == {None}
    assert number(history, kode) == Decimal(share)


def test_an_income_says_what_it_is_and_belongs_to_its_fakultas(history: History) -> None:
    history.fakultas("ft")
    first = income(history, "royalti", 5_000_000_000_000, uraian="Paten padi", id_fakultas="ft")
    second = income(history, "ukt", 10, id_fakultas="entah")

    found = history.evidence(REGULATION, "9", REPORT)

    assert (found[first].label, found[first].id_fakultas, found[first].alasan) == ("Paten padi", "ft", "royalti")
    assert found[first].pembilang == 5_000_000_000_000
    assert (found[second].label, found[second].id_fakultas) == ("UKT atau SPP", None)
    assert found[second].alasan == "UKT atau SPP, hanya pada seluruh pendapatan"
    assert found[second].kurang == "fakultas pada formulir tidak dikenal"


def test_income_that_is_not_audited_yet_counts_and_is_told(history: History) -> None:
    key = income(history, "royalti", 100, diaudit="0")
    principal = income(history, "pokok_dana_abadi", 100, diaudit="0")

    assert counted(history, "9") == {
        key: (100, 100, "royalti", "pendapatan belum diaudit"),
        principal: (0, 0, "pokok dana abadi, tidak dihitung", None),
    }


def test_no_income_at_all_is_not_100_percent(history: History) -> None:
    income(history, "royalti", 0)

    assert number(history, "9") is None


def zone(unit: str | None, tanggal: str | None) -> dict[str, Any]:
    return {"jenis": "zona_integritas", "unit": unit, "tanggal": tanggal}


def test_a_unit_counts_that_applied_within_the_year(history: History) -> None:
    lines: list[tuple[dict[str, Any], Row]] = [
        (zone("FT", "2026-01-01"), (1, 1, "sudah mengajukan", None)),
        (zone("FIB", "2026-11-25"), (1, 1, "sudah mengajukan", None)),
        (zone("FK", "2026-11-26"), (0, 1, "belum mengajukan", None)),
        (zone("FH", None), (0, 1, "belum mengajukan", None)),
        (
            zone("FE", "2025-12-31"),
            (0, 1, "mengajukan sebelum tahun laporan", "tanggal pengajuan di luar tahun formulir"),
        ),
        (zone(" ft", "2026-02-01"), (0, 0, "unit yang sama sudah dihitung", None)),
        (zone(None, "2026-02-01"), (0, 0, "unit tidak diisi", "unit tidak diisi")),
    ]  # type: ignore[list-item]
    keys = [governance(history, **line) for line, _ in lines]

    assert counted(history, "10") == {key: row for key, (_, row) in zip(keys, lines, strict=True)}
    assert number(history, "10") == 2


def test_a_unit_that_is_written_twice_counts_when_either_line_says_it_applied(history: History) -> None:
    governance(history, **zone("FT", None))
    governance(history, **zone("FT", "2026-02-01"))

    assert number(history, "10") == 1


def test_units_that_have_not_applied_make_zero_and_not_nothing(history: History) -> None:
    governance(history, **zone("FT", None))

    assert number(history, "10") == 0


@pytest.mark.parametrize(
    ("kode", "jenis", "verdicts"),
    [
        ("11.1", "opini_audit", ["TMP", "TW", "WDP", "WTP"]),
        ("11.2", "sakip", ["CC-C", "B", "BB", "A", "AA"]),
    ],
)
def test_every_verdict_has_its_rank_from_the_worst_on(
    history: History, kode: str, jenis: str, verdicts: list[str]
) -> None:
    for month, verdict in enumerate(verdicts, 1):
        governance(history, jenis, predikat=verdict, tanggal=f"2026-{month:02}-15")

    assert [number(history, kode, date(2026, month, 20)) for month, _ in enumerate(verdicts, 1)] == [
        rank for rank, _ in enumerate(verdicts, 1)
    ]
    assert indicator_of(REGULATION, kode)[1].kategori == tuple(verdicts)


def test_of_several_verdicts_the_newest_of_the_year_counts(history: History) -> None:
    undated = governance(history, "opini_audit", predikat="TMP")
    newer = governance(history, "opini_audit", predikat="WTP", tanggal="2026-06-01")
    older = governance(history, "opini_audit", predikat="WDP", tanggal="2026-05-31")
    unknown = governance(history, "opini_audit", predikat=None, tanggal="2026-07-01")
    governance(history, "opini_audit", predikat="TW", tanggal="2026-11-26")

    assert counted(history, "11.1") == {
        undated: (0, 0, "diganti yang lebih baru", None),
        newer: (4, 1, "opini audit WTP", None),
        older: (0, 0, "diganti yang lebih baru", None),
        unknown: (0, 0, "predikat kosong atau tidak dikenal", "predikat kosong atau tidak dikenal"),
    }
    assert number(history, "11.1", date(2026, 1, 1)) == 1


def test_of_two_verdicts_of_a_day_the_later_line_counts(history: History) -> None:
    governance(history, "sakip", predikat="AA", tanggal="2026-06-01")
    governance(history, "sakip", predikat="B", tanggal="2026-06-01")

    assert number(history, "11.2") == 2


def test_a_verdict_of_another_kind_is_no_verdict(history: History) -> None:
    governance(history, "opini_audit", predikat="AA", tanggal="2026-06-01")

    assert number(history, "11.1") is None
    assert number(history, "11.2") is None


def test_reported_violations_are_added_up(history: History) -> None:
    nil = governance(history, "pelanggaran_integritas", unit="FT", jumlah=0, tanggal="2026-03-01")
    two = governance(history, "pelanggaran_integritas", unit="FIB", jumlah=2)
    silent = governance(history, "pelanggaran_integritas", unit="FK", jumlah=None)
    governance(history, "pelanggaran_integritas", unit="FH", jumlah=5, tanggal="2026-11-26")

    assert counted(history, "11.3") == {
        nil: (0, 1, "nihil", None),
        two: (2, 1, "2 laporan pelanggaran", None),
        silent: (0, 0, "jumlah laporan tidak diisi", "jumlah laporan tidak diisi"),
    }
    assert number(history, "11.3") == 2


def test_declared_to_be_none_is_zero_and_not_declared_is_nothing(history: History) -> None:
    governance(history, "pelanggaran_integritas", unit="FK", jumlah=None)
    assert number(history, "11.3") is None

    governance(history, "pelanggaran_integritas", unit="FT", jumlah=0)
    assert number(history, "11.3") == 0


def test_less_is_better_for_violations(history: History) -> None:
    assert indicator_of(REGULATION, "11.3")[1].arah == "turun"


def prevention(rencana: str | None, tanggal: str | None) -> dict[str, Any]:
    return {"jenis": "pencegahan", "uraian": "Sosialisasi", "tanggal_rencana": rencana, "tanggal": tanggal}


def test_activities_of_prevention_are_counted_of_all_that_are_planned_for_the_year(history: History) -> None:
    lines: list[tuple[dict[str, Any], Row]] = [
        (prevention("2026-03-01", "2026-03-01"), (1, 1, "terlaksana", None)),
        (prevention("2026-12-10", "2026-01-01"), (1, 1, "terlaksana", None)),
        (prevention("2026-03-01", "2026-11-25"), (1, 1, "terlaksana", None)),
        (prevention("2026-03-01", "2026-11-26"), (0, 1, "belum terlaksana", None)),
        (prevention("2026-12-10", None), (0, 1, "belum terlaksana", None)),
        (prevention("2026-03-01", "2025-12-31"), (0, 1, "belum terlaksana", "tanggal kegiatan di luar tahun formulir")),
        (prevention(None, "2026-03-01"), (0, 0, "tanpa tanggal rencana", "kegiatan tanpa tanggal rencana")),
    ]  # type: ignore[list-item]
    keys = [governance(history, **line) for line, _ in lines]

    assert counted(history, "11.4") == {key: row for key, (_, row) in zip(keys, lines, strict=True)}
    assert number(history, "11.4") == 50


def test_a_document_exists_from_the_day_it_was_decided_on(history: History) -> None:
    governance(history, "dokumen_kesejahteraan", uraian="Rencana", tanggal="2026-06-01")

    assert number(history, "12", date(2026, 5, 31)) == 0
    assert number(history, "12", date(2026, 6, 1)) == 1


def test_a_document_of_an_earlier_year_that_is_declared_again_exists(history: History) -> None:
    governance(history, "dokumen_kesejahteraan", tanggal="2025-06-01")

    assert number(history, "12") == 1


def test_of_several_documents_one_that_was_decided_counts(history: History) -> None:
    planned = governance(history, "dokumen_kesejahteraan", uraian="Revisi")
    older = governance(history, "dokumen_kesejahteraan", uraian="Rencana", tanggal="2026-01-01")
    newer = governance(history, "dokumen_kesejahteraan", uraian="Rencana", tanggal="2026-02-01")

    assert counted(history, "12") == {
        planned: (0, 0, "dokumen lain yang dihitung", None),
        older: (0, 0, "dokumen lain yang dihitung", None),
        newer: (1, 1, "sudah ditetapkan", None),
    }


def test_a_document_that_is_only_planned_is_no(history: History) -> None:
    key = governance(history, "dokumen_kesejahteraan", uraian="Rencana")

    assert counted(history, "12") == {key: (0, 1, "belum ditetapkan", None)}
