"""SISTER: an account and an id give a bearer token that expires; most lists are asked for one lecturer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from include.contract.model import Contract
from include.errors import FinalError
from include.settings import HttpSettings
from include.sources.http_api import Window, listed
from include.sources.http_client import HttpClient, NotAdmitted, Request
from include.sources.http_pages import Item, ItemKey, Page

AUTHORIZE = "/authorize"
LECTURERS = "/referensi/sdm"
ID = "id_sdm"


class SisterApi:
    def __init__(self, contract: Contract, settings: HttpSettings) -> None:
        self._path = f"/{contract.source.object}"
        self._per_lecturer = contract.source.options["perLecturer"]
        self.client = HttpClient(settings, contract.source.options["requestsPerSecond"])
        self._token: str | None = None

    def pages(self, key: ItemKey, window: Window | None) -> Iterator[Page]:
        if not self._per_lecturer:
            yield Page(self._list(self._path, {}))
            return
        for lecturer in self._list(LECTURERS, {}):
            if not isinstance(lecturer, dict) or not lecturer.get(ID):
                raise FinalError(
                    f"{self.client.settings.name}: a row of {LECTURERS} has no column {ID}; there are other names than SISTER's. "
                    f"Check host and path in the Airflow connection."
                )
            asked = {ID: lecturer[ID]}
            items = self._list(self._path, asked)
            yield Page([{**asked, **item} if isinstance(item, dict) else item for item in items])

    def deleted(self, key: ItemKey) -> Iterator[Item] | None:
        return None

    def _list(self, path: str, parameters: dict[str, Any]) -> list[Item]:
        try:
            answer = self._ask(path, parameters)
        except NotAdmitted:
            self._token = None
            answer = self._ask(path, parameters)
        return listed(answer, None, f"{self.client.settings.name}: {path}")

    def _ask(self, path: str, parameters: dict[str, Any]) -> Any:
        if self._token is None:
            self._token = self._authorized()
        return self.client.ask(Request(path, parameters, {"Authorization": f"Bearer {self._token}"}))

    def _authorized(self) -> str:
        settings = self.client.settings
        user_id = settings.extra.get("id_pengguna")
        if not user_id:
            raise FinalError(
                f"connection {settings.name!r} has no 'id_pengguna' in its extra. It is the uuid that SISTER shows beside the "
                f"account of the web service."
            )
        account = {"username": settings.user, "password": settings.password, "id_pengguna": user_id}
        answer = self.client.ask(Request(AUTHORIZE, account, method="POST"))
        token = answer.get("token") if isinstance(answer, dict) else None
        if not token:
            raise FinalError(
                f"{settings.name}: {AUTHORIZE} gives no token. Check login, password and id_pengguna in the Airflow connection."
            )
        return str(token)
