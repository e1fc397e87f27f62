"""Spools and key snapshots that no saved position names. An extract prunes its own; what a killed one left is removed here."""

from __future__ import annotations

from datetime import datetime

from include.audit.positions import Progress, read_progress
from include.contract.catalog import Catalog
from include.database import connect
from include.maintenance.files import Removed, files_below, remove
from include.settings import DatabaseSettings

SPOOLS, SNAPSHOTS = "spool", "keys"
"""The folders of a dataset below the state folder."""


def sweep_spools(state_url: str, warehouse: DatabaseSettings, catalog: Catalog, before: datetime) -> Removed:
    """Remove the spools that were written before a moment and are not the one that waits to be sent to the end."""
    return _sweep(state_url, SPOOLS, warehouse, catalog, before)


def sweep_key_snapshots(state_url: str, warehouse: DatabaseSettings, catalog: Catalog, before: datetime) -> Removed:
    """Remove the key snapshots that were written before a moment and that no position names.

    A dataset whose named snapshot is lost keeps all that it has: they are what deleted rows are found by.
    """
    return _sweep(state_url, SNAPSHOTS, warehouse, catalog, before)


def _sweep(state_url: str, kind: str, warehouse: DatabaseSettings, catalog: Catalog, before: datetime) -> Removed:
    removed = Removed()
    for contract in catalog.contracts:
        url = f"{state_url}/{contract.dataset}/{kind}"
        # Listed before the position is read: a file that is named only later is younger than any limit.
        files = files_below(url)
        with connect(warehouse) as connection:
            named = _named(read_progress(connection, contract.source.name, contract.dataset))[kind]
        if kind == SNAPSHOTS and not named & {file.path for file in files}:
            continue
        removed += remove(url, [file for file in files if file.path not in named and file.modified < before])
    return removed


def _named(progress: Progress) -> dict[str, set[str]]:
    """The files that the saved position, and the one that an extract is on its way to, go by."""
    pending = progress.pending
    positions = [progress.position or {}, pending.position if pending else {}]
    return {
        SPOOLS: {pending.spool} if pending else set(),
        SNAPSHOTS: {position["snapshot"] for position in positions if "snapshot" in position},
    }
