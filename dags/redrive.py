"""# redrive: kirim ulang isi karantina

Sesudah kontrak atau sumbernya diperbaiki, pesan yang menunggu di karantina dikirim ulang: dibaca dari isi aslinya di karantina
(bukan dari Kafka, yang mungkin sudah menghapusnya), diperiksa dengan kontrak hari ini, lalu dimuat ke semua sink datasetnya.

**Masukan.** Pesan dengan status `menunggu` pada `v_karantina`, menurut parameter.

**Keluaran.** Tabel tiap sink. Yang diterima berstatus `diterima` dan menyebut batch yang memuatnya; yang ditolak lagi menjadi
percobaan baru pada catatan yang sama. Nilai kembali `hasil`: berapa dipilih, diterima, dan ditolak lagi menurut aturan, di tiap
sink, beserta id batchnya.

**Parameter.**
- `dataset`: dataset yang karantinanya dikirim ulang
- `rule`, `field`, `dari`, `sampai`, `partisi`, `offset_awal`, `offset_akhir`: pilihan; yang kosong tidak membatasi. Waktunya saat
  pertama kali ditolak
- `max_rows`: banyaknya pesan paling banyak; yang terlama lebih dahulu
- `hanya_hitung`: hanya tampilkan jumlah menurut aturan (nilai kembali `hitung`)
- `siapa`, `alasan`: wajib, tersimpan di jejak audit

**Bila gagal.** Galat sementara dicoba lagi dan meneruskan pesan yang sudah dipilih. Sink yang sedang mati dapat menyusul: bersihkan
tugas `load_*` yang gagal.

**Menjalankan lagi.** Aman. Run baru hanya memilih yang masih menunggu; pesan yang sudah dimuat tidak dimuat dua kali.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import Param, dag, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowSkipException

from include.contract.catalog import load_catalog
from include.contract.model import Contract
from kampus.house import DEFAULT_ARGS, SINK_POOLS, TIMEZONE, Pool, Tag, decision_params, run_context
from kampus.work import name_partition, parts


def optional(kind: str, title: str, **rules: Any) -> Param:
    return Param(None, type=["null", kind], title=title, **rules)


def contract() -> Contract:
    return load_catalog().get(get_current_context()["params"]["dataset"])


def selection() -> Any:
    from include.audit.redrive import Selection

    params = get_current_context()["params"]
    return Selection(
        dataset=params["dataset"],
        rule=params["rule"],
        field=params["field"],
        since=moment(params["dari"]),
        until=moment(params["sampai"]),
        partition=params["partisi"],
        first=params["offset_awal"],
        last=params["offset_akhir"],
        max_rows=params["max_rows"],
    )


def moment(text: str | None) -> datetime | None:
    """A time without a zone is meant in the campus's own."""
    if not text:
        return None
    given = datetime.fromisoformat(text)
    return given if given.tzinfo else given.replace(tzinfo=ZoneInfo(TIMEZONE))


@dag(
    dag_display_name="redrive · kirim ulang karantina",
    description="Mengirim ulang pesan di karantina dengan kontrak hari ini",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags={Tag.OPERATION},
    params={
        "dataset": Param(type="string", enum=[each.dataset for each in load_catalog().contracts], title="Dataset"),
        "rule": optional("string", "Aturan yang dilanggar"),
        "field": optional("string", "Kolom yang salah"),
        "dari": optional("string", "Ditolak sejak", format="date-time"),
        "sampai": optional("string", "Ditolak sebelum", format="date-time"),
        "partisi": optional("integer", "Partisi", minimum=0),
        "offset_awal": optional("integer", "Offset pertama", minimum=0),
        "offset_akhir": optional("integer", "Offset terakhir", minimum=0),
        "max_rows": Param(10_000, type="integer", minimum=1, maximum=50_000, title="Pesan paling banyak"),
        "hanya_hitung": Param(False, type="boolean", title="Hanya hitung"),
        **decision_params(),
    },
)
def redrive() -> None:
    @task(pool=Pool.WAREHOUSE)
    def hitung() -> list[dict[str, Any]]:
        from include import connections
        from include.audit.redrive import waiting
        from include.database import connect

        with connect(connections.warehouse()) as connection:
            return waiting(connection, selection())

    @task(pool=Pool.WAREHOUSE)
    def pilih() -> list[dict[str, Any]]:
        from include.redrive import plan

        params = get_current_context()["params"]
        if params["hanya_hitung"]:
            return []
        chosen, made = selection(), contract()
        works = plan(made, chosen, parts(made), run_context(), params["siapa"], params["alasan"])
        return [work.as_dict() for work in works]

    @task(pool=Pool.WAREHOUSE, map_index_template="{{ nama }}")
    def consume(work: dict[str, Any]) -> list[dict[str, Any]]:
        from include.ingest import PartitionWork, stage, stage_summary

        name_partition(work)
        summaries = stage_summary(stage(contract(), PartitionWork.from_dict(work), parts(contract())))
        name_partition(work, summaries, dibaca="read", ditolak="rejected")
        return summaries

    def load_task(sink: str, pool: Pool) -> Any:
        @task(task_id=f"load_{sink}", pool=pool, map_index_template="{{ nama }}")
        def load(work: dict[str, Any]) -> list[dict[str, Any]]:
            from include.ingest import PartitionWork, load

            name_partition(work)
            if contract().sink(sink) is None:
                raise AirflowSkipException(f"Dataset ini tidak dimuat ke {sink}.")
            summaries = load(contract(), PartitionWork.from_dict(work), sink, parts(contract()), run_context())
            name_partition(work, summaries, dimuat="loaded", ditolak="rejected")
            return summaries

        return load

    @task_group
    def partition(work: dict[str, Any]) -> None:
        consume(work) >> [load_task(sink, pool)(work) for sink, pool in SINK_POOLS.items()]

    @task(pool=Pool.WAREHOUSE, trigger_rule="none_failed")
    def hasil() -> dict[str, Any]:
        from include.redrive import result

        return result(contract(), parts(contract()), run_context())

    works = pilih()
    hitung() >> works
    partition.expand(work=works) >> hasil()


redrive()
