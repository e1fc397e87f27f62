"""A topic that was made again: the store's ledger forgets the old one."""

from __future__ import annotations

from include.audit import outside
from include.settings import DatabaseSettings, OlapSettings
from include.sinks.olap import trail
from include.sinks.olap.ledger import SINK
from include.sinks.olap.store import opened


def retire_topic(settings: OlapSettings, warehouse: DatabaseSettings, dataset: str, topic_id: str) -> bool:
    """Take an incarnation of a topic out of the ledger; False when it is not in it. Its rows stay.

    Afterwards the store starts where the plans of the new incarnation do.
    """
    with outside.opened(warehouse, SINK) as connection, opened(settings, f"retire a topic of {dataset}") as store:
        retired = store.execute(
            "DELETE FROM etl_ledger WHERE dataset = ? AND topic_id = ? RETURNING 1", [dataset, topic_id]
        ).fetchall()
        trail.catch_up_all(connection, store, dataset)
    return bool(retired)
