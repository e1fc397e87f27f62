"""What the tasks that move batches have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context

from include.contract.model import Contract

if TYPE_CHECKING:
    from include.ingest import Parts


def parts(contract: Contract) -> Parts:
    """The running parts that the dataset needs, from the connections. Only in a task: parsing reaches for nothing."""
    from include import connections
    from include.ingest import Parts

    return Parts(
        broker=connections.broker(),
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
