"""The report as one self-contained HTML page."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.iku.model import Report
from include.iku.values import NOT_REACHED, REACHED
from include.reports.format import compact, day, moment, number, plain, signed, validity
from include.reports.view import view_of

FULL = Decimal(100)


def render_html(report: Report) -> str:
    return _environment().get_template("report.html.j2").render(view=view_of(report), report=report).lstrip()


def share(value: Decimal | None) -> str:
    """A CSS width for a percentage; above 100 the bar is full."""
    return f"{min(max(value or Decimal(0), Decimal(0)), FULL):.1f}%"


def tone(status: str) -> str:
    return {REACHED: "good", NOT_REACHED: "bad"}.get(status, "wait")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {
        "number": number, "compact": compact, "plain": plain, "signed": signed, "day": day, "moment": moment, "share": share,
        "tone": tone,
    }  # fmt: skip
    environment.globals["validity"] = validity
    return environment
