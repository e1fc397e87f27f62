"""# republish__{source}: kirim ulang hari yang lalu

Membaca lagi baris sumber `{source}` yang berubah dalam satu jendela waktu dan mengirimnya ke Kafka dengan id kejadian yang sama.
Posisi baca `extract__{source}` tidak disentuh; sink membuang yang sudah dimilikinya. Baris yang belum pernah dikirim dalam keadaan
sekarang menjadi urusan `extract__{source}`, yang juga akan tahu bila baris itu dihapus.

**Masukan.** {inputs}

**Keluaran.** {outputs}

**Parameter.** `dari` dan `sampai` (YYYY-MM-DD, keduanya ikut) untuk jendela pilihan; kosong berarti satu hari: tanggal partisi
(terjadwal dan backfill) atau kemarin (dijalankan dengan tangan). Dataset yang disebut Variable `kampus_jeda` dilewati.

**Bila gagal.** Sama dengan `extract__{source}`: galat sementara dicoba lagi, galat final berhenti dengan penjelasan.

**Menjalankan lagi.** Aman kapan saja. Beberapa hari sekaligus:
`airflow backfill create --dag-id republish__{source} --from-date 2026-11-17 --to-date 2026-11-23 --reprocess-behavior completed`.
Run berpartisi tidak membunyikan bel `ingest__*`; sapuan waktunya (tiap 30 menit) yang mengambil, atau picu sendiri.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import DAG, CronPartitionTimetable, Metadata, Param, get_current_context, task

from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.sources import can_republish
from kampus.assets import source_asset, topic_asset
from kampus.house import DEFAULT_ARGS, TIMEZONE, Pool, Tag, run_context
from kampus.pause import skip_if_paused

DAY = timedelta(days=1)


def window() -> tuple[datetime, datetime]:
    """The campus days to send again, as [start, end) in campus time."""
    context = get_current_context()
    params, zone = context["params"], ZoneInfo(TIMEZONE)
    partition = context["dag_run"].partition_key
    one_day = date.fromisoformat(partition[:10]) if partition else datetime.now(zone).date() - DAY
    first = date.fromisoformat(params["dari"]) if params["dari"] else one_day
    last = date.fromisoformat(params["sampai"]) if params["sampai"] else (first if params["dari"] else one_day)
    midnight = datetime.min.time()
    return datetime.combine(first, midnight, zone), datetime.combine(last + DAY, midnight, zone)


def republish_task(contract: Contract) -> None:
    topic = topic_asset(contract)

    @task(task_id=contract.dataset, pool=Pool.SOURCE, inlets=[source_asset(contract)], outlets=[topic])
    def republish() -> Any:
        from include import connections, extract

        skip_if_paused(contract.dataset)
        start, end = window()
        outcome = extract.republish(
            contract,
            connections.source(contract),
            connections.broker(),
            connections.warehouse(),
            run_context(),
            start,
            end,
        ).as_dict()
        yield Metadata(topic, extra=outcome)
        return outcome

    republish()


def republish_dag(source: str, contracts: tuple[Contract, ...]) -> DAG:
    with DAG(
        dag_id=f"republish__{source}",
        dag_display_name=f"republish · {source}",
        description=f"Mengirim ulang perubahan {source} dari hari yang lalu",
        doc_md=(__doc__ or "").format(
            source=source,
            inputs=", ".join(f"`{c.source.object}`" for c in contracts),
            outputs=", ".join(f"`{c.topic.name}`" for c in contracts),
        ),
        schedule=CronPartitionTimetable("0 0 * * *", timezone=TIMEZONE, run_offset=-1, key_format="%Y-%m-%d"),
        start_date=datetime(2026, 1, 1),
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULT_ARGS,
        tags={Tag.REPUBLISH},
        params={
            "dari": Param(None, type=["null", "string"], format="date", title="Hari pertama"),
            "sampai": Param(None, type=["null", "string"], format="date", title="Hari terakhir (ikut)"),
        },
    ) as dag:
        for contract in contracts:
            republish_task(contract)
    return dag


for name, group in load_catalog().by_source().items():
    windowed = tuple(contract for contract in group if can_republish(contract))
    if windowed:
        republish_dag(name, windowed)
