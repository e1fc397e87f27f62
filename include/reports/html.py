"""The report as one self-contained HTML page."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.iku.model import Report
from include.iku.values import NOT_REACHED, REACHED
from include.reports.format import compact, day, moment, number, signed
from include.reports.view import general_missing, indicator_views, is_stale

BAR = 120


def render_html(report: Report) -> str:
    views = indicator_views(report)
    regulations = dict.fromkeys(view.regulation.nama for view in views)
    return _environment().get_template("report.html.j2").render(
        report=report,
        views=views,
        regulations=list(regulations),
        general=general_missing(report),
        stale=lambda freshness: is_stale(freshness, report),
    )  # fmt: skip


def bar_width(value: Decimal | None) -> int:
    """Pixels for a percentage; above 100 the bar is full."""
    return 0 if value is None else round(min(float(value), 100.0) / 100 * BAR)


def tone(status: str) -> str:
    return {REACHED: "good", NOT_REACHED: "bad"}.get(status, "wait")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {
        "number": number, "compact": compact, "signed": signed, "day": day, "moment": moment, "bar": bar_width, "tone": tone,
    }  # fmt: skip
    return environment
