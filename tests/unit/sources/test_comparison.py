from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from include.records import Op, SourceRecord
from include.sources.base import Position, Reading
from include.sources.comparison import Comparison, TimedRow
from include.sources.keys import KnownKeys

NOON = datetime(2026, 8, 3, 12, tzinfo=UTC)


class Pass:
    """One pass after another over a table in memory, with an hour between them."""

    def __init__(self) -> None:
        self.position: Position = {}
        self.known = KnownKeys()
        self.keys: set[str] = set()
        self.now = NOON

    def over(self, *rows: TimedRow, resend: bool = False) -> list[SourceRecord]:
        self.now += timedelta(hours=1)
        self.reading = Reading(iter(()))
        compared = Comparison(
            "dosen", "siakad.dosens", ("id",), self.position, self.known, self.now, self.reading, resend
        )
        there = {key for key, _, _ in rows}
        gone = self.known.states(sorted(self.keys - there))
        self.keys = there
        records = [*compared.deletions(gone.items()), *compared.changes(rows)]
        self.position = compared.position()
        return records


def row(id_: str, nama: str, changed: datetime | None) -> tuple[str, dict[str, Any], datetime | None]:
    return id_, {"id": id_, "nama": nama}, changed


def test_the_version_of_a_row_begins_with_its_change_time() -> None:
    (record,) = Pass().over(row("1", "Ani", NOON))

    assert record.version == "01785758400000000-000000000001"


def test_a_version_whose_change_time_is_not_newer_comes_a_microsecond_after_the_one_before() -> None:
    table = Pass()
    table.over(row("1", "Ani", NOON))

    (record,) = table.over(row("1", "Ani Lestari", NOON - timedelta(days=1)))

    assert record.version == "01785758400000001-000000000002"


def test_a_delete_comes_a_microsecond_after_the_last_version_of_its_row() -> None:
    table = Pass()
    table.over(row("1", "Ani", NOON))

    (record,) = table.over()

    assert (record.op, record.version) == (Op.DELETE, "01785758400000001-000000000002")


def test_a_row_without_change_time_has_the_time_of_the_pass_that_saw_it_first() -> None:
    table = Pass()
    (first,) = table.over(row("1", "Ani", None))
    (second,) = table.over(row("1", "Ani Lestari", None))

    assert first.version == "01785762000000000-000000000001"
    assert second.version == "01785765600000000-000000000002"


def test_what_is_sent_again_has_the_event_ids_it_had() -> None:
    table = Pass()
    first = table.over(row("1", "Ani", NOON), row("2", "Budi", NOON))
    table.over(row("1", "Ani", NOON), row("2", "Budi Santoso", NOON))

    again = table.over(row("1", "Ani", NOON), row("2", "Budi Santoso", NOON), resend=True)

    assert [record.key for record in again] == ["1", "2"]
    assert again[0].event_id == first[0].event_id
    assert again[1].event_id != first[1].event_id


def test_a_row_from_the_future_makes_neither_the_watermark_nor_the_freshness_later_than_the_pass() -> None:
    table = Pass()
    table.over(row("1", "Ani", datetime(2099, 1, 1, tzinfo=UTC)))

    assert table.position["watermark"] == "2026-08-03T13:00:00+00:00"
    assert table.reading.newest_change == NOON + timedelta(hours=1)


def test_a_long_key_is_cut_in_the_position_that_people_read() -> None:
    (record,) = Pass().over(row("9" * 400, "Ani", NOON))

    assert len(record.position) == 300
    assert record.position.endswith("9…")
