"""The web APIs of the sample campus over real HTTP: Feeder, SISTER and an API of its own, with faults on request.

By hand, until it is interrupted: `python -m stack.campus.api [port]` serves a small campus and prints what to put into
Airflow connections. `python -m stack.campus.api <port> <file>` serves the lists of a file as they are at each request; the
password is that of the environment variable KAMPUS_CAMPUS_API_PASSWORD.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from stack.campus.api_data import Account, Lists, ListsInFile, Tokens, lists_of
from stack.campus.api_faults import Faults, Reply
from stack.campus.api_feeder import Feeder
from stack.campus.api_rest import Sister, rest_answer
from stack.campus.make import make_campus

FEEDER, SISTER, OWN = "/ws/live2.php", "/ws.php/1.0/", "/api/v1/"
HOST = "127.0.0.1"
PASSWORD = "KAMPUS_CAMPUS_API_PASSWORD"


@dataclass(frozen=True)
class Asked:
    """A request as it came in. `parameters` are those of the query, or the body of a POST."""

    method: str
    path: str
    parameters: dict[str, Any]
    authorization: str
    at: float


@dataclass
class CampusApi:
    """What the server serves and remembers."""

    lists: Lists
    account: Account = field(default_factory=Account)
    tokens: Tokens = field(default_factory=Tokens)
    faults: Faults = field(default_factory=Faults)
    asked: list[Asked] = field(default_factory=list)
    """Every request, in the order in which they came."""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if asked.path == FEEDER:
            feeder = Feeder(self.lists, self.account, self.tokens)
            if asked.parameters.get("act") == "GetToken":
                return _json(200, feeder.answer(asked.parameters))
            return self._struck(lambda: _json(200, feeder.answer(asked.parameters)))
        if asked.path.startswith(SISTER):
            return self._sister(asked)
        if asked.path.startswith(OWN):
            return self._struck(lambda: self._own(asked))
        return _json(404, {"message": "Not Found"})

    def _struck(self, answer: Any) -> Reply:
        fault = self.faults.next()
        return fault(answer) if fault else answer()

    def _sister(self, asked: Asked) -> Reply:
        sister = Sister(self.lists, self.account, self.tokens)
        path = asked.path.removeprefix(SISTER)
        if path == "authorize":
            token = sister.authorize(asked.parameters)
            return _json(200, token) if token else _json(401, {"message": "Unauthorized"})

        def answer() -> Reply:
            if not sister.admits(asked.authorization):
                return _json(401, {"message": "Token expired"})
            return _found(sister.answer(path, asked.parameters))

        return self._struck(answer)

    def _own(self, asked: Asked) -> Reply:
        basic = base64.b64encode(f"{self.account.user}:{self.account.password}".encode()).decode()
        if asked.authorization not in (f"Bearer {self.account.password}", f"Basic {basic}", self.account.password):
            return _json(401, {"message": "Unauthorized"})
        return _found(rest_answer(self.lists, asked.path.removeprefix(OWN), asked.parameters))


@contextmanager
def serving(lists: Lists, port: int = 0, account: Account | None = None) -> Iterator[CampusApi]:
    """The APIs on a port of this machine, a free one unless it is given."""
    api = CampusApi(lists, account or Account())

    class Handler(_Handler):
        campus = api

    server = ThreadingHTTPServer((HOST, port), Handler)
    server.daemon_threads = True
    api.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    campus: CampusApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer(dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        try:
            parameters = json.loads(self.rfile.read(length) or b"{}")
        except ValueError:
            parameters = {}
        self._answer(parameters)

    def log_message(self, *_: Any) -> None:
        """Nothing: what is asked holds accounts and tokens."""

    def _answer(self, parameters: dict[str, Any]) -> None:
        given = self.headers.get("Authorization") or self.headers.get("X-API-Key") or ""
        asked = Asked(self.command, urlsplit(self.path).path, parameters, given, time.monotonic())
        reply = self.campus.reply(asked)
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: reply.sent])
        if reply.sent is not None:
            self.close_connection = True


def _found(value: Any | None) -> Reply:
    return _json(404, {"message": "Not Found"}) if value is None else _json(200, value)


def _json(status: int, value: Any) -> Reply:
    return Reply(status, json.dumps(value, ensure_ascii=False).encode())


def main(port: int = 0, file: str | None = None) -> None:
    if file:
        with serving(ListsInFile(Path(file)), port, Account(password=os.environ[PASSWORD])):
            threading.Event().wait()
    with serving(lists_of(make_campus(seed=1, students=500, today=date.today())), port) as api:
        print(
            f"{api.url}\n  login {api.account.user}\n  password {api.account.password}\n  id_pengguna {api.account.id}"
        )
        threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 0, sys.argv[2] if sys.argv[2:] else None)
