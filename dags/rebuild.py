"""# rebuild: bangun ulang tabel satu sink dari Kafka

Membuat lagi tabel sebuah dataset di satu sink, dari nol, dari pesan yang ada di Kafka dan dengan kontrak hari ini. Tabel baru
dibangun di samping yang lama; selama itu yang lama tetap dibaca dan tetap dimuat. Sesudah menyusul, tabel baru menggantikannya
dalam satu langkah.

**Masukan.** Topik dataset, rencana di `etl_plan`, keputusan yang pernah diambil lewat `release`.

**Keluaran.** Tabel baru di sink itu; satu generasi di `etl_generation` dengan siapa dan mengapa; jejaknya di `etl_audit`.

**Parameter.**
- `sink`: `warehouse`, `lakehouse`, atau `olap`
- `dataset`: satu dataset, atau `semua` yang dimuat ke sink itu
- `siapa`, `alasan`: wajib, tersimpan di jejak audit
- `terima_kehilangan`: bangun ulang meski Kafka sudah tidak punya semua pesan yang pernah dimuat; barisnya hilang dari tabel baru

**Bila gagal.** Galat sementara dicoba lagi dan diteruskan dari batch terakhir. `OffsetsLost`: retensi sudah menghapus sebagian
pesan; tidak ada yang berubah. `BatchHeld`: putuskan lewat DAG `release`, lalu bersihkan tugas yang gagal. Sampai langkah terakhir,
pembaca memakai tabel lama.

**Menjalankan lagi.** Bersihkan tugas yang gagal: run yang sama meneruskan generasinya. Picu run baru untuk mulai dari nol lagi:
`airflow dags trigger rebuild --conf '...'` dengan `sink`, `dataset`, `siapa`, dan `alasan`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task

from include.contract.catalog import load_catalog
from kampus.house import DEFAULT_ARGS, SINK_POOLS, Pool, Tag, run_context

ALL = "semua"


@dag(
    dag_display_name="rebuild · bangun ulang sink",
    description="Membangun ulang tabel satu sink dari Kafka, di samping yang dibaca orang",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={**DEFAULT_ARGS, "execution_timeout": timedelta(hours=24)},
    tags={Tag.OPERATION},
    params={
        "sink": Param(type="string", enum=list(SINK_POOLS), title="Sink"),
        "dataset": Param(
            type="string", enum=[ALL, *(contract.dataset for contract in load_catalog().contracts)], title="Dataset"
        ),
        "siapa": Param(type="string", minLength=2, title="Siapa yang meminta"),
        "alasan": Param(type="string", minLength=10, title="Alasan", description="Tersimpan di jejak audit."),
        "terima_kehilangan": Param(False, type="boolean", title="Terima kehilangan pesan yang dihapus retensi"),
    },
)
def rebuild() -> None:
    @task
    def pilih() -> list[str]:
        params = get_current_context()["params"]
        if params["dataset"] != ALL:
            return [params["dataset"]]
        return [contract.dataset for contract in load_catalog().contracts if contract.sink(params["sink"])]

    @task(pool=Pool.BROKER, max_active_tis_per_dag=1, map_index_template="{{ dataset }}")
    def bangun_ulang(dataset: str) -> dict[str, Any]:
        from include import connections
        from include.ingest import Parts
        from include.rebuild import Order, rebuild

        context = get_current_context()
        context["dataset"], params = dataset, context["params"]
        order = Order(dataset, params["sink"], params["siapa"], params["alasan"], params["terima_kehilangan"])
        parts = Parts(
            broker=connections.broker_of(load_catalog().get(dataset)),
            warehouse=connections.warehouse(),
            staging_url=connections.folder(connections.STAGING),
            pseudonym_key=connections.pseudonym_key(),
            lakehouse=connections.lakehouse() if order.sink == "lakehouse" else None,
            olap=connections.olap() if order.sink == "olap" else None,
        )
        return asdict(rebuild(load_catalog().get(dataset), order, parts, run_context()))

    bangun_ulang.expand(dataset=pilih())


rebuild()
