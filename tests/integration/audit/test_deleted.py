"""What retention may have deleted of a day, as the plans remember when its messages came."""

from __future__ import annotations

from datetime import datetime

from include.audit.deleted import deleted_between
from include.audit.plan import append
from include.database import connect
from include.records import Action, OffsetRange, PlannedBatch, RunContext
from include.settings import DatabaseSettings
from tests.integration.audit.builders import CONTRACT, execute, offsets

DAYS = [datetime(2026, 8, day) for day in range(1, 6)]


def planned(settings: DatabaseSettings, start: int, end: int, at: datetime, revision: int = 0, **more: Action) -> None:
    range_ = OffsetRange(CONTRACT.topic.name, "topik-1", 0, start, end)
    batch = PlannedBatch(f"{start}-{revision}", "fakultas", range_, "1.0.0", "1", revision=revision, **more)
    with connect(settings, autocommit=True) as connection:
        append(connection, batch, RunContext("ingest__fakultas", f"run-{at}", "plan"))
    execute(settings, "UPDATE etl_plan SET planned_at = %s WHERE batch_id = %s", at, batch.batch_id)


def deleted(settings: DatabaseSettings, day: int, low: int) -> list[tuple[int, int]]:
    """Start and end of what may be of a day (1 is the first) and is deleted when the topic begins at `low`."""
    with connect(settings) as connection:
        found = deleted_between(connection, "fakultas", offsets((low, 1000)), DAYS[day - 1], DAYS[day])
    return [(each.start, each.end) for each in found]


def test_nothing_is_deleted_of_a_topic_that_has_all_that_was_planned(database: DatabaseSettings) -> None:
    planned(database, 0, 100, DAYS[1])
    assert deleted(database, day=1, low=0) == []


def test_a_message_came_between_the_planning_before_it_and_its_own(database: DatabaseSettings) -> None:
    for start, hour in ((0, 0), (100, 20), (200, 44), (300, 68)):
        planned(database, start, start + 100, DAYS[0].replace(day=1 + hour // 24, hour=hour % 24))
    assert deleted(database, day=1, low=250) == [(0, 100), (100, 200), (200, 250)]
    assert deleted(database, day=2, low=250) == [(200, 250)]
    assert deleted(database, day=3, low=250) == []
    assert deleted(database, day=2, low=150) == []


def test_ranges_of_one_planning_came_in_the_same_time(database: DatabaseSettings) -> None:
    planned(database, 0, 100, DAYS[1])
    planned(database, 100, 200, DAYS[3])
    planned(database, 200, 300, DAYS[3])
    assert deleted(database, day=3, low=250) == [(100, 200), (200, 250)]
    assert deleted(database, day=1, low=250) == [(0, 100)]


def test_a_loss_that_was_accepted_is_none(database: DatabaseSettings) -> None:
    planned(database, 0, 100, DAYS[1])
    planned(database, 0, 100, DAYS[2], revision=1, action=Action.QUARANTINE)
    planned(database, 100, 200, DAYS[1])
    assert deleted(database, day=1, low=200) == [(100, 200)]
