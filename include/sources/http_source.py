"""Polling a list of a web API.

Where the API can be asked for what changed since a time, it is asked for that alone, until a full read is due. Where the
API lists what was deleted, nothing counts as deleted that is not on that list.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from include.contract.model import Contract
from include.records import SourceRecord
from include.settings import HttpSettings
from include.sources.base import Position
from include.sources.comparison import AT_ONCE, Comparison, TimedRow, chunks
from include.sources.http_api import Api, OpenApi, Window
from include.sources.http_passes import Passes
from include.sources.http_table import HttpTable
from include.sources.keys import State
from include.sources.polling import PollingSource, compare_all


@dataclass(frozen=True)
class HttpSource(PollingSource):
    """`open_api` makes the kind of API that the contract says, for example `RestApi`."""

    settings: HttpSettings
    open_api: OpenApi

    @contextmanager
    def look(self, since: Position) -> Iterator[HttpLook]:
        api = self.open_api(self.contract, self.settings)
        with closing(api.client):
            yield HttpLook(api, self.contract, self.place, since.get("read_in_full_at"))


class HttpLook:
    def __init__(self, api: Api, contract: Contract, place: str, read_in_full_at: str | None) -> None:
        self._api, self._contract, self._place = api, contract, place
        self._table = HttpTable(contract, place)
        self._read_in_full_at = read_in_full_at
        self.now = datetime.now(UTC)
        self.columns, self.key_columns = self._table.columns, self._table.key_columns
        self.change_column = self._table.change_column

    def changes(self, compared: Comparison, since: datetime | None) -> Iterator[SourceRecord]:
        deleted = self._deleted(compared)
        if since is None or deleted or self._full_read_is_due():
            self._read_in_full_at = self.now.isoformat()
            rows = self._rows(compared, None, until_all_known=deleted is None)
            yield from compare_all(compared, rows, lambda: self._gone(compared, deleted))
        else:
            yield from compared.changes(self._rows(compared, Window(since)))

    def rows_between(self, compared: Comparison, start: datetime, end: datetime) -> Iterator[TimedRow]:
        return self._rows(compared, Window(start, end))

    def position(self) -> Position:
        return {"read_in_full_at": self._read_in_full_at}

    def heard_at(self) -> datetime:
        return self._api.client.heard_at or self.now

    def _rows(
        self, compared: Comparison, window: Window | None, *, until_all_known: bool = False
    ) -> Iterator[TimedRow]:
        passes = Passes(lambda: self._api.pages(self._table.item_key, window), self._table, compared.known, self._place)
        yield from passes.rows(until_all_known=until_all_known)
        if not passes.settled:
            compared.reading.notes.append(
                f"{self._place}: rows went on moving between the pages while they were read several times. What was missed comes "
                f"with the next extract; larger pages or a cursor help."
            )

    def _full_read_is_due(self) -> bool:
        if not self._read_in_full_at:
            return True
        hours = self._contract.source.options["fullReadHours"]
        return self.now >= datetime.fromisoformat(self._read_in_full_at) + timedelta(hours=hours)

    def _deleted(self, compared: Comparison) -> set[str] | None:
        """The known keys that the API names as deleted; None where it names none at all."""
        items = self._api.deleted(self._table.key_of_deleted)
        if items is None:
            return None
        keys = chunks(map(self._table.key_of_deleted, items), AT_ONCE)
        return {key for chunk in keys for key in compared.known.states(chunk)}

    def _gone(self, compared: Comparison, deleted: set[str] | None) -> Iterator[tuple[str, State]]:
        """The keys that are in no pass and, where the API lists what was deleted, on that list."""
        vanished = 0
        for key, state in compared.known.unseen():
            if deleted is None or key in deleted:
                yield key, state
            else:
                vanished += 1
        if vanished:
            compared.reading.notes.append(
                f"{self._place}: {vanished} rows are no longer in the list, and the API does not name them as deleted. They "
                f"stay as they were in the sinks: ask the owner of the API."
            )
