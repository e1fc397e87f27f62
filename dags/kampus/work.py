"""What the tasks that move batches have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import Metadata, get_current_context, task, task_group

from include.contract.model import Contract, SinkSpec
from kampus.assets import table_asset, topic_asset
from kampus.house import SINK_POOLS, Pool, run_context

if TYPE_CHECKING:
    from include.ingest import PartitionWork, Parts
    from include.staging import StagedBatch


def parts(contract: Contract) -> Parts:
    """The running parts that the dataset needs, from the connections. Only in a task: parsing reaches for nothing."""
    from include import connections
    from include.ingest import Parts

    return Parts(
        broker=connections.broker_of(contract),
        warehouse=connections.warehouse(),
        staging_url=connections.folder(connections.STAGING),
        pseudonym_key=connections.pseudonym_key(),
        lakehouse=connections.lakehouse() if contract.sink("lakehouse") else None,
        olap=connections.olap() if contract.sink("olap") else None,
    )


def name_partition(work: dict[str, Any], summaries: Sequence[dict[str, Any]] = (), **shown: str) -> None:
    """Name the mapped task, so that the run's page tells what it moved: `partisi 0 · 1020 dimuat · 7 ditolak`."""
    counts = [f"{sum(each[key] for each in summaries)} {word}" for word, key in shown.items()]
    get_current_context()["nama"] = " · ".join([f"partisi {work['partition']}", *counts])


def load_partitions(contract: Contract, works: Any, stage: Callable[[PartitionWork], list[StagedBatch]]) -> Any:
    """The tasks that move planned batches, once for each partition: `consume` stages them, then each sink loads by itself.

    `works` is the output of a task that plans: a list of partition works as dicts.
    """

    @task(pool=Pool.BROKER, inlets=[topic_asset(contract)], map_index_template="{{ nama }}")
    def consume(work: dict[str, Any]) -> list[dict[str, Any]]:
        from include.ingest import PartitionWork, stage_summary

        name_partition(work)
        summaries = stage_summary(stage(PartitionWork.from_dict(work)))
        name_partition(work, summaries, dibaca="read", ditolak="rejected")
        return summaries

    @task_group
    def partition(work: dict[str, Any]) -> None:
        consume(work) >> [_load_task(contract, sink)(work) for sink in contract.sinks]

    return partition.expand(work=works)


def _load_task(contract: Contract, sink: SinkSpec) -> Any:
    table = table_asset(sink)

    @task(task_id=f"load_{sink.sink}", pool=SINK_POOLS[sink.sink], outlets=[table], map_index_template="{{ nama }}")
    def load(work: dict[str, Any]) -> Any:
        from include.ingest import PartitionWork, load

        name_partition(work)
        summaries = load(contract, PartitionWork.from_dict(work), sink.sink, parts(contract), run_context())
        name_partition(work, summaries, dimuat="loaded", ditolak="rejected")
        yield Metadata(table, extra={"batches": summaries})
        return summaries

    return load
