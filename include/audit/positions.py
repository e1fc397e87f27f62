"""How far every dataset was read at its source, and the append-only record of each extract."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pymysql
from pymysql.connections import Connection

from include.errors import TransientError
from include.records import RunContext
from include.sources.base import Position


@dataclass(frozen=True)
class Extract:
    """One pass over the source of a dataset: rows read, and records to send. Times are ISO texts in UTC."""

    source: str
    dataset: str
    started_at: str
    read: int
    unchanged: int
    produced: int
    deleted: int
    newest_change: str | None


@dataclass(frozen=True)
class Pending:
    """An extract that was written down to a spool. `position` is where its source stands once all of it is sent."""

    extract: Extract
    spool: str
    position: Position


@dataclass(frozen=True)
class Progress:
    """What is saved of a dataset: the position that is reached, and an extract that was sent in part at most."""

    position: Position | None = None
    pending: Pending | None = None


def read_progress(connection: Connection[Any], source: str, dataset: str, *, lock: bool = False) -> Progress:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT position FROM etl_position WHERE source = %s AND dataset = %s{' FOR UPDATE' if lock else ''}",
            (source, dataset),
        )
        row = cursor.fetchone()
    saved = json.loads(row[0]) if row else {}
    pending = saved.get("pending")
    return Progress(
        saved.get("position"), Pending(**{**pending, "extract": Extract(**pending["extract"])}) if pending else None
    )


def save_pending(connection: Connection[Any], began_at: Progress, pending: Pending, run: RunContext) -> None:
    """Say what is about to be sent. Raises TransientError when another run has moved the dataset since `began_at`."""
    extract = pending.extract
    overtaken = TransientError(
        f"{extract.dataset}: another run has extracted from {extract.source} meanwhile. Nothing of this run was sent; the retry "
        f"begins where the other has come to."
    )
    if read_progress(connection, extract.source, extract.dataset, lock=True) != began_at:
        raise overtaken
    try:
        _write(connection, extract, Progress(began_at.position, pending), run, first=began_at == Progress())
    except pymysql.err.IntegrityError as error:
        raise overtaken from error
    connection.commit()


def save_position(connection: Connection[Any], pending: Pending, run: RunContext) -> None:
    """Everything is sent: save the position and append the record of the extract, in one transaction.

    Nothing is left to do when another run has sent the same spool and was faster.
    """
    extract = pending.extract
    saved = read_progress(connection, extract.source, extract.dataset, lock=True)
    if saved.pending and saved.pending.spool == pending.spool:
        _write(connection, extract, Progress(pending.position), run, first=False)
        append_extract(connection, extract, run)
    connection.commit()


def append_extract(connection: Connection[Any], extract: Extract, run: RunContext) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO etl_extract (source, dataset, dag_id, run_id, try_number, started_at, finished_at, read_rows, produced, "
            "deleted, newest_change) VALUES (%s, %s, %s, %s, %s, %s, NOW(6), %s, %s, %s, %s)",
            (
                extract.source, extract.dataset, run.dag_id, run.run_id, run.try_number, _stored(extract.started_at),
                extract.read, extract.produced, extract.deleted, _stored(extract.newest_change),
            ),
        )  # fmt: skip


def _write(connection: Connection[Any], extract: Extract, progress: Progress, run: RunContext, *, first: bool) -> None:
    sql = (
        "INSERT INTO etl_position (position, extract_run, updated_at, source, dataset) VALUES (%s, %s, NOW(6), %s, %s)"
        if first
        else "UPDATE etl_position SET position = %s, extract_run = %s, updated_at = NOW(6) WHERE source = %s AND dataset = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, (json.dumps(asdict(progress)), run.run_id, extract.source, extract.dataset))


def _stored(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment).replace(tzinfo=None) if moment else None
