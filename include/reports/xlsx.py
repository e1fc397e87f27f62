"""The report as a workbook: summary, units, evidence with its trail, what is missing, what changed, what was decided."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from include.calendar import CAMPUS_ZONE
from include.iku.model import Report, Value
from include.reports.format import validity
from include.reports.view import ReportView, view_of

Rows = Iterable[Sequence[Any]]

SUMMARY = (
    "Per tanggal", "Versi", "Regulasi", "IKU", "Nama", "Nilai (%)", "Pembilang", "Penyebut", "Populasi", "Target (%)",
    "Capaian (%)", "Status", "Perubahan", "Dibanding", "Berlaku", "Rumus", "Sumber rumus", "Dihitung",
)  # fmt: skip
UNITS = (
    "Regulasi", "IKU", "Unit", "Id unit", "Nilai (%)", "Pembilang", "Penyebut", "Populasi", "Target (%)", "Capaian (%)", "Status",
    "Perubahan",
)  # fmt: skip
EVIDENCE = (
    "Regulasi", "IKU", "Mahasiswa atau mata kuliah", "Kunci", "Fakultas", "Prodi", "Jenjang", "Pembilang", "Penyebut", "Populasi",
    "Alasan", "Yang kurang", "Topik", "Partisi", "Offset",
)  # fmt: skip
MISSING = ("Regulasi", "IKU", "Dataset", "Keterangan", "Jumlah")
CHANGES = (
    "Regulasi", "IKU", "Mahasiswa atau mata kuliah", "Kunci", "Jenis", "Sebelum", "Sesudah", "Alasan sebelum", "Alasan sesudah",
    "Dibanding",
)  # fmt: skip
SOURCES = ("Dataset", "Terakhir diambil", "Perubahan terbaru di sumber", "Keadaan")
DECISIONS = ("Regulasi", "IKU", "Soal", "Keputusan", "Alasan")


def render_xlsx(report: Report) -> bytes:
    view = view_of(report)
    buffer = io.BytesIO()
    # With constant memory a row is written out once the next one begins: a campus may have a million pieces of evidence.
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        book.set_properties({"title": f"Laporan IKU per {report.as_of}, versi {report.version}"})
        sheets = _Sheets(book)
        sheets.write("Ringkasan", SUMMARY, _summary(view))
        sheets.write("Fakultas", UNITS, _units(report, "fakultas"))
        sheets.write("Prodi", UNITS, _units(report, "prodi"))
        sheets.write("Bukti", EVIDENCE, _evidence(report))
        sheets.write(
            "Kurang", MISSING, [(m.regulasi, m.kode, m.dataset, m.keterangan, m.jumlah) for m in report.missing]
        )
        sheets.write("Perubahan", CHANGES, _changes(view))
        sheets.write("Sumber", SOURCES, _sources(view))
        sheets.write("Keputusan", DECISIONS, _decisions(report))
    return buffer.getvalue()


class _Sheets:
    """Writes tables as sheets with a frozen head, filters and readable widths. Text is never taken for a formula or a link."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#17222d", "font_color": "#ffffff"})
        self._number = book.add_format({"num_format": "#,##0.##"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def write(self, name: str, head: Sequence[str], rows: Rows) -> None:
        sheet = self._book.add_worksheet(name)
        widths = [len(title) for title in head]
        for column, title in enumerate(head):
            sheet.write_string(0, column, title, self._head)
        number = 0
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value)
                widths[column] = min(60, max(widths[column], len(str(value or ""))))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(number, 1), len(head) - 1)

    def _cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        match value:
            case None:
                return
            case int() | Decimal():
                sheet.write_number(row, column, float(value), self._number)
            case datetime():
                sheet.write_datetime(row, column, value, self._moment)
            case date():
                sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), self._day)
            case _:
                sheet.write_string(row, column, str(value))


def _summary(view: ReportView) -> Iterator[Sequence[Any]]:
    report = view.report
    for item in view.indicators:
        whole, regulation = item.whole, item.regulation
        yield (
            report.as_of, report.version, whole.regulasi, whole.kode, item.indicator.nama, whole.nilai, whole.pembilang,
            whole.penyebut, whole.populasi, whole.target, whole.capaian, whole.status, whole.perubahan, view.compared_to,
            validity(regulation.berlaku_dari, regulation.berlaku_sampai), item.indicator.rumus, item.indicator.sumber,
            _local(report.computed_at),
        )  # fmt: skip


def _units(report: Report, level: str) -> Iterator[Sequence[Any]]:
    for value in report.values:
        if value.level == level:
            yield _unit(value)


def _unit(value: Value) -> Sequence[Any]:
    return (
        value.regulasi, value.kode, value.unit_nama, value.unit_id, value.nilai, value.pembilang, value.penyebut, value.populasi,
        value.target, value.capaian, value.status, value.perubahan,
    )  # fmt: skip


def _evidence(report: Report) -> Iterator[Sequence[Any]]:
    names = {(value.level, value.unit_id): value.unit_nama for value in report.values}
    for row in report.evidence:
        yield (
            row.regulasi, row.kode, row.label, row.kunci, names.get(("fakultas", row.id_fakultas or ""), row.id_fakultas),
            names.get(("prodi", row.id_prodi or ""), row.id_prodi), row.stratum, row.pembilang, row.penyebut, row.populasi,
            row.alasan, row.kurang, report.topics.get(row.dataset, row.dataset), row.partisi, row.posisi,
        )  # fmt: skip


def _changes(view: ReportView) -> Iterator[Sequence[Any]]:
    for change in view.report.changes:
        yield (
            change.regulasi, change.kode, change.label, change.kunci, change.jenis, change.sebelum, change.sesudah,
            change.alasan_lama, change.alasan_baru, view.compared_to,
        )  # fmt: skip


def _sources(view: ReportView) -> Iterator[Sequence[Any]]:
    for source in view.sources:
        fresh = source.freshness
        yield (
            source.dataset,
            _local(fresh.extracted_at),
            _local(fresh.newest_change),
            "basi" if source.stale else "segar",
        )


def _decisions(report: Report) -> Iterator[Sequence[Any]]:
    for regulation in report.regulations:
        for indicator in regulation.indikator:
            for decision in indicator.keputusan:
                yield regulation.regulasi, indicator.kode, decision.soal, decision.keputusan, decision.alasan


def _local(value: datetime | None) -> datetime | None:
    """A UTC time in campus time, without a zone: a workbook knows none."""
    return None if value is None else value.replace(tzinfo=UTC).astimezone(CAMPUS_ZONE).replace(tzinfo=None)
