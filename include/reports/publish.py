"""Writes the files of a report. A file appears under its name only when it is complete, and is never written over."""

from __future__ import annotations

import uuid

import fsspec

from include.iku.model import Report
from include.reports.html import render_html
from include.reports.xlsx import render_xlsx


def publish(report: Report, folder: str) -> dict[str, str]:
    """The paths of the written files, by format: `<folder>/<date>/v<version>/iku-<date>-v<version>.{html,xlsx}`."""
    name = f"iku-{report.as_of}-v{report.version}"
    base = f"{folder}/{report.as_of}/v{report.version}/{name}"
    contents = {"html": render_html(report).encode(), "xlsx": render_xlsx(report)}
    return {kind: _write(f"{base}.{kind}", content) for kind, content in contents.items()}


def _write(url: str, content: bytes) -> str:
    file_system, path = fsspec.core.url_to_fs(url)
    if file_system.exists(path):
        return url
    file_system.makedirs(file_system._parent(path), exist_ok=True)
    work = f"{path}.{uuid.uuid4().hex[:8]}.part"
    file_system.pipe_file(work, content)
    file_system.mv(work, path)
    return url
