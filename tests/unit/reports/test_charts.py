from __future__ import annotations

from datetime import date
from decimal import Decimal

from include.reports.charts import Bar, line_of, scale_of
from include.reports.history import Point
from tests.unit.reports.builders import INDICATOR, value

GOLDEN = INDICATOR.model_copy(update={"standar_emas": Decimal(80)})


def points(*numbers: str | None) -> list[Point]:
    return [Point(date(2026, 11, n), None if x is None else Decimal(x)) for n, x in enumerate(numbers, start=1)]


def test_a_bar_reaches_as_far_as_its_share_of_the_scale() -> None:
    whole = value("pt", "*", "PT", nilai=Decimal(25), target=Decimal(60))

    assert scale_of(GOLDEN, [whole]).bar(whole, GOLDEN) == Bar(fill=0.25, target=0.6, gold=0.8)


def test_a_percentage_above_100_stretches_the_scale_for_all() -> None:
    values = [value("prodi", "a", "A", nilai=Decimal(160)), value("prodi", "b", "B", nilai=Decimal(40))]
    scale = scale_of(INDICATOR, values)

    assert [scale.bar(each, INDICATOR).fill for each in values] == [1, 0.25]


def test_a_number_that_is_missing_has_no_bar_and_one_below_zero_an_empty_one() -> None:
    nothing, loss = value("prodi", "a", "A", nilai=None, target=None), value("prodi", "b", "B", nilai=Decimal(-3))
    scale = scale_of(INDICATOR, [nothing, loss])

    assert scale.bar(nothing, INDICATOR) == Bar(None, None, None)
    assert scale.bar(loss, INDICATOR).fill == 0


def test_a_count_is_measured_against_the_greatest_number_that_is_shown() -> None:
    count = INDICATOR.model_copy(update={"satuan": "jumlah"})
    whole = value("pt", "*", "PT", nilai=Decimal(2), target=Decimal(8))

    assert scale_of(count, [whole]).bar(whole, count) == Bar(0.25, 1, None)


def test_a_line_goes_from_the_lowest_at_the_bottom_to_the_highest_at_the_top() -> None:
    line = line_of(points("10", "20", "15"))

    assert line is not None
    assert line.strokes == (((0, 1), (0.5, 0), (1, 0.5)),)


def test_a_day_without_a_number_breaks_the_line() -> None:
    line = line_of(points("10", None, "20", "20", None))

    assert line is not None
    assert line.strokes == (((0, 1),), ((0.5, 0), (0.75, 0)))


def test_target_and_gold_standard_stand_at_their_height() -> None:
    line = line_of(points("10", "20"), target=Decimal(30), gold=Decimal(50))

    assert line is not None
    assert (line.target, line.gold) == (0.5, 0)


def test_a_line_that_never_moves_stands_in_the_middle() -> None:
    line = line_of(points("10", "10"))

    assert line is not None
    assert line.strokes == (((0, 0.5), (1, 0.5)),)


def test_no_number_is_no_line() -> None:
    assert line_of([]) is None
    assert line_of(points(None, None)) is None
