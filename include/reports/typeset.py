"""The report as a printed document and as a picture, set by Typst with the fonts that it brings along."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import cast

import typst
from pydantic_core import to_json

from include.reports.document import Document

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 460
"""Points: the width of the picture, as summary.typ sets it."""
PIXELS = 1380
"""What that is on a screen: sharp on a phone, small enough for a messenger."""


def render_pdf(document: Document) -> bytes:
    """A4 with page numbers; tagged, so that a screen reader finds its way."""
    return cast(bytes, _compiler(document, "report.typ").compile(format="pdf"))


def render_png(document: Document) -> bytes:
    """The summary of the regulation in force, PIXELS wide."""
    # Bytes and not a list of them, because the page is as high as it needs to be, and so one.
    return cast(bytes, _compiler(document, "summary.typ").compile(format="png", ppi=72 * PIXELS / WIDTH))


def _compiler(document: Document, template: str) -> typst.Compiler:
    data = {"document": to_json(document).decode()}
    return typst.Compiler(TEMPLATES / template, font_paths=_fonts(), sys_inputs=data)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Those of the library alone, so that a report looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False)
