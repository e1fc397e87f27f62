"""Every failure point of the design has, for every sink, a test or a reason why it does not apply."""

from __future__ import annotations

import re
from importlib import import_module

from crash.dataset import SINKS
from tests.crash.document import DOCUMENT, written
from tests.crash.matrix import FAILURE_POINTS, PROOFS


def test_every_failure_point_has_a_test_or_a_reason_for_every_sink() -> None:
    written()
    for point in FAILURE_POINTS:
        for sink in SINKS:
            proven, excused = bool(PROOFS[point.number, sink]), sink in point.not_for
            assert proven is not excused, f"{point.number} {point.title}: {sink}"


def test_the_failure_points_are_numbered_as_the_design_numbers_them() -> None:
    assert [point.number for point in FAILURE_POINTS] == list(range(1, 25))


def test_a_test_that_stands_elsewhere_is_there() -> None:
    for point in FAILURE_POINTS:
        if point.elsewhere:
            module, name = point.elsewhere.split("::")
            assert hasattr(import_module(f"tests.{module}"), name)


def test_no_test_proves_a_point_that_there_is_not() -> None:
    written()
    assert {number for number, _ in PROOFS} == {point.number for point in FAILURE_POINTS}


def test_the_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == written(), "run `make docs`"


def test_the_document_names_every_number_once() -> None:
    numbers = re.findall(r"^\| (\d+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 25)]
