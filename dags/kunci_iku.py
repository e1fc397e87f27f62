"""# kunci_iku: kunci angka satu periode sesudah diverifikasi

Sesudah angka satu triwulan atau tahun diperiksa dan disetujui, seseorang menguncinya dengan nama. Angka yang dikunci adalah versi
terbaru laporan tiap tanggal periode itu pada saat dikunci. Menghitung tanggalnya lagi tetap boleh, tetapi hanya menghasilkan
*pernyataan ulang* yang ditandai sesudah kunci; angka yang diverifikasi tetap terbaca.

**Masukan.** Laporan periode itu di `iku_report`; laporan tanggal terakhirnya harus ada.

**Keluaran.** Satu baris di `iku_kunci`: periode, siapa, mengapa, kapan, dan sampai laporan mana. Nilai kembali: banyaknya hari yang
punya laporan.

**Parameter.**
- `periode`: triwulan (`2026Q1`) atau tahun (`2026`)
- `siapa`, `alasan`: wajib, tersimpan di jejak audit

**Bila gagal.** Periode tidak dikenal, sudah dikunci, atau laporan tanggal terakhirnya belum ada: galat final, tidak ada yang
berubah.

**Menjalankan lagi.** Periode yang sama tidak dapat dikunci dua kali, dan kunci tidak dibuka.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task

from kampus.house import DEFAULT_ARGS, Pool, Tag, decision_params, run_context


@dag(
    dag_display_name="IKU · kunci periode",
    description="Mengunci angka satu triwulan atau tahun sesudah diverifikasi",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags={Tag.IKU},
    params={
        "periode": Param(
            type="string",
            pattern="^[0-9]{4}(Q[1-4])?$",
            title="Periode",
            description="Triwulan seperti 2026Q1, atau tahun seperti 2026.",
        ),
        **decision_params(),
    },
)
def kunci_iku() -> None:
    @task(pool=Pool.WAREHOUSE)
    def lock() -> dict[str, Any]:
        from include import connections
        from include.database import connect
        from include.iku.compute import ensure_iku_schema
        from include.iku.locks import lock

        params = get_current_context()["params"]
        with connect(connections.warehouse()) as connection:
            ensure_iku_schema(connection)
            locked = lock(
                connection, period=params["periode"], who=params["siapa"], why=params["alasan"], run=run_context()
            )
        return locked.as_dict()

    lock()


kunci_iku()
