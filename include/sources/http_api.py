"""What every web API is to its source, and the REST API that a contract declares in full."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Any, Protocol

from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract
from include.errors import FinalError
from include.settings import HttpSettings
from include.sources.http_client import HttpClient, Request
from include.sources.http_pages import (
    Answer,
    Ask,
    CursorPages,
    Item,
    ItemKey,
    NumberedPages,
    OffsetPages,
    OneAnswer,
    Page,
    Pager,
    part,
)


@dataclass(frozen=True)
class Window:
    """Rows that changed at `start` or later and, where there is an end, before `end`."""

    start: datetime
    end: datetime | None = None


class Api(Protocol):
    """One list of a web API. Every method asks anew, and raises what `HttpClient.ask` raises."""

    client: HttpClient

    def pages(self, key: ItemKey, window: Window | None) -> Iterator[Page]:
        """The whole list, or what changed in a window, once. An API may give more than the window."""
        ...

    def deleted(self, key: ItemKey) -> Iterator[Item] | None:
        """The rows that the API says were deleted; None where it says nothing of them."""
        ...


OpenApi = Callable[[Contract, HttpSettings], Api]


class RestApi:
    def __init__(self, contract: Contract, settings: HttpSettings) -> None:
        self._options = contract.source.options
        self._path = contract.source.object
        self._headers = auth_headers(self._options["auth"], settings)
        self.client = HttpClient(settings, self._options["requestsPerSecond"])
        self._pager = _pager(self._options["pages"])

    def pages(self, key: ItemKey, window: Window | None) -> Iterator[Page]:
        return self._pager.pages(self._asking(self._path, self._in_window(window)), key)

    def deleted(self, key: ItemKey) -> Iterator[Item] | None:
        path = self._options["deletedPath"]
        if path is None:
            return None
        pages = self._pager.pages(self._asking(path, {}), key)
        return (item for page in pages for item in page.items)

    def _asking(self, path: str, fixed: dict[str, Any]) -> Ask:
        def ask(parameters: dict[str, Any]) -> Answer:
            asked = {**self._options["parameters"], **fixed, **parameters}
            whole = self.client.ask(Request(path, asked, self._headers, self._options["method"]))
            return Answer(listed(whole, self._options["rowsAt"], f"{self.client.settings.name}: {path}"), whole)

        return ask

    def _in_window(self, window: Window | None) -> dict[str, Any]:
        names = self._options["window"]
        if window is None or names is None:
            return {}
        asked = {names["since"]: _as_asked(window.start, names["format"])}
        if window.end and names["until"]:
            asked[names["until"]] = _as_asked(_next_day_unless_midnight(window.end, names["format"]), names["format"])
        return asked


def listed(whole: Any, rows_at: str | None, place: str) -> list[Item]:
    """The rows in an answer. Raises FinalError when no list stands there."""
    rows = part(whole, rows_at) if rows_at else whole
    if not isinstance(rows, list):
        names = f"; the answer has {', '.join(sorted(whole))[:300]}" if isinstance(whole, dict) else ""
        where = rows_at or "the answer itself"
        raise FinalError(
            f"{place}: {where} is {type(rows).__name__}, expected a list of rows{names}. Check the path, and rowsAt where the "
            f"contract may have it."
        )
    return rows


def auth_headers(auth: dict[str, Any] | None, settings: HttpSettings) -> dict[str, str]:
    """The headers that let in, as the contract's `auth` says. Raises FinalError when the connection has no secret."""
    if auth is None:
        return {}
    if not settings.password:
        raise FinalError(
            f"connection {settings.name!r} has no password. The contract says auth: {auth['kind']}; put the secret there."
        )
    if auth["kind"] == "basic":
        pair = base64.b64encode(f"{settings.user}:{settings.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    if auth["kind"] == "bearer":
        return {"Authorization": f"Bearer {settings.password}"}
    return {auth["header"]: settings.password}


def _pager(pages: dict[str, Any] | None) -> Pager:
    match pages:
        case None:
            return OneAnswer()
        case {"kind": "offset"}:
            return OffsetPages(pages["parameter"], pages["sizeParameter"], pages["size"])
        case {"kind": "page"}:
            return NumberedPages(pages["parameter"], pages["sizeParameter"], pages["size"], pages["first"])
        case _:
            return CursorPages(pages["parameter"], pages["sizeParameter"], pages["size"], pages["nextAt"])


def _as_asked(moment: datetime, form: str) -> str | int:
    local = moment.astimezone(CAMPUS_ZONE)
    match form:
        case "epoch":
            return floor(moment.timestamp())
        case "date":
            return f"{local:%Y-%m-%d}"
        case "datetime":
            return f"{local:%Y-%m-%d %H:%M:%S}"
        case _:
            return local.isoformat(timespec="seconds")


def _next_day_unless_midnight(moment: datetime, form: str) -> datetime:
    """A window that ends within a day is asked for to the end of that day where the API only knows days."""
    local = moment.astimezone(CAMPUS_ZONE)
    return local if form != "date" or local.time() == datetime.min.time() else local + timedelta(days=1)
