"""# dead_letter: tulis ulang catatan pesan yang ditolak

Setiap pesan yang ditolak diberitahukan pada topik `<topik>-dlq`: letaknya (topik, partisi, offset), aturan, kolom, dan alasannya;
isi pesannya hanya bila kontrak mengizinkan (properti `deadLetter`). Pemberitahuan itu dikirim sesudah pemuatan dan tidak
pernah menggagalkannya, jadi dapat hilang sewaktu broker terganggu. DAG ini mengirim semuanya lagi dari `etl_attempt`.

**Masukan.** Catatan penolakan satu dataset di `etl_attempt` dan `etl_quarantine`.

**Keluaran.** Pesan pada topik `<topik>-dlq`. Catatan yang sama selalu ber-`event_id` sama, jadi penerima dapat membuang yang
rangkap. Nilai kembali: berapa yang dikirim.

**Parameter.** `dataset`: dataset yang catatannya dikirim lagi.

**Bila gagal.** Galat sementara (broker atau gudang tidak terjangkau) dicoba lagi dari awal.

**Menjalankan lagi.** Aman; yang sudah terkirim menjadi rangkap dengan `event_id` yang sama.
"""

from __future__ import annotations

from datetime import datetime

from airflow.sdk import Param, dag, get_current_context, task

from include.contract.catalog import load_catalog
from kampus.house import DEFAULT_ARGS, Pool, Tag


@dag(
    dag_display_name="dead_letter · tulis ulang catatan penolakan",
    description="Mengirim lagi catatan pesan yang ditolak ke topik dead-letter",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags={Tag.OPERATION},
    params={"dataset": Param(type="string", enum=[each.dataset for each in load_catalog().contracts], title="Dataset")},
)
def dead_letter() -> None:
    @task(pool=Pool.BROKER)
    def kirim() -> int:
        from include import connections
        from include.dead_letter import send_all

        contract = load_catalog().get(get_current_context()["params"]["dataset"])
        return send_all(contract, connections.broker(), connections.warehouse())

    kirim()


dead_letter()
