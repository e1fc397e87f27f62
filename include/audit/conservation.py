"""The law that every batch keeps: read == loaded + rejected + superseded + skipped, and ranges are contiguous."""

from __future__ import annotations

from typing import Any

from pymysql.connections import Connection


def violations(connection: Connection[Any], dataset: str) -> list[str]:
    """What breaks the law in the audit of a dataset, a sentence each. Empty when it holds."""
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sink, generation, topic_id, partition_id, start_offset, end_offset, read_count, "
            "loaded + rejected + superseded + skipped FROM etl_audit WHERE dataset = %s "
            "ORDER BY sink, generation, topic_id, partition_id, start_offset",
            (dataset,),
        )
        rows = cursor.fetchall()
    previous: dict[tuple[Any, ...], int] = {}
    for sink, generation, topic_id, partition, start, end, read, accounted in rows:
        where = f"{dataset} {sink} generation {generation} partition {partition} {start}..{end}"
        if read != accounted:
            found.append(f"{where}: read {read}, accounted for {accounted}")
        if read > end - start:
            found.append(f"{where}: read {read} messages of {end - start} offsets")
        lane = (sink, generation, topic_id, partition)
        if lane in previous and previous[lane] != start:
            found.append(f"{where}: begins at {start}, the range before it ended at {previous[lane]}")
        previous[lane] = end
    return found
