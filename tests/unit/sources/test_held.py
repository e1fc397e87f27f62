from __future__ import annotations

from datetime import UTC, datetime

from include.sources.held import Held


def test_rows_come_back_as_they_were_and_in_their_order() -> None:
    rows = [("1", {"nama": "Añi\n🎓", "foto": b"\xff"}, datetime(2026, 8, 3, tzinfo=UTC)), ("2", {"nama": None}, None)]
    with Held[object]() as held:
        for row in rows:
            held.add(row)

        assert list(held) == rows


def test_what_is_held_can_be_gone_through_again() -> None:
    with Held[int]() as held:
        held.add(1)
        assert (list(held), list(held)) == ([1], [1])
