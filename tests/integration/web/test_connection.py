"""From an Airflow connection and a contract to rows, for every kind of web API."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from include import connections
from stack.campus.api import HOST, CampusApi
from tests.contract.sources.builders import read
from tests.contract.sources.web_kit import FeederKit, SisterKit, WebKit


@pytest.mark.parametrize(
    ("kind", "path"), [(WebKit, ""), (FeederKit, ""), (SisterKit, "/ws.php/1.0")], ids=["http", "feeder", "sister"]
)
def test_a_connection_leads_to_the_rows(
    kind: type[WebKit], path: str, api: CampusApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = kind(api, tmp_path)
    kit.put("1", "Ani")
    connection = {
        "conn_type": "http", "schema": "http", "host": f"{HOST}{path}", "port": api.port, "login": api.account.user,
        "password": api.account.password, "extra": {"id_pengguna": api.account.id},
    }  # fmt: skip
    monkeypatch.setenv("AIRFLOW_CONN_SIAKAD", json.dumps(connection))
    monkeypatch.setenv("AIRFLOW_CONN_KAMPUS_STATE", json.dumps({"conn_type": "fs", "extra": {"path": str(tmp_path)}}))

    records, _ = read(connections.source(kit.contract))

    assert [record.value["nama"] for record in records] == ["Ani"]
