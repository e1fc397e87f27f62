"""Looks at a list of a web API, with the client that will read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from include.contract.model import Contract
from include.draft.paging import Paging, paging_of, rows_place
from include.draft.provisional import provisional
from include.draft.seen import SAMPLE, Column, Row, Seen, Unusable
from include.errors import FinalError
from include.settings import HttpSettings
from include.sources.feeder import FeederApi
from include.sources.http_api import Api, OpenApi, RestApi, auth_headers
from include.sources.http_client import HttpClient, Request
from include.sources.http_pages import Item
from include.sources.sister import SisterApi

PAGES = 10
"""Pages that are asked for: an API of others is not kept busy for a draft."""
PACE = 5.0
NO_PAGES = (
    "pages: cara membagi halaman tidak dikenali dari jawabannya, jadi hanya satu jawaban yang dibaca. Bandingkan dengan "
    "dokumentasi API."
)
NO_WINDOW = (
    "window dan changeColumn: tulis bila API dapat ditanya sejak suatu waktu; tanpa itu semuanya dibaca setiap kali."
)
EMPTY_LEFT_OUT = "emptyLeftOut: sebagian baris tidak menyebut {}; dianggap kosong."


def look_rest(settings: HttpSettings, path: str, auth: dict[str, Any] | None) -> Seen:
    """Raises Unusable or KampusError when there is no list of rows at the path."""
    with closing(HttpClient(settings, PACE)) as client:
        whole = client.ask(Request(path, {}, auth_headers(auth, settings)))
    rows_at = rows_place(whole)
    if rows_at is None:
        names = f" Jawabannya berisi {', '.join(sorted(whole))[:200]}." if isinstance(whole, dict) else ""
        raise Unusable(f"{path} tidak menjawab dengan daftar baris.{names} Pilih alamat yang memberi daftar.")
    options: dict[str, Any] = {"auth": auth} if auth else {}
    options |= {"rowsAt": rows_at} if rows_at else {}
    paging = paging_of(whole, rows_at)
    notes = [NO_WINDOW]
    try:
        items = _items(settings, "http", path, {**options, **_pages(paging)}, RestApi)
        options |= _pages(paging)
    except FinalError:
        items, paging = _items(settings, "http", path, options, RestApi), None
    if paging is None:
        notes.append(NO_PAGES)
    return _seen(path, items, options, notes)


def look_feeder(settings: HttpSettings, act: str) -> Seen:
    return _seen(act, _items(settings, "feeder", act, {}, FeederApi), {}, [NO_WINDOW])


def look_sister(settings: HttpSettings, path: str) -> Seen:
    """A list that is not given as a whole is asked for lecturer by lecturer."""
    try:
        return _seen(path, _items(settings, "sister", path, {}, SisterApi), {}, [])
    except FinalError as whole:
        options = {"perLecturer": True}
        try:
            return _seen(path, _items(settings, "sister", path, options, SisterApi), options, [])
        except FinalError:
            raise whole from None


def _items(settings: HttpSettings, kind: str, path: str, options: dict[str, Any], open_api: OpenApi) -> list[Item]:
    contract: Contract = provisional(kind, settings.name, path, [], options)
    api = open_api(contract, settings)
    with closing(api.client):
        return list(_first(api))


def _first(api: Api) -> Iterator[Item]:
    count = 0
    for number, page in enumerate(api.pages(_whole, None), start=1):
        yield from page.items[: SAMPLE - count]
        count += len(page.items)
        if number == PAGES or count >= SAMPLE:
            return


def _whole(item: Item) -> str:
    """Rows of an API whose key nobody knows yet are the same when all of them is."""
    return json.dumps(item, sort_keys=True, default=str)


def _pages(paging: Paging | None) -> dict[str, Any]:
    return {"pages": dict(paging)} if paging else {}


def _seen(path: str, items: list[Item], options: dict[str, Any], notes: list[str]) -> Seen:
    if not items:
        raise Unusable(f"{path} tidak berisi baris, jadi kolomnya tidak diketahui. Pilih daftar yang ada isinya.")
    if not all(isinstance(item, dict) for item in items):
        raise Unusable(f"{path}: barisnya bukan objek dengan nama kolom. Pilih daftar yang memberi objek.")
    rows = [dict(_flat(item)) for item in items]
    names = list(dict.fromkeys(name for row in rows for name in row))
    left_out = {
        name: "berisi daftar di dalam baris" for name in names if any(isinstance(row.get(name), list) for row in rows)
    }
    kept = [name for name in names if name not in left_out]
    if missing := [name for name in kept if any(name not in row for row in rows)]:
        options = {**options, "emptyLeftOut": True}
        notes = [*notes, EMPTY_LEFT_OUT.format(", ".join(missing))]
    whole: list[Row] = [{name: row.get(name) for name in kept} for row in rows]
    return Seen(tuple(Column(name) for name in kept), whole, options=options, left_out=left_out, notes=tuple(notes))


def _flat(item: Item, above: str = "") -> Iterable[tuple[str, Any]]:
    """Objects inside a row as columns of their own: `prodi.kode`."""
    for name, value in item.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", None if value == {} else value
