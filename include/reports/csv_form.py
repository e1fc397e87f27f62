"""The summary as a CSV to copy into the forms of the ministry, as spreadsheets with Indonesian settings read it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from include.iku.regulation import Indicator
from include.reports.format import plain
from include.reports.view import IndicatorView, ReportView
from include.reports.wording import UNITS, told

HEAD = (
    "No", "Regulasi", "Sasaran", "Kode IKU", "Nama indikator", "Sifat", "Satuan", "Target", "Realisasi", "Capaian (%)", "Status",
    "Pembilang", "Penyebut", "Per tanggal", "Versi",
)  # fmt: skip
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Tells spreadsheets that a file is UTF-8."""
HARMFUL = ("=", "+", "-", "@", "\t", "\r")


def render_csv(view: ReportView) -> bytes:
    """Semicolons, decimal commas, no points for thousands; what cannot be computed is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    rows = [
        (group.name or "", item)
        for regulation in view.regulations
        for group in regulation.groups
        for item in group.indicators
    ]
    for number, (goal, item) in enumerate(rows, start=1):
        writer.writerow([number, *_row(view, goal, item)])
    return (MARK + buffer.getvalue()).encode()


def harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it."""
    return f"'{text}" if text.startswith(HARMFUL) else text


def _row(view: ReportView, goal: str, item: IndicatorView) -> list[str | int]:
    whole, indicator, report = item.whole, item.indicator, view.report
    return [
        harmless(item.regulation.nama), harmless(goal), harmless(indicator.kode), harmless(indicator.nama), indicator.sifat,
        UNITS[indicator.satuan], _number(whole.target, indicator), _number(whole.nilai, indicator),
        "" if whole.capaian is None else plain(whole.capaian), whole.status, plain(whole.pembilang), plain(whole.penyebut),
        f"{report.as_of:%d/%m/%Y}", report.version,
    ]  # fmt: skip


def _number(value: Decimal | None, indicator: Indicator) -> str:
    if value is None:
        return ""
    return harmless(told(value, indicator)) if indicator.satuan in {"kategori", "ya_tidak"} else plain(value)
