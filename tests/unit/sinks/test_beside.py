"""When a new table has all that the live one has loaded."""

from __future__ import annotations

import pytest

from include.sinks.beside import has_caught_up


@pytest.mark.parametrize(
    ("new", "live", "starts", "expected"),
    [
        pytest.param({0: 10, 1: 5}, {0: 10, 1: 5}, {0: 0, 1: 0}, True, id="just as far"),
        pytest.param({0: 12}, {0: 10}, {0: 0}, True, id="further, because a range was not loaded to its end"),
        pytest.param({0: 10, 1: 4}, {0: 10, 1: 5}, {0: 0, 1: 0}, False, id="one partition behind"),
        pytest.param({0: 10}, {0: 10, 1: 5}, {0: 0, 1: 0}, False, id="a partition not begun"),
        pytest.param({0: 10}, {0: 10, 1: 5}, {0: 0, 1: 5}, True, id="a partition of which Kafka has nothing any more"),
        pytest.param({}, {}, {0: 0}, True, id="nothing was ever loaded"),
    ],
)
def test_a_new_table_has_caught_up_when_it_lacks_nothing(
    new: dict[int, int], live: dict[int, int], starts: dict[int, int], expected: bool
) -> None:
    assert has_caught_up(new, live, starts) is expected
