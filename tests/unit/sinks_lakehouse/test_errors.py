"""Errors of Iceberg, its catalogs and file systems in the words of this project."""

from __future__ import annotations

import pytest
import requests
from pyiceberg import exceptions as iceberg
from sqlalchemy import exc as sql

from include.errors import FinalError, KampusError, ServiceUnavailable, TransientError
from include.settings import LakehouseSettings
from include.sinks.lakehouse import lake
from include.sinks.lakehouse.lake import Overtaken, known_errors, until_not_overtaken

SETTINGS = LakehouseSettings({"uri": "postgresql://u:rahasia@h/d", "s3.secret-access-key": "rahasia"})


def of_database(kind: type[sql.DBAPIError], text: str) -> sql.DBAPIError:
    return kind("UPDATE iceberg_tables", {}, Exception(text))


CASES: dict[str, tuple[Exception, type[KampusError], str]] = {
    "another_commit": (iceberg.CommitFailedException("x"), Overtaken, "other commits came first"),
    "another_compaction": (iceberg.ValidationException("x"), Overtaken, "other commits came first"),
    "another_maker": (iceberg.TableAlreadyExistsError("x"), Overtaken, "other commits came first"),
    "another_row": (of_database(sql.IntegrityError, "UNIQUE"), Overtaken, "other commits came first"),
    "locked": (of_database(sql.OperationalError, "database is locked"), Overtaken, "keeps its catalog locked"),
    "being_made": (of_database(sql.OperationalError, "table x already exists"), Overtaken, "keeps its catalog locked"),
    "no_database": (
        of_database(sql.OperationalError, "gone away"),
        ServiceUnavailable,
        "catalog's database does not answer",
    ),
    "no_connection_left": (sql.TimeoutError("QueuePool"), ServiceUnavailable, r"does not answer \(TimeoutError\)"),
    "unknown_outcome": (iceberg.CommitStateUnknownException("x"), ServiceUnavailable, "does not answer"),
    "too_many_requests": (iceberg.TooManyRequestsError("x"), ServiceUnavailable, "does not answer"),
    "no_network": (requests.ConnectionError("refused"), ServiceUnavailable, "cannot be reached.*addresses"),
    "no_object_store": (OSError("AWS Error NETWORK_CONNECTION"), ServiceUnavailable, r"cannot be reached \(OSError\)"),
    "no_room": (OSError(28, "No space left on device"), ServiceUnavailable, "No space left on device"),
    "forbidden": (iceberg.ForbiddenError("x"), FinalError, r"refuses the request \(ForbiddenError\).*credentials"),
    "wrong_token": (iceberg.OAuthError("x"), FinalError, r"refuses the request \(OAuthError\)"),
    "no_right_in_database": (of_database(sql.ProgrammingError, "denied"), FinalError, "refuses the request"),
    "no_right_in_folder": (PermissionError(13, "denied"), FinalError, "cannot be opened.*what the account may do"),
    "a_file_is_gone": (FileNotFoundError(2, "gone"), FinalError, "cannot be opened.*removed by hand"),
    "a_table_is_gone": (iceberg.NoSuchTableError("x"), FinalError, "dropped while it was worked on.*Run ingest__"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_error_says_where_and_what_to_do(case: str) -> None:
    raised, kind, says = CASES[case]
    with pytest.raises(kind, match=f"lakehouse 'kampus_lakehouse': .*{says}"), known_errors(SETTINGS):
        raise raised


def test_an_error_of_ours_passes() -> None:
    with pytest.raises(FinalError, match="punya kita"), known_errors(SETTINGS):
        raise FinalError("punya kita")


def test_settings_show_no_secret() -> None:
    assert "rahasia" not in repr(SETTINGS)
    assert "kampus_lakehouse" in repr(SETTINGS)


def test_overtaken_work_is_done_again_until_it_is_not() -> None:
    outcomes = [Overtaken("x"), Overtaken("x"), None]
    assert until_not_overtaken(lambda: _next(outcomes)) == "selesai"
    assert outcomes == []


def test_other_errors_are_not_tried_again() -> None:
    outcomes = [ServiceUnavailable("x"), None]
    with pytest.raises(ServiceUnavailable):
        until_not_overtaken(lambda: _next(outcomes))
    assert outcomes == [None]


def test_work_that_is_overtaken_too_often_is_left_to_the_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake, "TRIES", 3)
    outcomes: list[KampusError | None] = [Overtaken("x")] * 3
    with pytest.raises(TransientError):
        until_not_overtaken(lambda: _next(outcomes))
    assert outcomes == []


def _next(outcomes: list[KampusError | None]) -> str:
    outcome = outcomes.pop(0)
    if outcome:
        raise outcome
    return "selesai"
