"""The report as a workbook that may be shared: numbers, how many of each unit count for which reason, and no person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from include.calendar import CAMPUS_ZONE
from include.iku.model import Value
from include.reports.format import day, validity
from include.reports.sheets import Sheets, workbook
from include.reports.view import IndicatorView, ReportView
from include.reports.wording import UNITS, told, told_change

SUMMARY = (
    "Per tanggal", "Versi", "Regulasi", "Sasaran", "IKU", "Nama", "Sifat", "Satuan", "Realisasi", "Pembilang", "Penyebut",
    "Populasi", "Target", "Standar emas", "Capaian (%)", "Status", "Perubahan", "Dibanding", "Berlaku", "Rumus", "Sumber rumus",
    "Dihitung",
)  # fmt: skip
UNIT = (
    "Regulasi", "IKU", "Unit", "Id unit", "Realisasi", "Pembilang", "Penyebut", "Populasi", "Target", "Capaian (%)", "Status",
    "Perubahan",
)  # fmt: skip
COUNTS = ("Fakultas", "Prodi", "Jenjang", "Alasan", "Yang kurang", "Banyaknya", "Pembilang", "Penyebut", "Populasi")
MISSING = ("Regulasi", "IKU", "Dataset", "Keterangan", "Jumlah")
CHANGES = ("Regulasi", "IKU", "Alasan sebelum", "Alasan sesudah", "Bukti", "Dibanding")
SOURCES = ("Dataset", "Terakhir diambil", "Perubahan terbaru di sumber", "Keadaan")
DECISIONS = ("Regulasi", "IKU", "Soal", "Keputusan", "Alasan")

Names = dict[tuple[str, str], str]
"""Name by (level, unit id)."""


def render_xlsx(view: ReportView) -> bytes:
    def write(sheets: Sheets) -> None:
        sheets.write("Ringkasan", SUMMARY, summary_rows(view))
        sheets.write("Fakultas", UNIT, _units(view, "fakultas"))
        sheets.write("Prodi", UNIT, _units(view, "prodi"))
        names = unit_names(view)
        for item in view.indicators:
            sheets.write(sheet_name(item), COUNTS, _counts(item, names), about(item))
        sheets.write(
            "Kurang", MISSING, [(m.regulasi, m.kode, m.dataset, m.keterangan, m.jumlah) for m in view.report.missing]
        )
        sheets.write("Perubahan", CHANGES, _changes(view))
        sheets.write("Sumber", SOURCES, _sources(view))
        sheets.write("Keputusan", DECISIONS, _decisions(view))

    return workbook(f"Laporan IKU per {day(view.report.as_of)}, versi {view.report.version}", write)


def sheet_name(item: IndicatorView) -> str:
    return f"IKU {item.indicator.kode} {item.regulation.regulasi}"


def about(item: IndicatorView) -> tuple[tuple[str, ...], ...]:
    """What stands above the rows of an indicator."""
    whole, indicator = item.whole, item.indicator
    return (
        (f"IKU {indicator.kode}: {indicator.nama}",),
        (item.regulation.nama,),
        ("Rumus", indicator.rumus),
        ("Realisasi", told(whole.nilai, indicator), "Target", told(whole.target, indicator), "Status", whole.status),
    )


def unit_names(view: ReportView) -> Names:
    return {(value.level, value.unit_id): value.unit_nama for value in view.report.values}


def unit_name(names: Names, level: str, unit: str | None) -> str | None:
    """The id where a unit has no name."""
    return None if unit is None else names.get((level, unit), unit)


def summary_rows(view: ReportView) -> Iterator[Sequence[Any]]:
    report = view.report
    for regulation in view.regulations:
        for group in regulation.groups:
            for item in group.indicators:
                whole, indicator, rules = item.whole, item.indicator, item.regulation
                yield (
                    report.as_of, report.version, whole.regulasi, group.name, whole.kode, indicator.nama, indicator.sifat,
                    UNITS[indicator.satuan], _cell(whole.nilai, item), whole.pembilang, whole.penyebut, whole.populasi,
                    _cell(whole.target, item), _cell(indicator.standar_emas, item), whole.capaian, whole.status,
                    _change(whole, item), view.compared_to, validity(rules.berlaku_dari, rules.berlaku_sampai),
                    indicator.rumus, indicator.sumber, local(report.computed_at),
                )  # fmt: skip


def local(value: datetime | None) -> datetime | None:
    """A UTC time in campus time, without a zone: a workbook knows none."""
    return None if value is None else value.replace(tzinfo=UTC).astimezone(CAMPUS_ZONE).replace(tzinfo=None)


def _cell(value: Decimal | None, item: IndicatorView) -> Decimal | str | None:
    """A number that can be reckoned with, but the words of what is told in words."""
    worded = item.indicator.satuan in {"kategori", "ya_tidak"}
    return told(value, item.indicator) if worded and value is not None else value


def _change(value: Value, item: IndicatorView) -> Decimal | str | None:
    worded = item.indicator.satuan in {"kategori", "ya_tidak"}
    return told_change(value, item.indicator) if worded and value.perubahan is not None else value.perubahan


def _units(view: ReportView, level: str) -> Iterator[Sequence[Any]]:
    for item in view.indicators:
        for faculty in item.faculties:
            for value in faculty.prodi if level == "prodi" else (faculty.whole,):
                if value is not None:
                    yield (
                        value.regulasi, value.kode, value.unit_nama, value.unit_id, _cell(value.nilai, item), value.pembilang,
                        value.penyebut, value.populasi, _cell(value.target, item), value.capaian, value.status,
                        _change(value, item),
                    )  # fmt: skip


def _counts(item: IndicatorView, names: Names) -> Iterator[Sequence[Any]]:
    """How many pieces of evidence say the same, by unit and reason, and what they add up to."""
    sums: dict[tuple[Any, ...], list[Any]] = defaultdict(lambda: [0, Decimal(0), Decimal(0), Decimal(0)])
    for row in item.evidence:
        found = sums[row.id_fakultas, row.id_prodi, row.stratum, row.alasan, row.kurang]
        found[0] += 1
        found[1] += row.pembilang
        found[2] += row.penyebut
        found[3] += row.populasi
    for (fakultas, prodi, *said), counted in sums.items():
        yield (unit_name(names, "fakultas", fakultas), unit_name(names, "prodi", prodi), *said, *counted)


def _changes(view: ReportView) -> Iterator[Sequence[Any]]:
    for item in view.indicators:
        for reason in item.reasons:
            yield item.whole.regulasi, item.whole.kode, reason.before, reason.after, reason.count, view.compared_to


def _sources(view: ReportView) -> Iterator[Sequence[Any]]:
    for source in view.sources:
        fresh = source.freshness
        state = "basi" if source.stale else "segar"
        yield source.dataset, local(fresh.extracted_at), local(fresh.newest_change), state


def _decisions(view: ReportView) -> Iterator[Sequence[Any]]:
    for item in view.indicators:
        for decision in item.indicator.keputusan:
            yield item.whole.regulasi, item.whole.kode, decision.soal, decision.keputusan, decision.alasan
