"""The kinds of source that are asked over HTTP, each at the APIs of the sample campus."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from include.calendar import CAMPUS_ZONE
from include.settings import HttpSettings
from include.sources.base import Source
from include.sources.feeder import FeederApi
from include.sources.http_api import OpenApi, RestApi
from include.sources.http_source import HttpSource
from include.sources.sister import SisterApi
from stack.campus.api import CampusApi
from tests.contract.sources.builders import CHANGED, column, contract
from tests.contract.sources.kit import WindowedKit

SHARED = {"requestsPerSecond": 1000, "emptyLeftOut": False, "fullReadHours": 0}
REST = {
    **SHARED, "auth": {"kind": "bearer"}, "method": "GET", "parameters": {}, "rowsAt": "data", "pages": None, "window": None,
    "deletedPath": None,
}  # fmt: skip
WINDOW = {"since": "since", "until": "until", "format": "iso"}
OFFSET = {"kind": "offset", "parameter": "offset", "sizeParameter": "limit", "size": 2}
NUMBERED = {"kind": "page", "parameter": "page", "sizeParameter": "limit", "size": 2, "first": 1}
CURSOR = {"kind": "cursor", "parameter": "cursor", "sizeParameter": "limit", "size": 2, "nextAt": "next"}
FEEDER = {**SHARED, "pageSize": 2, "filter": None, "deletedAct": None}
SISTER = {"requestsPerSecond": 1000, "emptyLeftOut": False, "perLecturer": False}


def settings(api: CampusApi, path: str = "") -> HttpSettings:
    """As an Airflow connection gives them, with shorter waits."""
    return HttpSettings(
        name="siakad",
        url=f"{api.url}{path}",
        user=api.account.user,
        password=api.account.password,
        extra={"id_pengguna": api.account.id},
        timeout=5,
        attempts=3,
        first_wait=0.01,
        longest_wait=2,
    )


class WebKit(WindowedKit):
    """Rows in a list of the sample campus's APIs. `deleted` is the list that names the removed rows, where there is one."""

    list_name = "dosen"
    place = "/api/v1/dosen"
    path = ""
    kind = "http"
    open_api: OpenApi = RestApi
    second_page = 2
    """Which request for rows asks for the second page."""
    options: dict[str, Any] = REST

    def __init__(
        self, api: CampusApi, state: Path, change: str | None = None, deleted: str | None = None, **options: Any
    ) -> None:
        fields = (column("id", key=1), column("nama"), *([CHANGED] if change else []))
        self.api, self.state, self._deleted = api, state, deleted
        api.lists.lists |= {self.list_name: [], **({deleted: []} if deleted else {})}
        self.contract = contract(
            *fields,
            kind=self.kind,
            place=self.place,
            change=change,
            topic=options.pop("topic", "uji.dosen"),
            **{**self.options, **options},
        )
        self.source = self._source(settings(api, self.path))

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.api.lists.lists[self.list_name]

    def put_at(self, id_: str, nama: str, changed: datetime) -> None:
        row = {"id": id_, "nama": nama, "updated_at": self.written(changed)}
        with self.api.lists.lock:
            at = next((place for place, there in enumerate(self.rows) if there["id"] == id_), len(self.rows))
            self.rows[at : at + 1] = [row]

    def remove(self, id_: str) -> None:
        with self.api.lists.lock:
            self.rows[:] = [row for row in self.rows if row["id"] != id_]
            if self._deleted:
                self.api.lists.lists[self._deleted].append({"id": id_})

    def written(self, changed: datetime) -> str:
        return changed.astimezone(CAMPUS_ZONE).isoformat(timespec="seconds")

    def reshape(self) -> None:
        for row in self.rows:
            del row["nama"]

    def away(self) -> Source:
        return self._source(replace(settings(self.api, self.path), url="http://127.0.0.1:1"))

    def kept(self) -> int:
        return len(self._files())

    def lose_state(self) -> None:
        for file in self._files():
            file.unlink()

    def _source(self, to: HttpSettings) -> HttpSource:
        return HttpSource(self.contract, to, str(self.state), type(self).open_api)

    def _files(self) -> list[Path]:
        return [path for path in self.state.rglob("*") if path.is_file()]


class FeederKit(WebKit):
    list_name = place = "GetListDosen"
    kind = "feeder"
    open_api = FeederApi
    second_page = 3
    options = FEEDER

    def written(self, changed: datetime) -> str:
        return f"{changed.astimezone(CAMPUS_ZONE):%Y-%m-%d %H:%M:%S}"


class SisterKit(WebKit):
    list_name = place = "publikasi"
    path = "/ws.php/1.0"
    kind = "sister"
    open_api = SisterApi
    options = SISTER


class PerLecturerKit(SisterKit):
    """Every row belongs to a lecturer of its own."""

    def __init__(self, api: CampusApi, state: Path) -> None:
        super().__init__(api, state, perLecturer=True)
        api.lists.lists["referensi/sdm"] = []

    def put_at(self, id_: str, nama: str, changed: datetime) -> None:
        super().put_at(id_, nama, changed)
        for row in self.rows:
            row["id_sdm"] = f"dosen-{row['id']}"
        self.api.lists.lists["referensi/sdm"] = [{"id_sdm": row["id_sdm"]} for row in self.rows]
