"""Writes the files of a report. A file appears under its name only when it is complete, and is never written over."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from include.reports.csv_form import render_csv
from include.reports.edition import Edition
from include.reports.html import render_html
from include.reports.typeset import render_pdf, render_png
from include.reports.xlsx import render_xlsx
from include.reports.xlsx_restricted import render_restricted_xlsx

RESTRICTED = "terbatas"
"""The folder of what names persons: its rights are given once, to those who may see them."""

VERIFIED = "-terverifikasi"


@dataclass(frozen=True)
class Format:
    name: str
    suffix: str
    render: Callable[[Edition], bytes]
    restricted: bool = False


FORMATS = (
    Format("html", ".html", lambda edition: render_html(edition.document)),
    Format("pdf", ".pdf", lambda edition: render_pdf(edition.document)),
    Format("png", ".png", lambda edition: render_png(edition.document)),
    Format("csv", ".csv", lambda edition: render_csv(edition.view)),
    Format("xlsx", ".xlsx", lambda edition: render_xlsx(edition.view)),
    Format("xlsx_terbatas", "-terbatas.xlsx", lambda edition: render_restricted_xlsx(edition.view), restricted=True),
)


def publish(edition: Edition, folder: str, formats: Iterable[Format] = FORMATS) -> dict[str, str]:
    """The paths of the written files, by format.

    `<folder>/<date>/v<version>/iku-<date>-v<version>.{html,...}`, and what names persons in the same way below
    `<folder>/terbatas`. What is rendered after somebody has verified the numbers says so, and has a name of its own.
    """
    report = edition.report
    place = (
        f"{report.as_of}/v{report.version}/iku-{report.as_of}-v{report.version}{VERIFIED if report.verified else ''}"
    )
    paths = {}
    for each in formats:
        if each.restricted:
            _close(f"{folder}/{RESTRICTED}")
        url = f"{folder}/{RESTRICTED}/{place}{each.suffix}" if each.restricted else f"{folder}/{place}{each.suffix}"
        paths[each.name] = url
        if not _is_there(url):
            _write(url, each.render(edition))
    return paths


def _close(url: str) -> None:
    """Make the folder readable by its owner and group alone, unless it is there: its rights are then somebody's decision.

    On an object store that is the policy of the bucket.
    """
    file_system, path = fsspec.core.url_to_fs(url)
    if isinstance(file_system, LocalFileSystem):
        Path(path).mkdir(mode=0o750, parents=True, exist_ok=True)


def _is_there(url: str) -> bool:
    file_system, path = fsspec.core.url_to_fs(url)
    return bool(file_system.exists(path))


def _write(url: str, content: bytes) -> None:
    file_system, path = fsspec.core.url_to_fs(url)
    file_system.makedirs(file_system._parent(path), exist_ok=True)
    work = f"{path}.{uuid.uuid4().hex[:8]}.part"
    file_system.pipe_file(work, content)
    file_system.mv(work, path)
