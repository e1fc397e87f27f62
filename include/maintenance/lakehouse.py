"""A lakehouse table made quick again: small files joined, old snapshots forgotten, files of no snapshot removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from include.settings import DatabaseSettings, LakehouseSettings
from include.sinks.lakehouse import table as tables
from include.sinks.lakehouse.compaction import compact
from include.sinks.lakehouse.expiry import expire, remove_orphans
from include.sinks.lakehouse.lake import opened


@dataclass(frozen=True)
class Tidied:
    """Small files that were joined and how many they became; forgotten snapshots; files of no snapshot, and their bytes."""

    joined: int = 0
    by: int = 0
    snapshots: int = 0
    orphans: int = 0
    bytes: int = 0


def tidy_table(
    lakehouse: LakehouseSettings, warehouse: DatabaseSettings, dataset: str, snapshots_before: datetime, orphans_before: datetime
) -> Tidied:  # fmt: skip
    """Nothing is done, and that is no error, for a dataset that was never loaded. The ledger is kept by each of the three."""
    with opened(lakehouse) as lake:
        if tables.find(lake, dataset) is None:
            return Tidied()
    compaction = compact(lakehouse, dataset)
    snapshots = expire(lakehouse, warehouse, dataset, snapshots_before)
    orphans = remove_orphans(lakehouse, dataset, orphans_before)
    return Tidied(compaction.files, compaction.by, snapshots, len(orphans), sum(orphan.size for orphan in orphans))
