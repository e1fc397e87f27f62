"""Pipelines that break the one idea: rows and ledger in two commits. Done in a worker's own process."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from include import ingest
from include.audit import conservation, ledger
from include.records import PlannedBatch
from include.sinks.lakehouse import load as lakehouse_load
from include.sinks.lakehouse.ledger import read_ledger
from include.sinks.lakehouse.snapshot import Change

BETWEEN = 0.3
"""Seconds between the two commits, for a kill to hit."""


def move_the_ledger_first() -> None:
    """Into the warehouse: what is killed between is lost. The pipeline would find it out itself, so that is broken as well."""
    lock, advance = ledger.lock_position, ledger.advance

    def lock_position(connection: Any, batch: PlannedBatch, sink: str) -> int:
        position = lock(connection, batch, sink)
        if position < batch.range.end:
            advance(connection, batch, sink, position)
            connection.commit()
            time.sleep(BETWEEN)
        return position

    ledger.lock_position = lock_position
    ledger.advance = lambda *_: None
    conservation.require = lambda *_: None
    ingest._require_conservation = lambda *_: None


def commit_the_rows_first() -> None:
    """Into the lakehouse: what is killed between is there twice."""
    commit = lakehouse_load.commit

    def commit_twice(lake: Any, dataset: str, decide: Any) -> bool:
        def only_rows(present: Any) -> Change | None:
            change = decide(present)
            return change and replace(change, ledger=read_ledger(present), properties={})

        def only_ledger(present: Any) -> Change | None:
            change = decide(present)
            return change and replace(change, added=())

        commit(lake, dataset, only_rows)
        time.sleep(BETWEEN)
        return commit(lake, dataset, only_ledger)

    lakehouse_load.commit = commit_twice
