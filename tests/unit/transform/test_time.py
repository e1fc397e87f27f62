"""The time metadata of a row: valid, created, event, extract and broker time, semester and budget year."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from include.contract.model import Contract
from include.records import RawMessage
from include.transform.batch import transform
from tests.unit.transform.builders import NOON, batch, contract, field, message

TIMES = (
    field("tanggal", "date"),
    field("waktu", "timestamp"),
    field("dibuat", "timestamp"),
    field("diubah", "timestamp"),
)
EVENTS = contract(*TIMES, event_time="waktu")
DAYS = contract(*TIMES, event_time="tanggal")
CHANGES = contract(*TIMES, change_column="diubah", created_column="dibuat", event_time="waktu")
PLAIN = contract(*TIMES)


def row(of: Contract, sent: RawMessage) -> dict[str, Any]:
    frame = transform([sent], batch(), of).frame
    return {name: None if pd.isna(value) else value for name, value in frame.iloc[0].items()}


def test_the_broker_says_when_it_took_a_message() -> None:
    assert row(PLAIN, message({"id": 1}))["_broker_at"] == NOON


def test_the_producer_says_when_it_read_the_row() -> None:
    sent = message({"id": 1}, extracted_at="2026-08-03T04:30:00+00:00")

    assert row(PLAIN, sent)["_extracted_at"] == datetime(2026, 8, 3, 4, 30, tzinfo=UTC)
    assert row(PLAIN, message({"id": 1}))["_extracted_at"] is None


def test_the_event_time_is_the_field_that_the_contract_names() -> None:
    sent = message({"id": 1, "waktu": "2026-08-01 07:00:00", "tanggal": "01-08-2026"})

    assert row(EVENTS, sent)["_event_at"] == datetime(2026, 8, 1, 0, 0, tzinfo=UTC)
    assert row(DAYS, sent)["_event_at"] == datetime(2026, 7, 31, 17, 0, tzinfo=UTC)
    assert row(PLAIN, sent)["_event_at"] is None


@pytest.mark.parametrize(
    ("values", "headers", "valid_from"),
    [
        (
            {"diubah": "2026-08-02 07:00:00", "waktu": "2026-08-01 07:00:00"},
            {"extracted_at": "2026-08-03T04:30:00+00:00"},
            datetime(2026, 8, 2, tzinfo=UTC),
        ),
        (
            {"waktu": "2026-08-01 07:00:00"},
            {"extracted_at": "2026-08-03T04:30:00+00:00"},
            datetime(2026, 8, 1, tzinfo=UTC),
        ),
        ({}, {"extracted_at": "2026-08-03T04:30:00+00:00"}, datetime(2026, 8, 3, 4, 30, tzinfo=UTC)),
        ({}, {}, NOON),
    ],
    ids=["change time", "else event time", "else time of extraction", "else time of the broker"],
)
def test_a_version_is_valid_from_the_best_time_that_is_known(
    values: dict[str, str], headers: dict[str, str], valid_from: datetime
) -> None:
    assert row(CHANGES, message({"id": 1, **values}, **headers))["_valid_from"] == valid_from


def test_a_row_is_as_old_as_its_source_says_or_its_event_where_nothing_is_ever_changed() -> None:
    values = {"id": 1, "waktu": "2026-08-01 07:00:00"}

    assert row(CHANGES, message({**values, "dibuat": "2026-07-01 07:00:00"}))["_created_at"] == datetime(
        2026, 7, 1, tzinfo=UTC
    )
    assert row(CHANGES, message(values))["_created_at"] is None
    assert row(EVENTS, message(values))["_created_at"] == datetime(2026, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "semester"),
    [
        ("2026-07-31 23:59:59", "20252"),
        ("2026-07-31T16:59:59Z", "20252"),
        ("2026-08-01 00:00:00", "20261"),
        ("2026-07-31T17:00:00Z", "20261"),
        ("2026-12-31 12:00:00", "20261"),
        ("2027-01-31 23:59:59", "20261"),
        ("2027-02-01 00:00:00", "20262"),
        ("2027-01-31T17:00:00Z", "20262"),
    ],
)
def test_the_semester_turns_at_midnight_on_campus(event: str, semester: str) -> None:
    assert row(EVENTS, message({"id": 1, "waktu": event}))["_semester"] == semester


@pytest.mark.parametrize(
    ("event", "year"),
    [
        ("2026-12-31 23:59:59", 2026),
        ("2026-12-31T16:59:59Z", 2026),
        ("2026-12-31T17:00:00Z", 2027),
        ("2027-01-01", 2027),
    ],
)
def test_the_budget_year_turns_at_midnight_on_campus(event: str, year: int) -> None:
    assert row(EVENTS, message({"id": 1, "waktu": event}))["_tahun_anggaran"] == year


def test_without_an_event_time_the_version_decides_semester_and_budget_year() -> None:
    changed = row(contract(*TIMES, change_column="diubah"), message({"id": 1, "diubah": "2025-01-10 08:00:00"}))

    assert (changed["_semester"], changed["_tahun_anggaran"]) == ("20241", 2025)


def test_a_day_that_began_with_a_jump_of_the_clocks_breaks_nothing() -> None:
    assert row(DAYS, message({"id": 1, "tanggal": "23-03-1942"}))["_event_at"] == datetime(
        1942, 3, 22, 16, 0, tzinfo=UTC
    )
