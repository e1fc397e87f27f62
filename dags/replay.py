"""# replay__{dataset}: cocokkan atau ulangi hari yang lalu

Satu hari kampus topik `{topic}`, menurut waktu broker menerimanya. Dengan `mode=reconcile` (tiap malam) hari itu dibaca lagi dari
Kafka dan dicocokkan dengan {sinks}: tidak ada yang hilang, tidak ada yang dua kali; tidak ada yang diubah. Dengan `mode=replay`
hari itu dibaca lagi memakai kontrak hari ini dan dimuat di samping jalur langsung.

**Masukan.** Topik `{topic}` dan, untuk pencocokan, {sinks} serta `etl_quarantine`.

**Keluaran.** `reconcile`: nilai kembali tugas itu, atau galat yang menyebut partisi, offset, dan tujuannya. `replay`: {sinks}, dan
nilai kembali tugas `report`: yang berubah per tujuan dan per kolom, yang kini ditolak, dan yang kini diterima. Semuanya tersimpan
pada tabel `etl_generation`, `etl_audit`, dan `etl_rewrite`.

**Parameter.** `mode`; `tanggal` (YYYY-MM-DD) untuk run yang dijalankan dengan tangan, kosong berarti tanggal partisi (terjadwal dan
backfill) atau kemarin; `max_rows`: banyaknya offset dalam satu batch pada `mode=replay`.

**Bila gagal.** `NotReconciled`: ada yang hilang atau dua kali; pesannya menyebut langkahnya. `NotLoadedYet`: belum dimuat,
bukan hilang; dicoba lagi. `OffsetsLost`: retensi sudah menghapus pesan hari itu. `BatchHeld`: batch menunggu keputusan lewat DAG
`release`, lalu bersihkan semua tugas run ini.

**Menjalankan lagi.** Aman kapan saja: run yang diulang melanjutkan offset yang sama, dan kontrak yang sama tidak mengubah apa pun.
Beberapa hari sekaligus dengan kontrak hari ini:
`airflow backfill create --dag-id replay__{dataset} --from-date 2026-11-17 --to-date 2026-11-23 --reprocess-behavior completed
--dag-run-conf '{{"mode": "replay"}}'`; tanpa `--dag-run-conf` hari-hari itu dicocokkan. DAG ini harus aktif; backfill pada DAG yang
dijeda menunggu tanpa batas. Lihat `docs/howto/replay.md`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from airflow.sdk import DAG, CronPartitionTimetable, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from include.contract.catalog import load_catalog
from include.contract.model import Contract
from kampus.assets import table_asset, topic_asset
from kampus.house import DEFAULT_ARGS, TIMEZONE, Pool, Tag, run_context
from kampus.pause import skip_if_paused
from kampus.work import load_partitions, parts

if TYPE_CHECKING:
    from include.ingest import PartitionWork
    from include.staging import StagedBatch

RECONCILE, REPLAY = "reconcile", "replay"
MODES = {RECONCILE: "Cocokkan dengan semua tujuan", REPLAY: "Ulangi dengan kontrak hari ini"}


def day() -> date:
    """The date asked for, else the partition's, else yesterday on campus."""
    context = get_current_context()
    asked = context["params"]["tanggal"] or context["dag_run"].partition_key
    return date.fromisoformat(asked[:10]) if asked else datetime.now(ZoneInfo(TIMEZONE)).date() - timedelta(days=1)


def only_in(mode: str) -> None:
    """Skip a task of the other mode."""
    asked = get_current_context()["params"]["mode"]
    if asked != mode:
        raise AirflowSkipException(f"mode={asked}")


def replay_tasks(contract: Contract) -> None:
    tables = [table_asset(sink) for sink in contract.sinks]

    @task(pool=Pool.BROKER, inlets=[topic_asset(contract), *tables])
    def reconcile() -> dict[str, Any]:
        from include.reconcile import reconcile

        only_in(RECONCILE)
        skip_if_paused(contract.dataset)
        return reconcile(contract, parts(contract), day())

    @task
    def plan() -> list[dict[str, Any]]:
        from include.replay import plan

        only_in(REPLAY)
        max_rows = get_current_context()["params"]["max_rows"]
        return [work.as_dict() for work in plan(contract, parts(contract), run_context(), day(), max_rows)]

    def stage(work: PartitionWork) -> list[StagedBatch]:
        from include.replay import stage

        return stage(contract, work, parts(contract))

    # A day on which nothing came has no partitions to load, and a report all the same.
    @task(pool=Pool.WAREHOUSE, trigger_rule="none_failed")
    def report() -> dict[str, Any]:
        from include.replay import report

        only_in(REPLAY)
        return report(contract, parts(contract), run_context(), day())

    reconcile()
    load_partitions(contract, plan(), stage) >> report()


def replay_dag(contract: Contract) -> DAG:
    sinks = ", ".join(f"`{sink.sink}.{sink.table}`" for sink in contract.sinks)
    with DAG(
        dag_id=f"replay__{contract.dataset}",
        dag_display_name=f"replay · {contract.dataset}",
        description=f"Mencocokkan atau mengulangi satu hari topik {contract.topic.name}",
        doc_md=(__doc__ or "").format(dataset=contract.dataset, topic=contract.topic.name, sinks=sinks),
        schedule=CronPartitionTimetable("0 0 * * *", timezone=TIMEZONE, run_offset=-1, key_format="%Y-%m-%d"),
        start_date=datetime(2026, 1, 1),
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULT_ARGS,
        tags={Tag.REPLAY, contract.source.name},
        params={
            "mode": Param(RECONCILE, type="string", enum=list(MODES), values_display=MODES, title="Mode"),
            "tanggal": Param(None, type=["null", "string"], format="date", title="Hari"),
            "max_rows": Param(50_000, type="integer", minimum=1, maximum=200_000, title="Offset per batch"),
        },
    ) as dag:
        replay_tasks(contract)
    return dag


for each in load_catalog().contracts:
    replay_dag(each)
