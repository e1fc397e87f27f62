"""Change data capture: a MySQL or MariaDB table by its binlog.

The first runs read the table range of keys by range of keys while others write to it; every run then reads the changes from
the transactions that were read up to where the log ended. A run takes a bounded share and says whether there is more.

At the seam: transactions that were read are visible to every range that is read later, so nothing lies between them; a row
of a range is left out where the log has told its key since the snapshot began, so nothing comes twice. No lock, and no table
of our own at the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from include.contract.model import Contract
from include.database import connect
from include.records import SourceRecord
from include.settings import DatabaseSettings
from include.sources.base import Position, Reading
from include.sources.binlog_keys import MANY, KeyChanges, KeyLog
from include.sources.binlog_ranges import KeyRange, read_range
from include.sources.binlog_records import Numbering, Records
from include.sources.binlog_server import BinlogServer, TableShape, columns, holds
from include.sources.binlog_statement import Effect
from include.sources.binlog_stream import BinlogStream, Statement, log_place
from include.sources.values import split_key
from include.sources.version import micros
from include.state import StateFiles

COUNTED = 1 << 32
"""Bytes of a file beyond which the log's events count from 0 again, so that they do not say where they stand."""
ROWS_A_RANGE = 4
"""Changes that a run reads for each row that a range has."""


@dataclass(frozen=True)
class BinlogSource:
    contract: Contract
    settings: DatabaseSettings
    state_url: str
    asked: str | None = None
    """The name of a request for a new snapshot. The same request is followed once."""

    def read(self, since: Position | None) -> Reading:
        reading = Reading(iter(()))
        reading.records = _Pass(self, since, reading).records()
        return reading

    def settle(self, reading: Reading) -> None:
        position = reading.position
        named = [*position["keys"], *(position["ranges"] or {}).get("before", ())]
        self.key_log.files.prune(keep=named, saved=position)

    @property
    def key_log(self) -> KeyLog:
        return KeyLog(StateFiles(f"{self.state_url}/{self.contract.dataset}/log_keys"))

    @property
    def place(self) -> str:
        return f"{self.settings.name}.{self.contract.source.object}"


