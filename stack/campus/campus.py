"""Making the sample campus, and playing it on."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from include.database import connect
from include.settings import DatabaseSettings
from stack.campus.academic import make_academic
from stack.campus.alumni import make_alumni
from stack.campus.days import Event, play
from stack.campus.dirt import soil
from stack.campus.model import KEYS, Campus
from stack.campus.orders import make_orders
from stack.campus.truth import truth_of, write_truth
from stack.campus.write import TABLES, delete_row, put_file, put_rows, write_all

STATE, TRUTH = "campus.json", "truth.json"


def make_campus(seed: int, students: int, today: date) -> Campus:
    campus = Campus(seed, students, today)
    make_academic(campus)
    make_alumni(campus)
    make_orders(campus)
    soil(campus)
    return campus


def fill(server: DatabaseSettings, home: Path, *, seed: int, students: int, today: date) -> dict[str, Any]:
    """Make the campus, fill its databases and drop folders below `home`, and write the truth. Returns the truth."""
    campus = make_campus(seed, students, today)
    write_all(campus, server, home / "drop")
    truth = truth_of(campus, changes=[])
    write_truth(truth, home / TRUTH)
    _save_state(home, {"seed": seed, "students": students, "today": today.isoformat(), "days": 0})
    return truth


def play_day(server: DatabaseSettings, home: Path) -> list[Event]:
    """Play the next day: change the databases, drop the new files, and write the truth anew."""
    state = read_state(home)
    number = state["days"] + 1
    campus = make_campus(state["seed"], state["students"], date.fromisoformat(state["today"]))
    for earlier in range(1, number):
        play(campus, earlier)
    files = set(campus.files)
    events = play(campus, number)
    _apply(campus, events, server)
    for name in sorted(set(campus.files) - files):
        put_file(campus, name, home / "drop")
    write_truth(truth_of(campus, changes=[asdict(event) for event in events]), home / TRUTH)
    _save_state(home, {**state, "days": number})
    return events


def read_state(home: Path) -> dict[str, Any]:
    return dict(json.loads((home / STATE).read_text(encoding="utf-8")))


def is_filled(home: Path) -> bool:
    return (home / STATE).exists()


def _apply(campus: Campus, events: list[Event], server: DatabaseSettings) -> None:
    by_dataset: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.dataset in TABLES:
            by_dataset[event.dataset].append(event)
    for dataset, some in by_dataset.items():
        keys = {"|".join(str(part) for part in key): key for key in campus.table(dataset)}
        with connect(replace(server, database=TABLES[dataset][0])) as connection:
            put_rows(
                connection, dataset, [(keys[e.key], campus.table(dataset)[keys[e.key]]) for e in some if e.key in keys]
            )
            for event in some:
                if event.kind == "delete":
                    delete_row(connection, dataset, tuple(event.key.split("|", len(KEYS[dataset]) - 1)))
            connection.commit()


def _save_state(home: Path, state: dict[str, Any]) -> None:
    work = home / f"{STATE}.part"
    work.write_text(json.dumps(state), encoding="utf-8")
    work.rename(home / STATE)
