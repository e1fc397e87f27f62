"""Where bars and lines of a chart stand, as shares of its width and height. Templates draw them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from include.iku.model import Value
from include.iku.regulation import Indicator
from include.reports.history import Point

WHOLE = Decimal(100)

Spot = tuple[float, float]
"""x from the left and y from the top, each 0..1."""


@dataclass(frozen=True)
class Bar:
    """How far a bar, its target and the gold standard reach, each 0..1; None is not there."""

    fill: float | None
    target: float | None
    gold: float | None


@dataclass(frozen=True)
class Scale:
    """What the end of every bar of a chart means, so that its bars can be compared."""

    top: Decimal

    def share(self, value: Decimal | None) -> float | None:
        return None if value is None else round(float(min(max(value / self.top, Decimal(0)), Decimal(1))), 4)

    def bar(self, value: Value, indicator: Indicator) -> Bar:
        return Bar(self.share(value.nilai), self.share(value.target), self.share(indicator.standar_emas))


@dataclass(frozen=True)
class Line:
    """Strokes through the days that have a number, and the height of the target and of the gold standard."""

    strokes: tuple[tuple[Spot, ...], ...]
    target: float | None
    gold: float | None


def scale_of(indicator: Indicator, values: Iterable[Value]) -> Scale:
    """Percentages end at 100, or where one of them goes further; other units at the greatest that is shown."""
    shown = [number for value in values for number in (value.nilai, value.target) if number is not None]
    least = WHOLE if indicator.satuan == "persen" else Decimal(len(indicator.kategori) or 1)
    return Scale(max([least, *shown, *([indicator.standar_emas] if indicator.standar_emas else [])]))


def line_of(points: Sequence[Point], target: Decimal | None = None, gold: Decimal | None = None) -> Line | None:
    """None where no day has a number. Days stand as far apart as they were."""
    known = [point.nilai for point in points if point.nilai is not None]
    if not known:
        return None
    marks = [mark for mark in (target, gold) if mark is not None]
    low, high = min(known + marks), max(known + marks)
    first, days = points[0].tanggal, (points[-1].tanggal - points[0].tanggal).days

    def y(value: Decimal) -> float:
        return round(float((high - value) / (high - low)), 4) if high > low else 0.5

    strokes: list[list[Spot]] = [[]]
    for point in points:
        if point.nilai is None:
            strokes.append([])
        else:
            x = round((point.tanggal - first).days / days, 4) if days else 1.0
            strokes[-1].append((x, y(point.nilai)))
    drawn = tuple(tuple(stroke) for stroke in strokes if stroke)
    return Line(drawn, None if target is None else y(target), None if gold is None else y(gold))
