"""Polling a list of a web API.

Everything is read and compared with the key snapshot of the last extract, which finds what is new, changed and deleted.
Where the API can be asked for what changed since a time, it is asked for that alone, less an overlap, until a full read
is due. Where the API lists what was deleted, nothing counts as deleted that is not on that list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from include.contract.model import Contract
from include.errors import FinalError
from include.records import SourceRecord
from include.settings import HttpSettings
from include.sources.base import Position, Reading
from include.sources.comparison import Comparison, TimedRow
from include.sources.held import HeldRows
from include.sources.http_api import Api, OpenApi, Window
from include.sources.http_passes import Passes
from include.sources.http_table import HttpTable
from include.sources.keys_on_disk import KeysOnDisk
from include.sources.version import row_hash
from include.state import StateFiles


@dataclass(frozen=True)
class HttpSource:
    """`open_api` makes the kind of API that the contract says, for example `RestApi`."""

    contract: Contract
    settings: HttpSettings
    state_url: str
    open_api: OpenApi

    def read(self, since: Position | None) -> Reading:
        return self._reading(lambda reading: self._changes(since or {}, reading))

    def read_window(self, since: Position | None, start: datetime, end: datetime) -> Reading:
        return self._reading(lambda reading: self._window(since or {}, start, end, reading))

    def settle(self, reading: Reading) -> None:
        self._files.prune(keep=[reading.position["snapshot"]], saved=reading.position)

    def _changes(self, since: Position, reading: Reading) -> Iterator[SourceRecord]:
        api, table = self.open_api(self.contract, self.settings), HttpTable(self.contract, self._place)
        with closing(api.client), closing(KeysOnDisk()) as known:
            remembered = "snapshot" in since and known.load(self._files, since["snapshot"])
            if not remembered:
                self._load_what_is_left(known, since, reading)
            compared = self._comparison(table, since, known, reading, resend=not remembered)
            full_at = since.get("full_at")
            deleted = _deleted(api, table, known)
            if self._is_full(since, compared, table, deleted):
                full_at = compared.now.isoformat()
                yield from self._everything(api, table, known, compared, deleted)
            else:
                window = Window(_watermark(compared) - self.contract.source.overlap)
                yield from compared.changes(self._rows(api, table, known, reading, window))
            unchanged = remembered and not compared.sent
            reading.position = {
                **compared.position(),
                "columns": list(table.columns),
                "full_at": full_at,
                "snapshot": since["snapshot"] if unchanged else known.save(self._files, since or None),
            }
            reading.freshness = _freshness(compared, api, full_at)

    def _everything(
        self, api: Api, table: HttpTable, known: KeysOnDisk, compared: Comparison, deleted: set[str] | None
    ) -> Iterator[SourceRecord]:
        """What is new and changed, and what is gone; deletions first, so that a row that takes a key over is newer."""
        reading = compared.reading
        passes = Passes(lambda: api.pages(table.item_key, None), table, known, self._place)
        if known.empty:
            yield from compared.changes(passes.rows())
            self._say_if_unsettled(passes, reading)
            return
        with HeldRows() as held:
            for key, row, _ in passes.rows(until_all_known=deleted is None):
                before = known.get(key)
                if before and before.hash == row_hash(row) and not compared.resend:
                    reading.read += 1
                    reading.unchanged += 1
                else:
                    held.add(row)
            self._say_if_unsettled(passes, reading)
            yield from compared.deletions(self._gone(known, deleted, reading))
            yield from compared.changes((table.key(row), row, table.changed(row)) for row in held.rows())

    def _gone(self, known: KeysOnDisk, deleted: set[str] | None, reading: Reading) -> Iterator[str]:
        """The keys that are in no pass and, where the API lists what was deleted, on that list."""
        vanished = 0
        for key in known.unseen():
            if deleted is None or key in deleted:
                yield key
            else:
                vanished += 1
        if vanished:
            reading.notes.append(
                f"{self._place}: {vanished} rows are no longer in the list, and the API does not name them as deleted. They "
                f"stay as they were in the sinks: ask the owner of the API."
            )

    def _window(self, since: Position, start: datetime, end: datetime, reading: Reading) -> Iterator[SourceRecord]:
        api, table = self.open_api(self.contract, self.settings), HttpTable(self.contract, self._place)
        with closing(api.client), closing(KeysOnDisk()) as known:
            if "snapshot" not in since or not known.load(self._files, since["snapshot"]):
                raise FinalError(
                    f"{self._place}: there is no key snapshot of an earlier extract, so nothing is known to have been sent that "
                    f"could be sent again. Run extract__{self.contract.source.name} first."
                )
            if table.change_column is None:
                raise FinalError(f"{self._place} has no change column, so it cannot be asked for a window of time.")
            compared = self._comparison(table, since, known, reading)
            rows = self._rows(api, table, known, reading, Window(start, end))
            yield from compared.known_again(row for row in rows if row[2] and start <= row[2] < end)

    def _rows(
        self, api: Api, table: HttpTable, known: KeysOnDisk, reading: Reading, window: Window
    ) -> Iterator[TimedRow]:
        passes = Passes(lambda: api.pages(table.item_key, window), table, known, self._place)
        yield from passes.rows()
        self._say_if_unsettled(passes, reading)

    def _is_full(self, since: Position, compared: Comparison, table: HttpTable, deleted: set[str] | None) -> bool:
        if table.change_column is None or compared.watermark is None or compared.resend or deleted:
            return True
        # A row that did not change shows nothing of a column that its contract has since got.
        if since.get("columns") != list(table.columns) or not since.get("full_at"):
            return True
        due = datetime.fromisoformat(since["full_at"]) + timedelta(hours=self.contract.source.options["fullReadHours"])
        return compared.now >= due

    def _comparison(
        self, table: HttpTable, since: Position, known: KeysOnDisk, reading: Reading, *, resend: bool = False
    ) -> Comparison:
        return Comparison(
            dataset=self.contract.dataset,
            place=self._place,
            key_columns=table.key_columns,
            since=since,
            known=known,
            now=datetime.now(UTC),
            reading=reading,
            resend=resend,
        )

    def _load_what_is_left(self, known: KeysOnDisk, since: Position, reading: Reading) -> None:
        """Take what other snapshots know where the one of the position is gone, and say so."""
        for name in self._files.names():
            known.load(self._files, name)
        if not since:
            return
        rows = f"{self._place}: the key snapshot of the last extract in {self._files.url} is lost. All rows are sent again."
        reading.notes.append(
            f"{rows} Rows that were deleted since that extract cannot be found and stay in the sinks: compare the keys of the API "
            f"with the warehouse."
            if known.empty
            else f"{rows} Deleted rows were found by another snapshot that was left there."
        )

    def _say_if_unsettled(self, passes: Passes, reading: Reading) -> None:
        if not passes.settled:
            reading.notes.append(
                f"{self._place}: rows went on moving between the pages while they were read several times. What was missed comes "
                f"with the next extract; larger pages or a cursor help."
            )

    def _reading(self, records: Callable[[Reading], Iterator[SourceRecord]]) -> Reading:
        reading = Reading(iter(()))
        reading.records = records(reading)
        return reading

    @property
    def _place(self) -> str:
        return f"{self.settings.name}.{self.contract.source.object}"

    @property
    def _files(self) -> StateFiles:
        return StateFiles(f"{self.state_url}/{self.contract.dataset}/keys")


def _deleted(api: Api, table: HttpTable, known: KeysOnDisk) -> set[str] | None:
    """The known keys that the API names as deleted; None where it names none at all."""
    items = api.deleted(table.key_of_deleted)
    return None if items is None else known.known_among(map(table.key_of_deleted, items))


def _freshness(compared: Comparison, api: Api, full_at: str | None) -> dict[str, Any]:
    """What changed since the pass began may not have been read."""
    heard = api.client.heard_at
    return {
        "read_to": compared.watermark.isoformat() if compared.watermark else None,
        "read_in_full_at": full_at,
        "seconds_behind": round((datetime.now(UTC) - compared.now).total_seconds()),
        "heard_from_at": heard.isoformat() if heard else None,
    }


def _watermark(compared: Comparison) -> datetime:
    assert compared.watermark is not None
    return compared.watermark
