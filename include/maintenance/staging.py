"""Staged batches that nobody waits for. A load removes its own; what a killed task left is removed here.

<staging url>/<dataset>/<range id>-g<generation>/...
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pymysql.connections import Connection

from include.contract.catalog import Catalog
from include.database import connect
from include.maintenance.files import File, Removed, files_below, remove
from include.settings import DatabaseSettings

CHUNK = 500
"""Range ids that are asked for in one statement."""


def sweep_staging(staging_url: str, warehouse: DatabaseSettings, catalog: Catalog, before: datetime) -> Removed:
    """Remove what was staged of ranges that every sink of their dataset has passed, and what else is older than a moment.

    A range that a sink still needs is kept while it is younger; what is removed of one that is older, for example of a batch
    that is held, is made again from Kafka when it is wanted.
    """
    ranges: dict[tuple[str, str], list[File]] = defaultdict(list)
    for file in files_below(staging_url):
        dataset, _, rest = file.path.partition("/")
        ranges[dataset, rest.partition("/")[0]].append(file)
    with connect(warehouse) as connection:
        passed = {
            (contract.dataset, name)
            for contract in catalog.contracts
            for name in _passed(connection, contract.dataset, [sink.sink for sink in contract.sinks], ranges)
        }
    left = [file for place, files in ranges.items() for file in files if place in passed or file.modified < before]
    return remove(staging_url, left)


def _passed(connection: Connection[Any], dataset: str, sinks: list[str], ranges: Iterable[tuple[str, str]]) -> set[str]:
    """The folders of a dataset whose ranges every sink has, of the very incarnation of the topic that was planned."""
    folders = sorted(folder for owner, folder in ranges if owner == dataset)
    found: set[str] = set()
    for start in range(0, len(folders), CHUNK):
        ids = [folder.partition("-g")[0] for folder in folders[start : start + CHUNK]]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT CONCAT(p.range_id, '-g', p.generation) FROM etl_plan p WHERE p.range_id IN %s AND "
                "(SELECT COUNT(*) FROM etl_ledger l WHERE l.dataset = p.dataset AND l.generation = p.generation AND "
                "l.partition_id = p.partition_id AND l.topic_id = p.topic_id AND l.sink IN %s AND "
                "l.next_offset >= p.end_offset) = %s",
                (ids, sinks, len(sinks)),
            )
            found |= {name for (name,) in cursor.fetchall()}
    return found
