"""# extract__{source}: sumber ke Kafka

Membaca yang baru dan yang berubah dari sumber `{source}`, lalu mengirimnya ke Kafka. Posisi baca disimpan hanya sesudah
broker mengakui semua pesan; pengiriman yang terputus dilanjutkan run berikutnya dengan pesan yang sama.

**Masukan.** {inputs}

**Keluaran.** {outputs}

**Parameter.** `datasets`: dataset yang dibaca; semua bila dikosongkan. Dataset yang disebut Variable `kampus_jeda` dilewati.
`potret_ulang` (hanya sumber dengan log perubahan, kind `binlog`): dataset yang seluruh tabelnya dibaca lagi dan kuncinya
dibandingkan, bila lognya tidak dapat dilanjutkan atau ada nilai yang diubah tanpa tercatat.

**Bila gagal.** Galat sementara (basis data, API, atau broker tidak terjangkau, broker tidak mengakui pesan) dicoba lagi sampai
tiga kali. Galat final (berkas atau akun API ditolak, topik tidak cocok dengan kontrak) berhenti saat itu juga; log
menyebut tempat, nilai, dan yang harus dilakukan. Dataset lain pada sumber yang sama tetap berjalan.

**Menjalankan lagi.** Picu DAG ini kapan saja: ia mulai dari posisi terakhir yang tersimpan dan tidak mengirim ulang baris
yang sama. {again}
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.sdk import DAG, Metadata, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.sources import can_republish
from kampus.assets import source_asset, topic_asset
from kampus.house import DEFAULT_ARGS, Pool, Tag, run_context
from kampus.pause import skip_if_paused

SCHEDULE = "45 * * * *"
"""Hourly, the last one of a day shortly before `iku_daily` closes the day at midnight."""


def extract_task(contract: Contract) -> None:
    topic = topic_asset(contract)

    @task(task_id=contract.dataset, pool=Pool.SOURCE, inlets=[source_asset(contract)], outlets=[topic])
    def extract(dataset: str) -> Any:
        from include import connections
        from include.extract import extract

        skip_if_paused(dataset)
        params = get_current_context()["params"]
        chosen = params["datasets"]
        if chosen and dataset not in chosen:
            raise AirflowSkipException(f"{dataset} tidak dipilih pada parameter datasets")
        outcome = extract(
            contract,
            connections.source(contract, run_context().run_id if dataset in params.get("potret_ulang", ()) else None),
            connections.broker(),
            connections.warehouse(),
            connections.folder(connections.STATE),
            run_context(),
        ).as_dict()
        yield Metadata(topic, extra=outcome)
        return outcome

    extract(contract.dataset)


def extract_dag(source: str, contracts: tuple[Contract, ...]) -> DAG:
    inputs = ", ".join(f"`{c.source.object}`" for c in contracts)
    outputs = ", ".join(f"`{c.topic.name}`" for c in contracts)
    names = [c.dataset for c in contracts]
    logged = [c.dataset for c in contracts if c.source.kind == "binlog"]
    again = (
        f"Untuk mengirim ulang hari-hari yang lalu, pakai `republish__{source}`."
        if any(map(can_republish, contracts))
        else "Untuk membaca seluruh tabel lagi, sebut datasetnya pada `potret_ulang`."
        if logged
        else "Yang isinya sama dengan yang sudah dikirim tidak dikirim lagi."
    )
    with DAG(
        dag_id=f"extract__{source}",
        dag_display_name=f"extract · {source}",
        description=f"Membaca perubahan dari {source} ke Kafka",
        doc_md=(__doc__ or "").format(source=source, inputs=inputs, outputs=outputs, again=again),
        schedule=SCHEDULE,
        start_date=datetime(2026, 1, 1),
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULT_ARGS,
        tags={Tag.EXTRACT},
        params={"datasets": _chosen(names, "Dataset yang dibaca")}
        | ({"potret_ulang": _chosen(logged, "Dataset yang dipotret ulang")} if logged else {}),
    ) as dag:
        for contract in contracts:
            extract_task(contract)
    return dag


def _chosen(names: list[str], title: str) -> Param:
    return Param([], type="array", items={"type": "string", "enum": names}, examples=names, title=title)


for name, group in load_catalog().by_source().items():
    extract_dag(name, group)
