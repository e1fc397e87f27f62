"""The evidence as a workbook for those who may see persons: every student, lecturer and course with the message that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from include.iku.evidence import Evidence
from include.iku.model import Message
from include.reports.format import day
from include.reports.sheets import Sheets, workbook
from include.reports.view import IndicatorView, ReportView
from include.reports.xlsx import SUMMARY, Names, about, sheet_name, summary_rows, unit_name, unit_names

Column = tuple[str, Callable[[Evidence], Any]]
"""Title, and what of a piece of evidence stands below it."""

CHANGES = (
    "Regulasi", "IKU", "NIM, NIDN, atau kode", "Kunci", "Jenis", "Sebelum", "Sesudah", "Alasan sebelum", "Alasan sesudah",
    "Pesan sebelum", "Pesan sesudah", "Dibanding",
)  # fmt: skip


def render_restricted_xlsx(view: ReportView) -> bytes:
    def write(sheets: Sheets) -> None:
        sheets.write("Ringkasan", SUMMARY, summary_rows(view))
        names = unit_names(view)
        for item in view.indicators:
            columns = _columns(view, item, names)
            rows = ([value(row) for _, value in columns] for row in item.evidence)
            sheets.write(sheet_name(item), [title for title, _ in columns], rows, about(item))
        sheets.write("Perubahan", CHANGES, _changes(view))

    title = f"Bukti IKU per {day(view.report.as_of)}, versi {view.report.version} (terbatas)"
    return workbook(title, write)


def _columns(view: ReportView, item: IndicatorView, names: Names) -> list[Column]:
    """Only those that say something about the indicator: a campus has a hundred thousand rows, and each cell costs."""
    levels = len({row.stratum for row in item.evidence}) > 1
    surveyed = item.indicator.slovin is not None
    return [
        ("NIM, NIDN, atau kode", attrgetter("label")),
        ("Kunci", attrgetter("kunci")),
        ("Fakultas", lambda row: unit_name(names, "fakultas", row.id_fakultas)),
        ("Prodi", lambda row: unit_name(names, "prodi", row.id_prodi)),
        *([("Jenjang", attrgetter("stratum"))] if levels else []),
        ("Pembilang", attrgetter("pembilang")),
        ("Penyebut", attrgetter("penyebut")),
        *([("Populasi", attrgetter("populasi"))] if surveyed else []),
        ("Alasan", attrgetter("alasan")),
        ("Yang kurang", attrgetter("kurang")),
        ("Pesan (topik partisi offset)", lambda row: _message(view, row)),
    ]


def _changes(view: ReportView) -> Iterator[Sequence[Any]]:
    for change in view.report.changes:
        yield (
            change.regulasi, change.kode, change.label, change.kunci, change.jenis, change.sebelum, change.sesudah,
            change.alasan_lama, change.alasan_baru, _message(view, change.pesan_lama), _message(view, change.pesan_baru),
            view.compared_to,
        )  # fmt: skip


def _message(view: ReportView, at: Evidence | Message | None) -> str | None:
    """As the helper `message` of the shell takes it: topic, partition, offset."""
    return f"{view.report.topics.get(at.dataset, at.dataset)} {at.partisi} {at.posisi}" if at else None
