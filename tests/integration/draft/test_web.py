"""From a list of the sample campus's web APIs to rows in the warehouse, and what is said of an address that gives none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from stack.campus.api import CampusApi, serving
from stack.campus.api_data import lists_of
from stack.campus.make import make_campus
from tests.integration.draft.desk import Desk


@pytest.fixture(scope="module")
def api() -> Iterator[CampusApi]:
    with serving(lists_of(make_campus(seed=1, students=150, today=date(2026, 8, 3)))) as campus_api:
        yield campus_api


def address(api: CampusApi, path: str = "") -> str:
    return f"http://{api.account.user}:{api.account.password}@127.0.0.1:{api.port}{path}"


def test_a_rest_api_comes_into_the_warehouse_without_python(desk: Desk, api: CampusApi) -> None:
    assert desk.draft(kind="http", address=address(api), path="/api/v1/riwayat_pendidikan", auth="basic") == 0
    desk.run("riwayat_pendidikan")

    options = desk.contract("riwayat_pendidikan").source.options
    assert (options["rowsAt"], options["pages"]["kind"], options["pages"]["nextAt"]) == ("data", "cursor", "next")
    everything = len(api.lists.lists["riwayat_pendidikan"])
    assert everything > options["pages"]["size"]
    assert desk.rows("SELECT COUNT(*) FROM riwayat_pendidikan") == [(everything,)]


def test_the_feeder_comes_into_the_warehouse_without_python(desk: Desk, api: CampusApi) -> None:
    assert desk.draft(kind="feeder", address=address(api), path="GetListKelasKuliah", dataset="kelas") == 0
    desk.run("kelas")

    assert desk.rows("SELECT COUNT(*) FROM kelas") == [(len(api.lists.lists["GetListKelasKuliah"]),)]


def test_sister_comes_into_the_warehouse_without_python(desk: Desk, api: CampusApi) -> None:
    where = address(api, f"/ws.php/1.0?id_pengguna={api.account.id}")
    assert desk.draft(kind="sister", address=where, path="referensi/sdm", dataset="dosen_sister") == 0
    desk.run("dosen_sister")

    assert desk.rows("SELECT COUNT(*) FROM dosen_sister") == [(len(api.lists.lists["referensi/sdm"]),)]


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ({"kind": "http", "path": "/api/v1/tidak_ada", "auth": "basic"}, "there is no such address"),
        ({"kind": "http", "path": "/api/v1/dosen", "auth": "none"}, "check login and password"),
        ({"kind": "http", "path": "api/v1/dosen", "auth": "basic"}, "Yang diharapkan seperti /v1/dosen"),
        ({"kind": "feeder", "path": "GetListMhs"}, "error 13 of the Feeder"),
        ({"kind": "feeder", "path": "GetDataTerhapus"}, "tidak berisi baris"),
    ],
)
def test_an_address_that_gives_no_rows_gets_a_sentence(
    desk: Desk, api: CampusApi, capsys: pytest.CaptureFixture[str], flags: dict[str, str], sentence: str
) -> None:
    assert desk.draft(address=address(api), **flags) == 1

    assert sentence in capsys.readouterr().err
    assert list(desk.contracts.iterdir()) == []
