"""The rows of a history table as they stood on a date, seen from pinned ledger positions."""

from __future__ import annotations

from datetime import UTC, datetime

from include.contract.model import Contract, Mode
from include.errors import FinalError
from include.transform.schema import kept_fields

AGE = "CONCAT({0}_version, ' ', LPAD({0}_partition, 8, '0'), ' ', LPAD({0}_offset, 20, '0'), ' ', LPAD({0}_contract, 15, '0'))"
"""Sorts the versions of a key from the oldest to the newest, as `NEWEST_FIRST` of the views does the other way round."""


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
    keys = [f"`{field.name}`" for field in contract.key_fields]
    fields = ", ".join(f"t.`{field.name}`" for field in kept_fields(contract))
    same_key = " AND ".join(f"several.{key} = t.{key}" for key in keys)
    before = f"'{valid_before.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"
    made = f"COALESCE(t._created_at, '1000-01-01') < {before}"
    # Most keys have one version. The others are found by one pass along the primary key, which sorts nothing and, before it
    # knows them, puts no text together. A condition on the positions would lead that pass to the index of the trail, and to
    # a look into the table for every row.
    listed = ", ".join(keys)
    twice = f"SELECT {listed} FROM `{spec.table}` GROUP BY {listed} HAVING COUNT(*) > 1"
    several = (
        f"SELECT {listed}, MIN({AGE.format('')}) AS oldest, MAX(IF(_valid_from < {before}, {AGE.format('')}, NULL)) AS newest "
        f"FROM ({twice}) AS twice JOIN `{spec.table}` USING ({listed}) WHERE {_pinned(positions)} GROUP BY {listed}"
    )
    return (
        f"SELECT {fields}, t._partition, t._offset FROM `{spec.table}` t IGNORE INDEX (trail) "
        f"LEFT JOIN ({several}) AS several ON {same_key} "
        f"WHERE {_pinned(positions, 't.')} AND t._deleted = 0 AND CASE WHEN several.oldest IS NULL THEN {made} "
        f"WHEN several.newest > several.oldest THEN {AGE.format('t.')} = several.newest "
        f"ELSE {AGE.format('t.')} = several.oldest AND {made} END"
    )


def _pinned(positions: dict[int, int], alias: str = "") -> str:
    ranges = [f"({alias}_partition = {p} AND {alias}_offset < {offset})" for p, offset in sorted(positions.items())]
    return f"({' OR '.join(ranges)})" if ranges else "FALSE"
