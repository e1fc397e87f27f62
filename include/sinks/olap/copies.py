"""The copies that people read: each is one immutable file, and a link says which is the newest.

    <copies>/kampus.duckdb -> kampus-20261125T141800123456Z-5f0b8b55d54b.duckdb

A copy is made aside, gets its marts there, and is moved to its name when it is whole; then the link moves, in one step.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from include.errors import ServiceUnavailable
from include.settings import OlapSettings
from include.sinks.olap.errors import disk_errors, known_errors
from include.sinks.olap.lock import locked
from include.sinks.olap.marts import make_marts
from include.sinks.olap.store import connected, copy_unless

TIME = "%Y%m%dT%H%M%S%f%z"
NAME = re.compile(r".+-(?P<time>\d{8}T\d{12}Z)-(?P<state>\w+)\.duckdb")


@dataclass(frozen=True)
class Copy:
    path: Path
    published_at: datetime
    state: str
    """The state of the store that it was made from."""


@dataclass(frozen=True)
class Pruned:
    copies: int
    bytes: int


def publish(settings: OlapSettings, patience: timedelta) -> Copy:
    """Publish the store as it is and prune old copies. The newest copy stays the newest when it is of this very state.

    Loads wait while the file is copied, not while its marts are made; readers never wait. Raises Busy when another
    publication goes on for longer than `patience`, FinalError when a mart does not fit the tables.
    """
    with (
        locked(_lock_file(settings), "publish the OLAP store", patience),
        disk_errors(settings.copies),
        _aside(settings) as aside,
    ):
        newest, half = newest_copy(settings), aside / "copy.duckdb"
        state = copy_unless(settings, newest.state if newest else None, half)
        if newest and newest.state == state:
            return newest
        with connected(half) as copy:
            make_marts(copy)
            # An error in here is raised, unlike one while the file is closed.
            copy.execute("CHECKPOINT")
        published = _moved(settings, half, state)
        _prune(settings)
    return published


def prune(settings: OlapSettings) -> Pruned:
    """Remove copies that were succeeded long ago; `publish` does the same. Raises Busy while a publication goes on."""
    with locked(_lock_file(settings), "prune the copies", settings.patience), disk_errors(settings.copies):
        return _prune(settings)


def is_due(settings: OlapSettings) -> bool:
    """Whether the last publication, or try at one, is as long ago as the settings ask for.

    One in the future says that the clock was put back, and counts as long ago.
    """
    try:
        tried = datetime.fromtimestamp(_lock_file(settings).stat().st_mtime, UTC)
    except FileNotFoundError:
        return True
    return not timedelta() <= datetime.now(UTC) - tried < settings.publish_every


def newest_copy(settings: OlapSettings) -> Copy | None:
    link = _link(settings)
    return _copy(link.resolve()) if link.exists() else None


def open_newest(settings: OlapSettings) -> DuckDBPyConnection:
    """The newest copy, for reading. It stays as it is however long the connection is kept.

    Raises ServiceUnavailable when nothing is published yet.
    """
    newest = newest_copy(settings)
    if newest is None:
        raise ServiceUnavailable(
            f"nothing is published in {settings.copies} yet. The first load into the OLAP store publishes a copy."
        )
    # By its own name: a process that opens the same name twice gets the same file twice, also when the link has moved.
    with known_errors(newest.path):
        return duckdb.connect(str(newest.path), read_only=True)


@contextmanager
def _aside(settings: OlapSettings) -> Iterator[Path]:
    """An empty folder to make a copy in. What is in it already, a publication that was killed has left there."""
    aside = settings.copies / ".half"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _moved(settings: OlapSettings, half: Path, state: str) -> Copy:
    half.chmod(0o444)
    _to_disk(half)
    now = datetime.now(UTC)
    path = settings.copies / f"{settings.file.stem}-{now:%Y%m%dT%H%M%S%f}Z-{state}.duckdb"
    half.rename(path)
    link = half.with_name("link")
    link.symlink_to(path.name)
    link.replace(_link(settings))
    _to_disk(settings.copies)
    return Copy(path, now, state)


def _prune(settings: OlapSettings) -> Pruned:
    """A reader that has a removed copy open keeps it until it closes it."""
    newest = newest_copy(settings)
    found = [copy for path in settings.copies.glob("*.duckdb") if (copy := _copy(path))]
    pruned = Pruned(0, 0)
    for copy, successor in pairwise(sorted(found, key=lambda copy: copy.published_at)):
        if copy != newest and datetime.now(UTC) - successor.published_at > settings.keep_copies:
            pruned = Pruned(pruned.copies + 1, pruned.bytes + copy.path.stat().st_size)
            copy.path.unlink()
    return pruned


def _copy(path: Path) -> Copy | None:
    named = NAME.fullmatch(path.name)
    return Copy(path, datetime.strptime(named["time"], TIME), named["state"]) if named else None


def _lock_file(settings: OlapSettings) -> Path:
    return settings.file.with_name(f"{settings.file.name}.publish.lock")


def _link(settings: OlapSettings) -> Path:
    return settings.copies / settings.file.name


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
