"""Asking a web API for JSON, with patience for what passes by itself.

No message carries a query, a header or a body: tokens and personal values stand in them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec
import requests
import tenacity
from requests import exceptions

from include.errors import FinalError, ServiceUnavailable, TransientError
from include.settings import HttpSettings

log = logging.getLogger(__name__)

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes. A page is held in memory, so a larger one is refused."""
CONNECT_TIMEOUT = 10.0
BUSY = {408, 425, 429}
BOM = b"\xef\xbb\xbf"


class Busy(TransientError):
    """The API answers that it cannot answer now. `wait` is what it asks for, in seconds, where it says so."""

    def __init__(self, message: str, wait: float | None) -> None:
        super().__init__(message)
        self.wait = wait


class NotAdmitted(FinalError):
    """The API does not take the account or its token (401)."""


class NotThere(FinalError):
    """The API has nothing at the address (404)."""


@dataclass(frozen=True)
class Request:
    """`parameters` are the query of a GET and the JSON body of a POST."""

    path: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: str = "GET"


class HttpClient:
    """One API at one Airflow connection, never asked more often than `per_second`."""

    def __init__(self, settings: HttpSettings, per_second: float) -> None:
        self.settings = settings
        self._session = requests.Session()
        # Without any auth of its own, a session would send what a .netrc file of the user holds for the host.
        self._session.auth = _as_it_is
        self._interval = 1 / per_second
        self._next = 0.0
        self.heard_at: datetime | None = None
        """When the API last answered anything."""
        self._decoder = msgspec.json.Decoder(float_hook=Decimal)

    def ask(self, request: Request) -> Any:
        """The JSON of the answer; a number with a fraction is a Decimal.

        Raises NotAdmitted on 401, FinalError on what stays wrong, and TransientError when it was in vain several times.
        """
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._passes),
            stop=tenacity.stop_after_attempt(self.settings.attempts),
            wait=self._wait,
            before_sleep=_say,
            reraise=True,
        )
        return retrying(self._ask_once, request)

    def close(self) -> None:
        self._session.close()

    def _ask_once(self, request: Request) -> Any:
        self._keep_pace()
        place = f"{self.settings.name}: {request.method} {self.settings.url}{request.path}"
        try:
            with self._send(request) as response:
                content = _content(response, place)
        except exceptions.SSLError as error:
            raise self._no_trust(place, str(error)) from None
        except exceptions.Timeout:
            wait = f"within {self.settings.timeout:g} s"
            raise ServiceUnavailable(
                f"{place} did not answer {wait}. Check that the API runs, or ask for less."
            ) from None
        except exceptions.ChunkedEncodingError:
            raise TransientError(
                f"{place} broke off in the middle of its answer. Check the API and the network."
            ) from None
        except (exceptions.ConnectionError, exceptions.ContentDecodingError):
            raise ServiceUnavailable(
                f"{place} cannot be reached. Check that the API runs, and host and port in the Airflow connection."
            ) from None
        except exceptions.RequestException as error:
            raise FinalError(
                f"{place} is no address that can be asked ({type(error).__name__}). Expected https://host[:port][/path] from the "
                f"Airflow connection {self.settings.name!r} and the contract."
            ) from None
        self.heard_at = datetime.now(UTC)
        _refuse(response, place, self.settings.name)
        try:
            return self._decoder.decode(content.removeprefix(BOM))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise TransientError(
                f"{place} answers {len(content):,} bytes of {_kind(response)} that are not JSON, or not all of it. If it stays so, "
                f"open the address in a browser, and ask for smaller pages in the contract."
            ) from None

    def _send(self, request: Request) -> requests.Response:
        asked: dict[str, Any] = (
            {"json": dict(request.parameters)} if request.method == "POST" else {"params": dict(request.parameters)}
        )
        return self._session.request(
            request.method,
            self.settings.url + request.path,
            headers={"Accept": "application/json", **request.headers},
            timeout=(CONNECT_TIMEOUT, self.settings.timeout),
            verify=self.settings.ca or True,
            allow_redirects=False,
            stream=True,
            **asked,
        )

    def _keep_pace(self) -> None:
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._interval

    def _passes(self, error: BaseException) -> bool:
        """Whether it is worth to wait here. What asks for a longer time is left to the next try of the task."""
        long = isinstance(error, Busy) and (error.wait or 0) > self.settings.longest_wait
        return isinstance(error, TransientError) and not long

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Busy) and error.wait is not None:
            return error.wait
        return min(self.settings.first_wait * 2.0 ** (state.attempt_number - 1), self.settings.longest_wait)

    def _no_trust(self, place: str, reason: str) -> Exception:
        if "CERTIFICATE_VERIFY_FAILED" not in reason:
            return ServiceUnavailable(f"{place}: the TLS connection broke. Check the API and the network.")
        return FinalError(
            f"{place}: its certificate is not trusted, so nothing was sent. Have it renewed; where the campus signs its own, give "
            f"the path of its CA file as `ca` in the extra of the Airflow connection {self.settings.name!r}."
        )


def _say(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.warning("%s It is asked again in %.1f s.", error, state.upcoming_sleep)


def _content(response: requests.Response, place: str) -> bytes:
    content = bytearray()
    for chunk in response.iter_content(64 * 1024):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise FinalError(
                f"{place} answers more than {LARGEST_ANSWER // 1024**2} MB at once. Declare `pages` in the contract, or smaller."
            )
    return bytes(content)


def _refuse(response: requests.Response, place: str, connection: str) -> None:
    status = response.status_code
    if status < 300:
        return
    answers = f"{place} answers {status}"
    if status in BUSY or status >= 500:
        wait = _retry_after(response.headers.get("Retry-After"))
        when = f" and asks to wait {wait:.0f} s" if wait else ""
        raise Busy(f"{answers}{when}. Check that the API is well, and lower requestsPerSecond if it says 429.", wait)
    if status == 401:
        raise NotAdmitted(f"{answers}: check login and password in the Airflow connection {connection!r}.")
    if status == 403:
        raise FinalError(
            f"{answers}: the account in the Airflow connection {connection!r} may not read this. Ask the owner of the API."
        )
    if status in {404, 410}:
        raise NotThere(
            f"{answers}: there is no such address. Check schema[0].physicalName in the contract, and host and path in the Airflow "
            f"connection {connection!r}."
        )
    if status < 400:
        raise FinalError(
            f"{answers}: the address has moved. Open it in a browser; put the new one into the Airflow connection {connection!r}."
        )
    raise FinalError(f"{answers}: it does not take the request. Compare the contract with the API's own documentation.")


def _retry_after(value: str | None) -> float | None:
    """Seconds, from a number of them or from a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _kind(response: requests.Response) -> str:
    return (response.headers.get("Content-Type") or "an unknown type").partition(";")[0][:40]


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
