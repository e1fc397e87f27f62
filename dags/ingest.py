"""# ingest__{dataset}: dari Kafka ke {sinks}

Memindahkan pesan topik `{topic}` ke {sinks} dalam batch kecil: rencanakan rentang offset, baca dan periksa, lalu muat.
Baris, catatan audit, dan posisi offset masuk dalam satu transaksi tujuannya, jadi tidak ada yang hilang atau terhitung dua kali.

**Masukan.** Topik `{topic}` ({ownership}).

**Keluaran.** {sinks}; pesan yang ditolak ada di tabel `etl_quarantine` beserta alasannya.

**Parameter.** `max_rows`: banyaknya offset dalam satu batch. Dataset yang disebut Variable `kampus_jeda` dilewati.

**Membaca hasilnya.** Nilai kembali tugas `plan` menunjukkan rentang offset, `consume` yang diterima dan ditolak, `load_*` yang
dimuat, ditolak, digantikan, dan dilewati. Selalu berlaku: dibaca = dimuat + ditolak + digantikan + dilewati.

**Bila gagal.** Galat sementara dicoba lagi. Tiap tujuan punya tugas `load_*` sendiri: yang sedang mati tidak menahan yang lain,
dan mengejar sendiri pada run berikutnya. `BatchHeld`: bagian yang ditolak melebihi batas kontrak dan batch menunggu keputusan;
lihat alasannya, perbaiki kontrak atau pakai DAG `release`. `OffsetsLost`: offset yang direncanakan sudah tidak ada di topik.

**Menjalankan lagi.** Picu DAG ini atau bersihkan tugas yang gagal: rencana yang masih terbuka dipakai lagi.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, AssetOrTimeSchedule, CronTriggerTimetable, Param, get_current_context, task

from include.contract.catalog import load_catalog
from include.contract.model import Contract
from kampus.assets import topic_asset
from kampus.house import DEFAULT_ARGS, TIMEZONE, Tag, run_context
from kampus.pause import skip_if_paused
from kampus.work import load_partitions, parts

if TYPE_CHECKING:
    from include.ingest import PartitionWork
    from include.staging import StagedBatch

SWEEP = "*/30 * * * *"
"""Drains what a lost doorbell left in a topic."""


def ingest_tasks(contract: Contract) -> None:
    @task
    def plan() -> list[dict[str, Any]]:
        from include.ingest import plan

        skip_if_paused(contract.dataset)
        max_rows = get_current_context()["params"]["max_rows"]
        return [work.as_dict() for work in plan(contract, parts(contract), run_context(), max_rows)]

    def stage(work: PartitionWork) -> list[StagedBatch]:
        from include.ingest import stage

        return stage(contract, work, parts(contract))

    load_partitions(contract, plan(), stage)


def _ownership(contract: Contract) -> str:
    if contract.topic.foreign:
        return f"milik aplikasi lain, format {contract.topic.format}; hanya dibaca"
    return f"{contract.topic.partitions} partisi"


def ingest_dag(contract: Contract) -> DAG:
    sinks = ", ".join(f"`{sink.sink}.{sink.table}`" for sink in contract.sinks)
    with DAG(
        dag_id=f"ingest__{contract.dataset}",
        dag_display_name=f"ingest · {contract.dataset}",
        description=f"Memuat topik {contract.topic.name} ke gudang data",
        doc_md=(__doc__ or "").format(
            dataset=contract.dataset, topic=contract.topic.name, ownership=_ownership(contract), sinks=sinks
        ),
        schedule=AssetOrTimeSchedule(
            timetable=CronTriggerTimetable(SWEEP, timezone=TIMEZONE), assets=[topic_asset(contract)]
        ),
        start_date=datetime(2026, 1, 1),
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULT_ARGS,
        tags={Tag.INGEST, contract.source.name},
        params={"max_rows": Param(50_000, type="integer", minimum=1, maximum=200_000, title="Offset per batch")},
    ) as dag:
        ingest_tasks(contract)
    return dag


for each in load_catalog().contracts:
    ingest_dag(each)
