"""The report as one self-contained HTML page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.reports.document import Document

TEMPLATES = Path(__file__).parent / "templates"


def render_html(document: Document) -> bytes:
    return _environment().get_template("report.html.j2").render(document=document).lstrip().encode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