class _Pass:
    """One pass over the source: what is read of it, and where it stands after."""

    def __init__(self, source: BinlogSource, since: Position | None, reading: Reading) -> None:
        self.source, self.since, self.reading = source, since, reading
        own = since if since and "gtid" in since else {}
        self.position: Position = {
            "gtid": None, "server": None, "border": None, "at": 0, "sequence": 0, "keys": [], "ranges": None, "snapshots": 0,
            **own,
        }  # fmt: skip
        self.keys = KeyChanges({}, set())
        self.countable = True
        self.rows = int(source.contract.source.options["chunkRows"])

    def records(self) -> Iterator[SourceRecord]:
        contract, position = self.source.contract, self.position
        with connect(self.source.settings, autocommit=True) as connection:
            server = BinlogServer(connection, self.source.settings, contract)
            shape = server.check()
            self._begin_snapshot_where_needed()
            if position["gtid"] is None:
                # Whatever was sent of this dataset before is older, also what was polled in this second.
                position |= {"gtid": server.visible(), "at": max(position["at"], micros(server.now()))}
            server.require_read(position["gtid"])
            ranges = position["ranges"]
            found = KeyRange()
            if ranges:
                found = read_range(self.source.settings, contract, shape, ranges["after"], self.rows)
            now, identity = server.now(), server.identity()
            stream = self._stream(server, shape, identity)
        numbering = Numbering(position["at"], position["sequence"])
        make = Records(contract, self.source.place, shape.schema, shape.name, numbering)
        yield from self._changes(stream, make)
        # Rows are newer than what is left of the log where the run ended before them, and older than a TRUNCATE in it.
        if ranges and stream.ended and self.position["ranges"] is ranges:
            yield from self._read(found, make, now)
        self._finish(stream, numbering, identity)
        self.reading.freshness = self._freshness(stream, now)

    def _stream(self, server: BinlogServer, shape: TableShape, identity: str) -> BinlogStream:
        """What the log says up to where it ends now."""
        options, files, border = self.source.contract.source.options, server.log_files(), self.position["border"]
        self.countable = all(file.end[1] < COUNTED for file in files)
        return BinlogStream(
            settings=self.source.settings,
            schema=shape.schema,
            table=shape.name,
            is_mariadb=server.is_mariadb,
            read=server.gtids(self.position["gtid"]),
            start=border
            if border and self.position["server"] == identity and holds(files, log_place(*border))
            else None,
            until=files[-1].end,
            server_ids=tuple(options["serverIds"]),
            max_rows=self.rows * ROWS_A_RANGE,
        )

    def _begin_snapshot_where_needed(self) -> None:
        position, notes = self.position, self.reading.notes
        self._take_over_from_polling()
        known = self.source.key_log.are_there([*position["keys"], *(position["ranges"] or {}).get("before", ())])
        same_columns = position.get("columns") == list(columns(self.source.contract))
        asked = self.source.asked is not None and self.source.asked != position.get("asked")
        if not known:
            notes.append(
                f"{self.source.place}: what is known of its keys in {self.source.key_log.files.url} is lost. All rows are sent "
                f"again. Rows that were deleted while nobody read cannot be found and stay in the sinks: compare the keys of "
                f"the table with the warehouse."
            )
            position |= {"keys": [], "ranges": None}
        if asked:
            # The way out where the log cannot be read on: begin where it ends.
            position |= {"gtid": None, "border": None}
        if not known or not same_columns or asked:
            self._begin_snapshot()
        position |= {
            "columns": list(columns(self.source.contract)),
            "asked": self.source.asked or position.get("asked"),
        }

    def _take_over_from_polling(self) -> None:
        """The keys that a table had when it was polled last: which of them are gone is seen at the end of the snapshot."""
        if self.since and "gtid" not in self.since and "snapshot" in self.since:
            polled = StateFiles(f"{self.source.state_url}/{self.source.contract.dataset}/keys")
            name = self.source.key_log.take_over(polled, self.since["snapshot"], self.since)
            self.position["keys"] = [name] if name else []

    def _begin_snapshot(self) -> None:
        position = self.position
        before = [*(position["ranges"] or {}).get("before", ()), *position["keys"]]
        position |= {
            "ranges": {"after": [], "before": before},
            "keys": [],
            "snapshots": position["snapshots"] + 1,
        }

    def _changes(self, stream: BinlogStream, make: Records) -> Iterator[SourceRecord]:
        for change in stream:
            if isinstance(change, Statement):
                self._note(change)
                continue
            self.reading.read += 1
            happened = datetime.fromtimestamp(change.second, UTC)
            self.reading.newest_change = max(self.reading.newest_change or happened, happened)
            records = list(make.of(change))
            self.reading.unchanged += not records
            for record in records:
                deleted = record.op == "delete"
                self.reading.deleted += deleted
                # A change leaves the keys as they are; only a snapshot has to know of it.
                if self.position["ranges"] or deleted or (record.change and record.change.op == "c"):
                    self.keys.told(record.key, present=not deleted)
                yield record

    def _note(self, statement: Statement) -> None:
        if statement.effect is Effect.REPLACED:
            # What the log tells from here on is not read again.
            self._write_keys()
            self._begin_snapshot()
            self.reading.notes.append(
                f"{self.source.place}: rows were taken away or replaced without a word of each (transaction {statement.gtid}: "
                f"{statement.text[:80]!r}). The table is read again and its keys are compared with those that were there."
            )
        else:
            self.reading.notes.append(
                f"{self.source.place} was altered (transaction {statement.gtid}: {statement.text[:80]!r}). If that changed "
                f"values of columns in the contract, ask for a new snapshot; the log does not tell them."
            )

    def _read(self, found: KeyRange, make: Records, now: datetime) -> Iterator[SourceRecord]:
        told = self.keys.streamed | self.source.key_log.streamed(self.position["keys"])
        moment = "snapshot" if self.position["snapshots"] == 1 else f"snapshot {self.position['snapshots']}"
        self.reading.newest_change = max(self.reading.newest_change or now, now)
        for row in found.rows:
            self.reading.read += 1
            record = make.read(row, now, moment)
            if record.key in told:
                self.reading.unchanged += 1
                continue
            self.keys.present[record.key] = True
            yield record
        self.position["ranges"] = {**self.position["ranges"], "after": found.after}
        if found.after is None:
            yield from self._gone(make, now, moment)

    def _gone(self, make: Records, now: datetime, moment: str) -> Iterator[SourceRecord]:
        """The keys that were there before the snapshot began and that neither it nor the log since has told."""
        log, position = self.source.key_log, self.position
        names = [field.source_name or field.name for field in self.source.contract.key_fields]
        for key in log.gone(position["ranges"]["before"], position["keys"]):
            if key not in self.keys.present:
                self.reading.deleted += 1
                yield make.gone(key, dict(zip(names, split_key(key), strict=True)), now, moment)
        position["ranges"] = None

    def _write_keys(self) -> None:
        if self.keys.present:
            name = self.source.key_log.write(self.keys, self.since)
            self.position["keys"] = [*self.position["keys"], name]
        self.keys = KeyChanges({}, set())

    def _finish(self, stream: BinlogStream, numbering: Numbering, identity: str) -> None:
        position, log = self.position, self.source.key_log
        self._write_keys()
        if len(position["keys"]) > MANY:
            position["keys"] = [log.join(position["keys"], self.since)]
        position |= {"gtid": str(stream.read), "at": numbering.at, "sequence": numbering.sequence}
        position |= {"server": identity, "border": (stream.border or stream.start) if self.countable else None}
        self.reading.more = position["ranges"] is not None or not stream.ended
        self.reading.position = position

    def _freshness(self, stream: BinlogStream, began: datetime) -> dict[str, Any]:
        """What the log has now and this run has not read, other tables' changes too, and how old that can be at most."""
        with connect(self.source.settings, autocommit=True) as connection:
            server = BinlogServer(connection, self.source.settings, self.source.contract)
            now, files = server.now(), server.log_files()
        read = log_place(stream.file, stream.byte) if stream.file else stream.until
        since = began.timestamp() if stream.ended else stream.second
        return {
            "read_to": f"{stream.file}:{stream.byte}",
            "gtid": str(stream.read),
            "bytes_behind": sum(file.after(read) for file in files),
            "seconds_behind": max(round(now.timestamp() - since), 0),
            "heard_from_at": now.isoformat(),
        }
