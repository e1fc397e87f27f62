"""# maintenance: pemeliharaan mingguan

Menjaga agar disk dan tabel tetap kecil: menggabung berkas kecil lakehouse, menerbitkan gudang OLAP, dan membuang berkas
yang ditinggalkan tugas yang mati. Tiap pekerjaan berdiri sendiri; yang gagal tidak menghentikan yang lain.

**Masukan.** Ledger dan posisi baca di gudang data, folder `kampus_staging` dan `kampus_state`, lakehouse, gudang OLAP.

**Keluaran.** Nilai kembali tiap tugas: berapa berkas, potret, atau salinan yang diurus, dan berapa byte yang dibebaskan.

**Parameter.**
- `hari_potret_lakehouse`: umur potret (snapshot) lakehouse yang masih disimpan; tidak kurang dari umur cadangan gudang tertua
  yang mungkin dipulihkan
- `hari_berkas_yatim`: umur berkas lakehouse tanpa potret sebelum dibuang
- `hari_staging`: umur batch di staging sebelum dibuang meski masih ditunggu; dibuat lagi dari Kafka bila diperlukan
- `hari_state`: umur spool dan potret kunci yang tidak disebut posisi baca mana pun

**Yang tidak pernah dibuang.** Yang masih diperlukan tugas yang berjalan: rentang yang belum dilewati semua sink menurut ledger
(sebelum `hari_staging`), berkas yang disebut posisi baca, ledger lakehouse, salinan OLAP terbaru, dan apa pun yang lebih muda
dari satu hari.

**Bila gagal.** Galat sementara (folder, basis data, atau katalog tidak terjangkau) dicoba lagi. Tidak ada yang setengah jadi.

**Menjalankan lagi.** Aman kapan saja, juga selagi pemuatan berjalan.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from include.contract.catalog import load_catalog
from kampus.house import DEFAULT_ARGS, TIMEZONE, Pool, Tag


def days(default: int, title: str) -> Param:
    return Param(default, type="integer", minimum=1, maximum=3650, title=title)


def before(parameter: str) -> datetime:
    """The moment that lies as many days back as a parameter says."""
    return datetime.now(UTC) - timedelta(days=get_current_context()["params"][parameter])


def datasets_in(sink: str) -> list[str]:
    return [contract.dataset for contract in load_catalog().contracts if contract.sink(sink)]


@dag(
    dag_display_name="maintenance · pemeliharaan mingguan",
    description="Merapikan lakehouse, gudang OLAP, staging, dan berkas sisa",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 3 * * 0", timezone=TIMEZONE),
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags={Tag.OPERATION},
    params={
        "hari_potret_lakehouse": days(30, "Hari potret lakehouse disimpan"),
        "hari_berkas_yatim": days(3, "Hari sebelum berkas lakehouse tanpa potret dibuang"),
        "hari_staging": days(14, "Hari batch disimpan di staging"),
        "hari_state": days(14, "Hari spool dan potret kunci sisa disimpan"),
    },
)
def maintenance() -> None:
    @task(pool=Pool.LAKEHOUSE, map_index_template="{{ dataset }}")
    def rapikan_lakehouse(dataset: str) -> dict[str, Any]:
        from include import connections
        from include.maintenance.lakehouse import tidy_table

        get_current_context()["dataset"] = dataset
        snapshots, orphans = before("hari_potret_lakehouse"), before("hari_berkas_yatim")
        return asdict(tidy_table(connections.lakehouse(), connections.warehouse(), dataset, snapshots, orphans))

    @task(pool=Pool.OLAP)
    def terbitkan_olap() -> dict[str, Any]:
        from include import connections
        from include.maintenance.olap import publish_store

        if not datasets_in("olap"):
            raise AirflowSkipException("Tidak ada kontrak yang memuat ke gudang OLAP.")
        return asdict(publish_store(connections.olap(), connections.warehouse()))

    @task
    def bersihkan_staging() -> dict[str, Any]:
        from include import connections
        from include.maintenance.staging import sweep_staging

        staging = connections.folder(connections.STAGING)
        return asdict(sweep_staging(staging, connections.warehouse(), load_catalog(), before("hari_staging")))

    @task
    def bersihkan_spool() -> dict[str, Any]:
        from include import connections
        from include.maintenance.state import sweep_spools

        state = connections.folder(connections.STATE)
        return asdict(sweep_spools(state, connections.warehouse(), load_catalog(), before("hari_state")))

    @task
    def bersihkan_potret_kunci() -> dict[str, Any]:
        from include import connections
        from include.maintenance.state import sweep_key_snapshots

        state = connections.folder(connections.STATE)
        return asdict(sweep_key_snapshots(state, connections.warehouse(), load_catalog(), before("hari_state")))

    rapikan_lakehouse.expand(dataset=datasets_in("lakehouse"))
    terbitkan_olap()
    bersihkan_staging()
    bersihkan_spool()
    bersihkan_potret_kunci()


maintenance()
