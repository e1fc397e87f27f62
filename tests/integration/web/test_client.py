"""What an API may answer beside its rows, and what becomes of it."""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from include.errors import FinalError, KampusError, ServiceUnavailable, TransientError
from include.settings import HttpSettings
from include.sources.http_client import Busy, HttpClient, NotAdmitted, Request
from stack.campus.api import CampusApi
from stack.campus.api_faults import Instead, Slow, Truncated
from tests.contract.sources.web_kit import settings
from tests.integration.web.certificate import self_signed

ROWS = [{"id": "1", "nama": "Ani"}]


@pytest.fixture
def client(api: CampusApi) -> HttpClient:
    api.lists.lists["dosen"] = ROWS
    return HttpClient(settings(api), per_second=1000)


def ask(client: HttpClient) -> Any:
    headers = {"Authorization": f"Bearer {client.settings.password}"}
    return client.ask(Request("/api/v1/dosen", {"nik": "3273010101010001"}, headers))["data"]


def asked_again_after(api: CampusApi) -> float:
    first, second = api.asked[-2:]
    return second.at - first.at


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_passes_by_itself_is_asked_again(status: int, api: CampusApi, client: HttpClient) -> None:
    api.faults.at(1, Instead(status))

    assert ask(client) == ROWS
    assert len(api.asked) == 2


def test_an_api_that_stays_unwell_is_left_to_the_next_try_of_the_task(api: CampusApi, client: HttpClient) -> None:
    for number in (1, 2, 3):
        api.faults.at(number, Instead(500))

    with pytest.raises(TransientError, match=r"siakad: GET http://127\.0\.0\.1:\d+/api/v1/dosen answers 500"):
        ask(client)
    assert len(api.asked) == 3


def test_retry_after_is_waited_for(api: CampusApi, client: HttpClient) -> None:
    api.faults.at(1, Instead(429, headers={"Retry-After": "1"}))

    assert ask(client) == ROWS
    assert asked_again_after(api) >= 1


def test_retry_after_may_be_a_date(api: CampusApi, client: HttpClient) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    api.faults.at(1, Instead(503, headers={"Retry-After": later}))

    assert ask(client) == ROWS
    assert asked_again_after(api) > 0.5


def test_an_hour_is_not_waited_for_here(api: CampusApi, client: HttpClient) -> None:
    api.faults.at(1, Instead(429, headers={"Retry-After": "3600"}))

    with pytest.raises(Busy, match="answers 429 and asks to wait 3600 s"):
        ask(client)
    assert len(api.asked) == 1


@pytest.mark.parametrize("breaks", [True, False], ids=["the connection breaks", "the JSON ends there"])
def test_half_an_answer_is_asked_for_again(breaks: bool, api: CampusApi, client: HttpClient) -> None:
    api.faults.at(1, Truncated(breaks))

    assert ask(client) == ROWS
    assert len(api.asked) == 2


def test_an_answer_that_is_no_json_is_said_with_its_kind(api: CampusApi, client: HttpClient) -> None:
    page = Instead(200, b"<html>Ani Lestari</html>", {"Content-Type": "text/html; charset=utf-8"})
    for number in (1, 2, 3):
        api.faults.at(number, page)

    with pytest.raises(TransientError, match="answers 24 bytes of text/html that are not JSON") as error:
        ask(client)
    assert "Ani" not in str(error.value)


def test_a_byte_order_mark_before_the_json_is_no_fault(api: CampusApi, client: HttpClient) -> None:
    api.faults.at(1, Instead(200, b'\xef\xbb\xbf{"data": []}'))

    assert ask(client) == []


def test_an_api_that_keeps_silent_is_a_transient_error(api: CampusApi) -> None:
    impatient = HttpClient(replace(settings(api), timeout=0.2, attempts=1), per_second=1000)
    api.faults.at(1, Slow(1))

    with pytest.raises(ServiceUnavailable, match=r"did not answer within 0\.2 s"):
        ask(impatient)


@pytest.mark.parametrize(
    ("status", "kind", "advice"),
    [
        (302, FinalError, "the address has moved"),
        (400, FinalError, "does not take the request"),
        (401, NotAdmitted, "check login and password in the Airflow connection 'siakad'"),
        (403, FinalError, "may not read this"),
        (404, FinalError, "Check schema"),
        (422, FinalError, "Compare the contract"),
    ],
)
def test_what_stays_wrong_is_asked_once_and_says_what_to_do(
    status: int, kind: type[KampusError], advice: str, api: CampusApi, client: HttpClient
) -> None:
    api.faults.at(1, Instead(status, headers={"Location": "http://elsewhere.example/?token=rahasia"}))

    with pytest.raises(kind, match=advice) as error:
        ask(client)
    assert "rahasia" not in str(error.value)
    assert len(api.asked) == 1


@pytest.mark.parametrize(
    "fault", [Instead(500), Instead(401), Instead(404), Truncated(True), Truncated(), Slow(0.5)], ids=str
)
def test_no_message_and_no_log_shows_a_secret_or_what_was_asked_for(
    fault: Any, api: CampusApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client = HttpClient(replace(settings(api), timeout=0.2, attempts=1), per_second=1000)
    api.faults.at(1, fault)

    with pytest.raises(KampusError) as error:
        ask(client)
    for text in (str(error.value), repr(error.value.__cause__), caplog.text, repr(client.settings)):
        assert api.account.password not in text
        assert "3273010101010001" not in text
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_waiting_is_said_in_the_log(api: CampusApi, client: HttpClient, caplog: pytest.LogCaptureFixture) -> None:
    api.faults.at(1, Instead(429, headers={"Retry-After": "1"}))

    ask(client)

    (said,) = [record.getMessage() for record in caplog.records if record.name == "include.sources.http_client"]
    assert said.endswith("lower requestsPerSecond if it says 429. It is asked again in 1.0 s.")


def test_an_api_is_never_asked_faster_than_agreed(api: CampusApi) -> None:
    api.lists.lists["dosen"] = []
    slow = HttpClient(settings(api), per_second=20)
    for _ in range(4):
        ask(slow)

    assert all(after.at - before.at > 0.045 for before, after in pairwise(api.asked))


def test_a_netrc_file_of_the_user_is_not_used(
    api: CampusApi, client: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login orang password lain\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    assert ask(client) == ROWS


@contextmanager
def with_tls(certificate: Path) -> Iterator[int]:
    """An API with this certificate, which gives an empty list; the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"data": []}')

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_certificate_that_is_not_trusted_is_refused_and_the_campuss_own_can_be_given(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path / "ca.pem")
    with with_tls(certificate) as port:
        to: Callable[..., HttpSettings] = lambda **more: HttpSettings(  # noqa: E731
            "siakad", f"https://127.0.0.1:{port}", password="rahasia", attempts=1, **more
        )

        with pytest.raises(FinalError, match=r"its certificate is not trusted, so nothing was sent.*`ca`"):
            ask(HttpClient(to(), per_second=1000))
        assert ask(HttpClient(to(ca=str(certificate)), per_second=1000)) == []
