from __future__ import annotations

from decimal import Decimal

from include.sources.held import HeldRows
from include.sources.version import row_hash


def test_rows_come_back_in_their_order_as_they_look_in_a_message() -> None:
    rows = [{"id": 1, "nama": "Añi\n🎓", "bobot": Decimal("33.30")}, {"id": 2, "nama": None, "bobot": 0}]
    with HeldRows() as held:
        for row in rows:
            held.add(row)
        back = list(held.rows())
    assert [row["id"] for row in back] == [1, 2]
    assert [row_hash(row) for row in back] == [row_hash(row) for row in rows]
