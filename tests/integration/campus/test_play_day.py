"""Days played on a real server, and what the polling extractor then finds."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.database import connect
from include.records import Op
from include.sources.base import Source
from include.sources.binlog import BinlogSource
from include.sources.mysql import MysqlSource
from stack.campus import campus, write
from stack.campus.campus import fill, play_day
from stack.campus.event import Event
from stack.campus.semesters import campus_day
from stack.campus.write import SIAKAD, TABLES, Databases, apply_day, source_time
from stack.errors import StackError
from tests.integration.campus.conftest import Campuses

Changes = dict[str, set[tuple[str, str]]]
"""Operation and key of what changed, by dataset."""


@dataclass
class Extractor:
    """Reads every table, as the extract DAGs do, and keeps the positions."""

    databases: Databases
    state: Path
    positions: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    def changes(self) -> Changes:
        found: Changes = {}
        for dataset, (database, _) in TABLES.items():
            contract = load_catalog().get(dataset)
            kind = BinlogSource if contract.source.kind == "binlog" else MysqlSource
            source = kind(contract, self.databases.settings(database), str(self.state))
            found[dataset] = self._changed(dataset, source)
        return found

    def _changed(self, dataset: str, source: Source) -> set[tuple[str, str]]:
        found = set()
        while True:
            reading = source.read(self.positions.get(dataset))
            found |= {(record.op.value, record.key) for record in reading.records}
            self.positions[dataset] = reading.position
            source.settle(reading)
            if not reading.more:
                return found


def changes_of(events: Iterable[Event]) -> Changes:
    found: Changes = {dataset: set() for dataset in TABLES}
    for event in events:
        if event.dataset in TABLES:
            operation = Op.DELETE if event.kind == "delete" else Op.UPSERT
            found[event.dataset].add((operation.value, event.key))
    return found


@pytest.fixture
def databases(campuses: Campuses) -> Databases:
    return campuses.new()


def fill_campus(databases: Databases, home: Path, today: date, seed: int = 1, students: int = 150) -> None:
    home.mkdir(exist_ok=True)
    fill(databases.server, home, seed=seed, students=students, today=today, prefix=databases.prefix)


def source_now(databases: Databases) -> datetime:
    with databases.connect() as connection:
        return source_time(connection)


@pytest.mark.parametrize(
    ("age", "seed"),
    [
        pytest.param(0, 1, id="filled today"),
        pytest.param(1, 2, id="filled yesterday"),
        pytest.param(40, 3, id="filled forty days ago"),
    ],
)
def test_the_extractor_finds_every_event_and_nothing_else(
    databases: Databases, tmp_path: Path, age: int, seed: int
) -> None:
    fill_campus(databases, tmp_path, campus_day(source_now(databases)) - timedelta(days=age), seed)
    extractor = Extractor(databases, tmp_path / "state")
    assert all(extractor.changes().values())
    for _ in range(3):
        events = play_day(databases.server, tmp_path)
        assert {event.kind for event in events} == {"insert", "update", "delete"}
        assert extractor.changes() == changes_of(events)
    assert not any(extractor.changes().values())


def test_days_played_between_two_extracts_are_all_found(databases: Databases, tmp_path: Path) -> None:
    fill_campus(databases, tmp_path, campus_day(source_now(databases)))
    extractor = Extractor(databases, tmp_path / "state")
    extractor.changes()
    one, other = play_day(databases.server, tmp_path), play_day(databases.server, tmp_path)
    last = {(event.dataset, event.key): event for event in [*one, *other]}
    inserted = {(event.dataset, event.key) for event in one if event.kind == "insert"}
    removed_before_seen = {place for place in inserted if last[place].kind == "delete"}
    found, log = extractor.changes(), "pesanan"
    # A change log tells what happened, a poll only what became of it.
    assert found.pop(log) == changes_of([*one, *other])[log]
    polled = changes_of(event for place, event in last.items() if place not in removed_before_seen)
    assert found == {dataset: changes for dataset, changes in polled.items() if dataset != log}


DAY_OF_FILLING = date(2026, 11, 20)
CLOCK = (
    "2026-11-20 00:00:00.000001",
    "2026-11-20 09:59:59",
    "2026-11-20 10:00:00",
    "2026-11-20 16:59:59.999999",
    "2026-11-20 17:00:00",
    "2026-11-20 23:59:59.999999",
    "2026-11-21 00:00:00",
    "2026-12-31 16:59:59",
    "2026-12-31 17:00:00",
    "2027-02-01 03:00:00",
    "2027-02-01 03:00:00.000001",
)
"""UTC. Offices close at 10, the campus day ends at 17; then a new year, and a new semester."""


def test_the_extractor_finds_every_event_whatever_the_hour(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_campus(databases, tmp_path, DAY_OF_FILLING)
    extractor = Extractor(databases, tmp_path / "state")
    extractor.changes()
    for moment in map(datetime.fromisoformat, CLOCK):
        monkeypatch.setattr("stack.campus.campus.source_time", lambda connection, moment=moment: moment)
        events = play_day(databases.server, tmp_path)
        assert extractor.changes() == changes_of(events), moment


def test_changes_carry_the_time_at_which_the_source_was_changed(databases: Databases, tmp_path: Path) -> None:
    fill_campus(databases, tmp_path, campus_day(source_now(databases)) - timedelta(days=3))
    before = source_now(databases)
    play_day(databases.server, tmp_path)
    after = source_now(databases)
    with databases.connect() as connection, connection.cursor() as cursor:
        for dataset in ("riwayat_pendidikan", "lulusan", "rencana_evaluasi", "pesanan", "item_pesanan"):
            cursor.execute(f"SELECT MAX(updated_at) FROM {databases.table(dataset)}")
            assert before <= cursor.fetchone()[0] <= after
    truth = read_truth(tmp_path)
    assert truth["today"] == campus_day(after).isoformat()
    assert max(truth["iku"]) == truth["today"]


def test_the_truth_counts_what_the_tables_and_files_hold_after_some_days(databases: Databases, tmp_path: Path) -> None:
    fill_campus(databases, tmp_path, campus_day(source_now(databases)), students=400)
    events = [event for _ in range(3) for event in play_day(databases.server, tmp_path)]
    datasets = read_truth(tmp_path)["datasets"]
    with databases.connect() as connection, connection.cursor() as cursor:
        for dataset in TABLES:
            cursor.execute(f"SELECT COUNT(*) FROM {databases.table(dataset)}")
            assert cursor.fetchone()[0] == datasets[dataset]["rows"]
    corrected = sum(1 for event in events if (event.dataset, event.kind) == ("tracer_study", "update"))
    lines = sum(file.read_bytes().count(b"\r\n") - 1 for file in (tmp_path / "drop" / "tracer").iterdir())
    assert lines == datasets["tracer_study"]["rows"] + corrected


def test_the_truth_of_a_day_lists_its_changes_and_whom_they_moved(databases: Databases, tmp_path: Path) -> None:
    fill_campus(databases, tmp_path, campus_day(source_now(databases)), students=400)
    before = read_truth(tmp_path)
    assert (before["changes"], before["moved"]) == ([], [])
    events = play_day(databases.server, tmp_path)
    after = read_truth(tmp_path)
    assert after["changes"] == [event.as_dict() for event in events]
    assert after["moved"]
    assert after["iku"][after["today"]] != before["iku"][before["today"]]


@dataclass(frozen=True)
class Twin:
    """What a campus is after a day that nothing disturbed, the second one."""

    events: list[Event]
    content: dict[str, object]


@pytest.fixture(scope="module")
def twin(campuses: Campuses, tmp_path_factory: pytest.TempPathFactory) -> Twin:
    databases, home = campuses.new(), tmp_path_factory.mktemp("kembaran")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stack.campus.campus.source_time", at_a_fixed_time)
        fill_and_play_one_day(databases, home)
        return Twin(play_day(databases.server, home), content(databases, home))


def at_a_fixed_time(connection: object) -> datetime:
    return datetime(2026, 11, 22, 4)


def fill_and_play_one_day(databases: Databases, home: Path) -> None:
    fill_campus(databases, home, DAY_OF_FILLING, students=60)
    play_day(databases.server, home)


@pytest.mark.parametrize(
    "point",
    [
        "before the changes",
        "amid the changes",
        "changes not committed",
        "committed, no files",
        "no truth",
        "state not saved",
    ],
)
def test_a_day_that_was_killed_ends_as_if_it_had_not_been(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, twin: Twin, point: str
) -> None:
    monkeypatch.setattr("stack.campus.campus.source_time", at_a_fixed_time)
    fill_and_play_one_day(databases, tmp_path)
    assert killed_at(point, databases, tmp_path) == -signal.SIGKILL
    assert play_day(databases.server, tmp_path) == twin.events
    assert content(databases, tmp_path) == twin.content


def killed_at(point: str, databases: Databases, home: Path) -> int | None:
    """Plays a day in another process, which is killed at a point. Returns its exit code."""
    process = multiprocessing.get_context("fork").Process(target=_die_at, args=(point, databases, home))
    process.start()
    process.join(60)
    return process.exitcode


def _die_at(point: str, databases: Databases, home: Path) -> None:
    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def then_die(step: Callable[..., object]) -> Callable[..., object]:
        return lambda *arguments: die(step(*arguments))

    steps: dict[str, tuple[object, str, Callable[..., object]]] = {
        "before the changes": (campus, "apply_day", die),
        "amid the changes": (write, "_delete", die),
        "changes not committed": (campus, "apply_day", then_die(apply_day)),
        "committed, no files": (campus, "drop_tracer_files", die),
        "no truth": (campus, "write_truth", die),
        "state not saved": (campus, "_save_state", die),
    }
    setattr(*steps[point])
    play_day(databases.server, home)


def content(databases: Databases, home: Path) -> dict[str, object]:
    """Everything there is of a campus."""
    found: dict[str, object] = {"truth": read_truth(home)}
    with databases.connect() as connection, connection.cursor() as cursor:
        for table in [*map(databases.table, TABLES), databases.days_table]:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
            found[table.removeprefix(f"`{databases.prefix}")] = cursor.fetchall()
    for file in sorted((home / "drop").rglob("*.csv")):
        found[file.name] = file.read_bytes()
    return found


def read_truth(home: Path) -> dict[str, Any]:
    return dict(json.loads((home / "truth.json").read_text(encoding="utf-8")))


def test_a_campus_that_was_never_filled_says_how_to_fill_it(databases: Databases, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="make demo"):
        play_day(databases.server, tmp_path)


def test_the_pipeline_does_not_know_the_table_of_played_days(databases: Databases, tmp_path: Path) -> None:
    fill_campus(databases, tmp_path, date(2026, 11, 20), students=1)
    with connect(databases.settings(SIAKAD)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW TABLES")
        tables = {name for (name,) in cursor.fetchall()}
    read = {contract.source.object for contract in load_catalog().contracts}
    assert tables - read == {"hari_kampus"}
