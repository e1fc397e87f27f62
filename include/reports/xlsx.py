"""The report as a workbook: summary, units, evidence with its trail, what is missing, what changed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from include.iku.model import Report, Value
from include.reports.format import moment
from include.reports.view import IndicatorView, indicator_views, is_stale

UNIT_HEAD = (
    "Regulasi",
    "IKU",
    "Unit",
    "Id unit",
    "Pembilang",
    "Penyebut",
    "Nilai (%)",
    "Target",
    "Capaian (%)",
    "Status",
)


def render_xlsx(report: Report) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": f"Laporan IKU per {report.as_of}, versi {report.version}"})
        views = indicator_views(report)
        sheet = _Sheets(book)
        sheet.write("Ringkasan", *_summary(report, views))
        sheet.write("Fakultas", UNIT_HEAD, (_unit(value) for view in views for value in view.fakultas))
        sheet.write("Prodi", UNIT_HEAD, (_unit(value) for view in views for value in view.prodi))
        sheet.write("Bukti", *_evidence(report))
        sheet.write(
            "Kurang",
            ("Regulasi", "IKU", "Keterangan", "Jumlah"),
            ((m.regulasi, m.kode, m.keterangan, m.jumlah) for m in report.missing),
        )
        sheet.write("Perubahan", *_changes(report))
        sheet.write("Kesegaran", *_freshness(report))
    return buffer.getvalue()


class _Sheets:
    """Writes tables as sheets with a frozen head, filters and readable widths."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#1b2733", "font_color": "#ffffff", "text_wrap": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})

    def write(self, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.write_row(0, 0, head, self._head)
        widths = [len(title) for title in head]
        number = 0
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value)
                widths[column] = min(70, max(widths[column], len(str(value or ""))))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(number, 1), len(head) - 1)

    def _cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, Decimal):
            sheet.write_number(row, column, float(value))
        elif isinstance(value, date) and not isinstance(value, datetime):
            sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), self._day)
        else:
            sheet.write(row, column, value)


def _summary(report: Report, views: Sequence[IndicatorView]) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    head = ("Per tanggal", "Versi", "Dihitung", "Regulasi", "IKU", "Nama", "Pembilang", "Penyebut", "Nilai (%)", "Target",
            "Capaian (%)", "Status", "Perubahan", "Rumus")  # fmt: skip
    return head, [
        (
            report.as_of, report.version, moment(report.computed_at), view.whole.regulasi, view.whole.kode, view.indicator.nama,
            view.whole.pembilang, view.whole.penyebut, view.whole.nilai, view.whole.target, view.whole.capaian,
            view.whole.status, view.difference, view.indicator.rumus,
        )
        for view in views
    ]  # fmt: skip


def _unit(value: Value) -> tuple[Any, ...]:
    return (
        value.regulasi, value.kode, value.unit_nama, value.unit_id, value.pembilang, value.penyebut, value.nilai, value.target,
        value.capaian, value.status,
    )  # fmt: skip


def _evidence(report: Report) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    names = {(value.level, value.unit_id): value.unit_nama for value in report.values}
    head = ("Regulasi", "IKU", "Kunci", "Fakultas", "Prodi", "Jenjang", "Pembilang", "Penyebut", "Alasan", "Yang kurang",
            "Topik", "Partisi", "Offset")  # fmt: skip
    return head, [
        (
            e.regulasi, e.kode, e.kunci, names.get(("fakultas", e.id_fakultas or ""), e.id_fakultas),
            names.get(("prodi", e.id_prodi or ""), e.id_prodi), e.stratum, e.pembilang, e.penyebut, e.alasan, e.kurang,
            report.topics.get(e.dataset, e.dataset), e.partisi, e.posisi,
        )
        for e in report.evidence
    ]  # fmt: skip


def _changes(report: Report) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    head = ("Regulasi", "IKU", "Kunci", "Jenis", "Sebelum", "Sesudah", "Alasan sebelum", "Alasan sesudah", "Dibanding")
    return head, [
        (c.regulasi, c.kode, c.kunci, c.jenis, c.sebelum, c.sesudah, c.alasan_lama, c.alasan_baru, report.compared_to)
        for c in report.changes
    ]


def _freshness(report: Report) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    head = ("Dataset", "Terakhir diambil", "Perubahan terbaru di sumber", "Keadaan")
    return head, [
        (f.dataset, moment(f.extracted_at), moment(f.newest_change), "basi" if is_stale(f, report) else "segar")
        for f in report.freshness
    ]
