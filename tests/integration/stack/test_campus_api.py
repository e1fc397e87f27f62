"""The web APIs of the sample campus as a program of the stack."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stack.campus.api import FEEDER
from stack.campus.api_data import Account, Lists, write_lists
from stack.campus_api import CampusApiServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CampusApiServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = CampusApiServer(tmp_path / "api", port, tmp_path / "lists.json", "rahasia")
    made.start()
    yield made
    made.stop()


def ask(server: CampusApiServer, **parameters: str) -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{FEEDER}", json.dumps(parameters).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def lecturers(server: CampusApiServer) -> Any:
    token = ask(server, act="GetToken", username=Account.user, password="rahasia")["data"]["token"]
    return ask(server, act="GetListDosen", token=token)["data"]


def test_it_serves_what_the_file_of_the_campus_holds_now(server: CampusApiServer) -> None:
    assert lecturers(server) is None
    for number in (1, 2):
        write_lists(Lists({"GetListDosen": [{"id_dosen": f"d-{number}"}]}), server.lists)
        assert lecturers(server) == [{"id_dosen": f"d-{number}"}]


def test_another_password_is_not_let_in(server: CampusApiServer) -> None:
    assert ask(server, act="GetToken", username=Account.user, password="lain")["error_code"] == 12


def test_it_starts_once_and_stops(server: CampusApiServer) -> None:
    pid = server.daemon.pid
    server.start()
    assert server.daemon.pid == pid
    server.stop()
    assert server.daemon.pid is None
    assert "rahasia" not in server.daemon.last_words()
