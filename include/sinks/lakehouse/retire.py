"""A topic that was made again: the table's ledger forgets the old one."""

from __future__ import annotations

from pyiceberg.table import Table

from include.audit import outside
from include.settings import DatabaseSettings, LakehouseSettings
from include.sinks.lakehouse import trail
from include.sinks.lakehouse.lake import opened
from include.sinks.lakehouse.ledger import SINK, read_ledger
from include.sinks.lakehouse.snapshot import Change, commit


def retire_topic(settings: LakehouseSettings, warehouse: DatabaseSettings, dataset: str, topic_id: str) -> bool:
    """Take an incarnation of a topic out of the ledger; False when it is not in it. Its rows stay.

    Afterwards the table starts where the plans of the new incarnation do.
    """

    def decide(present: Table) -> Change | None:
        ledger = read_ledger(present)
        kept = tuple(standing for standing in ledger if standing.topic_id != topic_id)
        return None if kept == ledger else Change(kept)

    with opened(settings) as lake, outside.opened(warehouse, SINK) as connection:
        retired = commit(lake, dataset, decide)
        trail.catch_up_all(connection, lake, dataset)
    return retired
