"""The report's summary for a terminal."""

from __future__ import annotations

from include.iku.model import Report
from include.reports.format import compact, day
from include.reports.view import view_of
from include.reports.wording import told, told_change

HEAD = ("Regulasi", "IKU", "Nama", "Pembilang", "Penyebut", "Nilai", "Target", "Status", "Perubahan")
RIGHT = {3, 4, 5, 6, 8}
NAME_WIDTH = 46


def table(report: Report) -> str:
    rows = [HEAD]
    for item in view_of(report).indicators:
        whole = item.whole
        rows.append(
            (
                whole.regulasi, whole.kode, _short(item.indicator.nama), compact(whole.pembilang), compact(whole.penyebut),
                told(whole.nilai, item.indicator), told(whole.target, item.indicator), whole.status,
                told_change(whole, item.indicator),
            )
        )  # fmt: skip
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = ["  ".join(_cell(text, n, widths[n]) for n, text in enumerate(row)).rstrip() for row in rows]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([f"Laporan IKU per {day(report.as_of)}, versi {report.version}", "", lines[0], rule, *lines[1:]])


def _cell(text: str, column: int, width: int) -> str:
    return text.rjust(width) if column in RIGHT else text.ljust(width)


def _short(name: str) -> str:
    return name if len(name) <= NAME_WIDTH else f"{name[: NAME_WIDTH - 1]}…"
