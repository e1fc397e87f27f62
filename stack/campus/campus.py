"""Filling the sources of the sample campus, and playing it on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from include.settings import DatabaseSettings
from stack.campus.api_data import lists_of, write_lists
from stack.campus.days import play
from stack.campus.event import Event
from stack.campus.files import drop_forms, drop_tracer_files, make_drop_folders
from stack.campus.iku_evidence import evidence
from stack.campus.iku_truth import is_reported, moved
from stack.campus.make import make_campus
from stack.campus.semesters import campus_day
from stack.campus.truth import truth_of, write_truth
from stack.campus.workbook import FORMS, form_years
from stack.campus.write import Databases, apply_day, fill_databases, played_days, source_time
from stack.errors import StackError

STATE, TRUTH, DROP, LISTS = "campus.json", "truth.json", "drop", "lists.json"


@dataclass(frozen=True)
class State:
    """What makes the campus again: `today` is the day it was filled, `days` how many days were played to their end."""

    seed: int
    students: int
    today: str
    prefix: str = ""
    days: int = 0


def fill(
    server: DatabaseSettings, home: Path, *, seed: int, students: int, today: date, prefix: str = ""
) -> dict[str, Any]:
    """Make the campus, fill its databases, the lists of its web APIs and its drop folders below `home`, and write the truth.

    Returns the truth.
    """
    campus = make_campus(seed, students, today)
    fill_databases(campus, Databases(server, prefix))
    make_drop_folders(home / DROP)
    drop_tracer_files(campus, list(campus.files), home / DROP)
    drop_forms(campus, form_years(campus), home / DROP)
    write_lists(lists_of(campus), home / LISTS)
    truth = truth_of(campus)
    write_truth(truth, home / TRUTH)
    _save_state(home, State(seed, students, today.isoformat(), prefix))
    return truth


def play_day(server: DatabaseSettings, home: Path) -> list[Event]:
    """Play the next day, now: change the databases and lists, drop the new files, and write the truth anew.

    The changes are one transaction that also notes the day. A day whose changes are in the databases and whose files and
    truth are not was interrupted, and is brought to its end. Raises StackError when there is no campus yet.
    """
    state = _read_state(home)
    databases = Databases(server, state.prefix)
    campus = make_campus(state.seed, state.students, date.fromisoformat(state.today))
    number = state.days + 1
    with databases.connect() as connection:
        played = played_days(connection, databases)
        for earlier, at in enumerate(played[: state.days], start=1):
            play(campus, earlier, at)
        interrupted = len(played) == number
        at = played[-1] if interrupted else source_time(connection)
        before = evidence(campus, campus_day(at))
        files = set(campus.files)
        events = play(campus, number, at)
        if not interrupted:
            apply_day(connection, databases, campus, events, number, at)
            connection.commit()
    drop_tracer_files(campus, sorted(campus.files.keys() - files), home / DROP)
    drop_forms(campus, sorted({(e.dataset, e.row[0]) for e in events if e.dataset in FORMS}), home / DROP)
    write_lists(lists_of(campus), home / LISTS)
    after = evidence(campus, campus.today)
    changes = [each for each in moved(before, after) if is_reported(str(each["regulasi"]), campus.today)]
    write_truth(truth_of(campus, events, changes), home / TRUTH)
    _save_state(home, replace(state, days=number))
    return events


def is_filled(home: Path) -> bool:
    return (home / STATE).exists()


def _read_state(home: Path) -> State:
    if not is_filled(home):
        raise StackError("The sample campus is not filled yet. `make demo` fills it.")
    return State(**json.loads((home / STATE).read_text(encoding="utf-8")))


def _save_state(home: Path, state: State) -> None:
    work = home / f"{STATE}.part"
    work.write_text(json.dumps(asdict(state)), encoding="utf-8")
    work.rename(home / STATE)
