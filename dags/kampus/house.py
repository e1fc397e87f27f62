"""What every DAG of the house has in common."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, Param, RetryAction, RetryRule, get_current_context

from include.records import RunContext

OWNER = "tim-data"
TIMEZONE = "Asia/Jakarta"


class Tag(StrEnum):
    """The tags a DAG may carry. The first tag of a DAG is its family."""

    EXTRACT = "extract"
    INGEST = "ingest"
    REPUBLISH = "republish"
    REPLAY = "replay"
    IKU = "iku"
    OPERATION = "operasi"


class Pool(StrEnum):
    """One pool for each part that breaks when too many tasks use it at once (sizes: airflow_settings.yaml)."""

    SOURCE = "sumber"
    BROKER = "kafka"
    WAREHOUSE = "gudang"
    LAKEHOUSE = "lakehouse"
    OLAP = "olap"
    """One slot: a DuckDB file has one writer. The file's lock is what guards it; the pool saves the others the wait."""


SINK_POOLS = {"warehouse": Pool.WAREHOUSE, "lakehouse": Pool.LAKEHOUSE, "olap": Pool.OLAP}

RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="include.errors.FinalError",
            action=RetryAction.FAIL,
            reason="Galat final: percobaan ulang akan gagal lagi sampai data, kontrak, atau pengaturan diubah.",
        ),
        RetryRule(
            exception="include.errors.TransientError",
            action=RetryAction.RETRY,
            reason="Galat sementara: dicoba lagi.",
        ),
        *(
            RetryRule(
                exception=name, action=RetryAction.FAIL, reason="Basis data menolak pernyataan: akan ditolak lagi."
            )
            for name in ("pymysql.err.ProgrammingError", "pymysql.err.DataError", "pymysql.err.NotSupportedError")
        ),
    ]
)
"""What no rule names (a full memory, a dying machine, a mistake in the code) is tried again as often as the task may: every
task can be run again, and nothing says that it would fail again."""

DEFAULT_ARGS: dict[str, Any] = {
    "owner": OWNER,
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
    "retry_policy": RETRY_POLICY,
    "execution_timeout": timedelta(hours=1),
}


def decision_params() -> dict[str, Param]:
    """Who decides and why: what a DAG asks that writes somebody's decision into the trail."""
    return {
        "siapa": Param(type="string", minLength=2, title="Siapa yang memutuskan"),
        "alasan": Param(type="string", minLength=10, title="Alasan", description="Tersimpan di jejak audit."),
    }


def run_context() -> RunContext:
    """The running task instance, as the audit trail names it."""
    instance = get_current_context()["ti"]
    return RunContext(
        dag_id=instance.dag_id,
        run_id=instance.run_id,
        task_id=instance.task_id,
        try_number=instance.try_number,
        map_index=-1 if instance.map_index is None else instance.map_index,
    )
