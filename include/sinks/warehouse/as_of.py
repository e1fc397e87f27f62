"""The rows of a history table as they stood on a date, seen from pinned ledger positions."""

from __future__ import annotations

from datetime import UTC, datetime

from include.contract.model import Contract, Mode
from include.errors import FinalError
from include.sinks.warehouse.views import NEWEST_FIRST
from include.transform.schema import kept_fields


def as_of(contract: Contract, positions: dict[int, int], valid_before: datetime) -> str:
    """A SELECT of the contract's fields and `_partition`, `_offset`: one row per key that existed before `valid_before`.

    Only messages below the pinned position of their partition are seen. The first known version of a key counts from the
    day its source made the row, because what it was before its first extract is not known better; later versions count
    from their change time. Deleted keys are left out.
    """
    spec = contract.sink("warehouse")
    if spec is None or spec.mode is not Mode.HISTORY:
        raise FinalError(
            f"dataset {contract.dataset!r} keeps no history in the warehouse, so it has no state as of a date."
        )
    keys = ", ".join(f"`{field.name}`" for field in contract.key_fields)
    fields = ", ".join(f"`{field.name}`" for field in kept_fields(contract))
    pinned = (
        " OR ".join(f"(_partition = {p} AND _offset < {offset})" for p, offset in sorted(positions.items())) or "FALSE"
    )
    before = valid_before.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return (
        f"SELECT {fields}, _partition, _offset FROM ("
        f"SELECT known.*, ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY {NEWEST_FIRST}) AS _newest FROM ("
        f"SELECT t.*, ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY _version, _partition, _offset) AS _nth "
        f"FROM `{spec.table}` t WHERE {pinned}"
        f") AS known WHERE IF(_nth = 1, COALESCE(_created_at, '1000-01-01'), _valid_from) < '{before}'"
        f") AS versions WHERE _newest = 1 AND _deleted = 0"
    )
