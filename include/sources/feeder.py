"""PDDikti Neo Feeder: one address, functions by name, a token that expires in the middle of a list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract, Field
from include.errors import FinalError, TransientError
from include.settings import HttpSettings
from include.sources.feeder_errors import OK, TOKEN, refusal
from include.sources.http_api import Window
from include.sources.http_client import HttpClient, Request
from include.sources.http_pages import Answer, Ask, Item, ItemKey, OffsetPages, Page

PATH = "/ws/live2.php"
TOKENS = 3
"""How many new tokens are asked for before one answer."""


class FeederApi:
    """The list is asked for in the order of its key, so that a new row moves few others."""

    def __init__(self, contract: Contract, settings: HttpSettings) -> None:
        self._source, self._key_fields = contract.source, contract.key_fields
        self._change = contract.field(contract.source.change_column) if contract.source.change_column else None
        self._path = str(settings.extra.get("path", PATH))
        self.client = HttpClient(settings, contract.source.options["requestsPerSecond"])
        self._pager = OffsetPages("offset", "limit", contract.source.options["pageSize"])
        self._token: str | None = None

    def pages(self, key: ItemKey, window: Window | None) -> Iterator[Page]:
        yield from self._listed(self._source.object, key, self._source.options["filter"], window)

    def deleted(self, key: ItemKey) -> Iterator[Item] | None:
        act = self._source.options["deletedAct"]
        if act is None:
            return None
        return (item for page in self._listed(act, key, None, None) for item in page.items)

    def _listed(self, act: str, key: ItemKey, where: str | None, window: Window | None) -> Iterator[Page]:
        one = self._asking(act, {"filter": where or ""})({"limit": 1, "offset": 0}).items
        if not one:
            return
        # Versions of the Feeder differ in the names of the columns, and refuse a name that they do not know.
        names = set(one[0])
        order = ", ".join(_name(field, names) for field in self._key_fields)
        fixed = {"filter": self._filter(where, window, names), "order": order}
        yield from self._pager.pages(self._asking(act, fixed), key)

    def _asking(self, act: str, fixed: dict[str, Any]) -> Ask:
        def ask(parameters: dict[str, Any]) -> Answer:
            data = self._call(act, {**fixed, **parameters})
            if not isinstance(data, list):
                raise FinalError(
                    f"{self._place(act)} gives {type(data).__name__}, expected a list. Take a function that gives one (GetList...)."
                )
            return Answer(data, data)

        return ask

    def _call(self, act: str, parameters: dict[str, Any]) -> Any:
        """What the function gives, with a new token where the one at hand has expired."""
        for _ in range(TOKENS):
            if self._token is None:
                self._token = self._new_token()
            code, description, data = self._ask(act, {"token": self._token, **parameters})
            if code == OK:
                return [] if data is None else data
            if code != TOKEN:
                raise refusal(code, description.replace(self._token, "***"), self._place(act))
            self._token = None
        raise TransientError(
            f"{self._place(act)}: the Feeder has refused {TOKENS} new tokens one after the other (error {TOKEN}). Check that its "
            f"clock is right, and that no other application asks for tokens with the same account."
        )

    def _new_token(self) -> str:
        settings = self.client.settings
        code, description, data = self._ask("GetToken", {"username": settings.user, "password": settings.password})
        if code != OK:
            raise refusal(code, description.replace(settings.password or "\0", "***"), self._place("GetToken"))
        token = data.get("token") if isinstance(data, dict) else None
        if not token:
            raise TransientError(f"{self._place('GetToken')} gives no token. Check that the Feeder is well.")
        return str(token)

    def _ask(self, act: str, parameters: dict[str, Any]) -> tuple[int, str, Any]:
        answer = self.client.ask(Request(self._path, {"act": act, **parameters}, method="POST"))
        code = answer.get("error_code") if isinstance(answer, dict) else None
        if not str(code).isdigit():
            raise FinalError(
                f"{self._place(act)}: the answer has no error_code, so it is not from the Feeder's web service. Check host, port "
                f"and `path` in the extra of the Airflow connection {self.client.settings.name!r}."
            )
        return int(str(code)), str(answer.get("error_desc") or ""), answer.get("data")

    def _filter(self, where: str | None, window: Window | None, names: set[str]) -> str:
        if window is None or self._change is None:
            return where or ""
        column = _name(self._change, names)
        asked = [f"({where})"] if where else []
        asked.append(f"{column} >= '{_stored(window.start)}'")
        if window.end:
            asked.append(f"{column} < '{_stored(window.end)}'")
        return " AND ".join(asked)

    def _place(self, act: str) -> str:
        return f"{self.client.settings.name}.{act}"


def _name(field: Field, names: set[str]) -> str:
    """What the column is called there. Its own name where it is not there at all: the Feeder then says so."""
    column = field.source_name or field.name
    return next((name for name in (column, *field.aliases) if name in names), column)


def _stored(moment: datetime) -> str:
    return f"{moment.astimezone(CAMPUS_ZONE):%Y-%m-%d %H:%M:%S}"
