"""The relay of an application's outbox: every event once, those of one aggregate in their order.

Ids are given before transactions commit, so a smaller one may appear after a greater one. A missing id is therefore waited
for, until it is older than any transaction can be: then its transaction was rolled back. The account needs SELECT alone;
nothing is marked as published, because how far was read is saved with what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.broker.formats.laravel import DELETED
from include.contract.model import Contract
from include.database import code, connect
from include.errors import FinalError
from include.records import Op, SourceRecord
from include.settings import DatabaseSettings
from include.sources.base import Position, Reading
from include.sources.gaps import Gap, Gaps
from include.sources.mysql_table import RowByRow
from include.sources.values import key_text

COLUMNS = "id, event_id, aggregate_type, aggregate_id, event_type, payload, occurred_at"
CHUNK = 5_000
POSITION_LENGTH = 300
SHOWN = 5
HINT = (
    "An outbox has the columns of include/sources/outbox.sql; compare the table, and check the rights of the account."
)

Row = dict[str, Any]


@dataclass(frozen=True)
class OutboxSource:
    contract: Contract
    settings: DatabaseSettings

    def read(self, since: Position | None) -> Reading:
        reading = Reading(iter(()))
        reading.records = self._guarded(self._events(since or {}, reading))
        return reading

    def settle(self, reading: Reading) -> None:
        """Nothing is kept beside the position."""

    def _events(self, since: Position, reading: Reading) -> Iterator[SourceRecord]:
        with connect(self.settings, cursor=RowByRow) as connection:
            now = _begin(connection)
            waited = Gaps.of(since.get("gaps", []))
            late = Gaps([])
            for gap in waited.gaps:
                yield from self._told(late.filled(gap, self._between(connection, gap)), reading)
            through, fresh = since.get("through", 0), Gaps([])
            for row in self._after(connection, through):
                fresh.seen(through, row["id"], now)
                through = row["id"]
                yield from self._told([row], reading)
        kept, given_up = late.younger_than(now - timedelta(minutes=self.contract.source.options["gapMinutes"]))
        if given_up:
            reading.notes.append(self._given_up(given_up))
        gaps = [*kept, *fresh.gaps]
        reading.position = {"through": through, "gaps": [gap.as_json() for gap in gaps]}
        reading.freshness = {
            "read_to": through,
            "waits_for": ", ".join(map(str, gaps[:SHOWN])),
            "heard_from_at": now.isoformat(),
        }

    def _told(self, rows: Any, reading: Reading) -> Iterator[SourceRecord]:
        """The records of those rows that are about the dataset's aggregate."""
        for row in rows:
            if row["aggregate_type"] != self.contract.source.options["aggregate"]:
                continue
            record = self._record(row)
            happened = row["occurred_at"].replace(tzinfo=UTC)
            reading.read += 1
            reading.deleted += record.op is Op.DELETE
            reading.newest_change = max(happened, reading.newest_change or happened)
            yield record

    def _record(self, row: Row) -> SourceRecord:
        return SourceRecord(
            key=key_text([row["aggregate_id"]]),
            value=self._value(row["payload"]),
            version=f"{row['id']:020d}",
            position=f"{self._place}#{row['id']} {row['aggregate_id']}"[:POSITION_LENGTH],
            event_id=row["event_id"],
            op=Op.DELETE if row["event_type"].rpartition(".")[2] in DELETED else Op.UPSERT,
        )

    def _value(self, payload: str) -> dict[str, Any]:
        """The columns of the contract. A payload that is no row goes as it is, and is rejected with its reason."""
        value = json.loads(payload, parse_float=Decimal)
        if not isinstance(value, dict):
            return {"payload": value}
        columns = (field.source_name or field.name for field in self.contract.message_fields)
        return {column: value[column] for column in columns if column in value}

    def _between(self, connection: Connection[Any], gap: Gap) -> Iterator[Row]:
        return self._stream(connection, "id BETWEEN %s AND %s", (gap.first, gap.last))

    def _after(self, connection: Connection[Any], through: int) -> Iterator[Row]:
        return self._stream(connection, "id > %s", (through,))

    def _stream(self, connection: Connection[Any], where: str, parameters: tuple[int, ...]) -> Iterator[Row]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {COLUMNS} FROM `{self.contract.source.object}` WHERE {where} ORDER BY id", parameters
            )
            while rows := cursor.fetchmany(CHUNK):
                yield from rows

    def _given_up(self, gaps: list[Gap]) -> str:
        shown = ", ".join(str(gap) for gap in gaps[:SHOWN])
        minutes = self.contract.source.options["gapMinutes"]
        return (
            f"{self._place}: the ids {shown}{' and others' if len(gaps) > SHOWN else ''} did not come within {minutes} minutes and "
            f"are not waited for any more. Their transactions were rolled back, or their rows were deleted."
        )

    def _guarded(self, records: Iterator[SourceRecord]) -> Iterator[SourceRecord]:
        try:
            yield from records
        except pymysql.err.MySQLError as error:
            raise FinalError(f"{self._place} cannot be read (error {code(error)}): {error.args[-1]}. {HINT}") from error

    @property
    def _place(self) -> str:
        return f"{self.settings.name}.{self.contract.source.object}"


def _begin(connection: Connection[Any]) -> datetime:
    """Fix the view that every query sees from now on; returns the server's time."""
    with connection.cursor(pymysql.cursors.Cursor) as cursor:
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        cursor.execute("SELECT UTC_TIMESTAMP(6)")
        rows = cursor.fetchall()
    now: datetime = rows[0][0]
    return now.replace(tzinfo=UTC)
