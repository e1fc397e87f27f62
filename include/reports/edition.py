"""A report ready to be rendered: as data for workbooks, and in words for what people read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pymysql.connections import Connection

from include.errors import FinalError
from include.iku.load import load_report
from include.iku.model import Report
from include.reports.composing import document_of
from include.reports.document import Document
from include.reports.history import NO_HISTORY, History, load_history
from include.reports.institution import load_institution
from include.reports.view import ReportView, view_of


@dataclass(frozen=True)
class Edition:
    report: Report
    history: History = NO_HISTORY

    @cached_property
    def view(self) -> ReportView:
        return view_of(self.report, self.history)

    @cached_property
    def document(self) -> Document:
        return document_of(self.view, load_institution())


def load_edition(connection: Connection[Any], report_id: int) -> Edition:
    """Raises FinalError when there is no such report."""
    report = load_report(connection, report_id)
    return Edition(report, load_history(connection, report))


def find_report(connection: Connection[Any], as_of: date, version: int | None = None) -> int:
    """The id of that version of a day, or of its newest. Raises FinalError when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT report_id FROM iku_report WHERE as_of = %s AND (version = %s OR %s IS NULL) ORDER BY version DESC LIMIT 1",
            (as_of, version, version),
        )
        row = cursor.fetchone()
    if row is None:
        which = "" if version is None else f" versi {version}"
        raise FinalError(
            f"belum ada laporan per {as_of}{which} di iku_report. Jalankan iku_daily untuk tanggal itu dahulu."
        )
    return int(row[0])
