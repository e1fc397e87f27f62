"""The report's summary for a terminal."""

from __future__ import annotations

from include.iku.model import Report
from include.reports.format import compact, day, number, signed
from include.reports.view import indicator_views

HEAD = ("Regulasi", "IKU", "Nama", "Pembilang", "Penyebut", "Nilai", "Target", "Status", "Ubah")


def table(report: Report) -> str:
    rows = [HEAD]
    for view in indicator_views(report):
        whole = view.whole
        rows.append(
            (
                whole.regulasi,
                whole.kode,
                view.indicator.nama[:46],
                compact(whole.pembilang),
                compact(whole.penyebut),
                number(whole.nilai),
                number(whole.target),
                whole.status,
                signed(view.difference),
            )
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    right = {3, 4, 5, 6, 8}
    lines = [
        "  ".join(c.rjust(w) if n in right else c.ljust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([f"Laporan IKU per {day(report.as_of)}, versi {report.version}", "", *lines])
