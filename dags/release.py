"""# release: putuskan batch yang ditahan

Gerbang mutu menahan satu batch bila bagian yang ditolak melebihi batas kontrak. DAG ini mencatat keputusan seseorang
sebagai revisi rencana untuk rentang offset yang sama; rencana lama tetap tersimpan.

**Masukan.** Rencana yang masih terbuka di `etl_plan` (id batch tertulis pada galat `BatchHeld`, atau `OffsetsLost` bila pesannya
sudah dihapus retensi sebelum dimuat).

**Keluaran.** Satu revisi di `etl_plan` dengan siapa, mengapa, dan kapan. `ingest__*` berikutnya memakainya.

**Parameter.**
- `batch_id`: batch yang ditahan
- `tindakan`: `waive` memuat batch meski melewati batas (yang ditolak tetap di karantina); `load` mengulang dengan versi kontrak
  terbaru; `quarantine` menolak seluruh batch ke karantina, dan menerima hilangnya pesan yang sudah dihapus retensi
- `siapa`, `alasan`: wajib, tersimpan di jejak audit

**Bila gagal.** Batch tidak dikenal, sudah dimuat, atau alasan kosong: galat final, tidak ada yang berubah.

**Menjalankan lagi.** Keputusan baru menambah revisi baru; yang terakhir yang berlaku selama batch belum dimuat.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task

from kampus.house import DEFAULT_ARGS, Pool, Tag, decision_params, run_context

ACTIONS = {
    "waive": "Muat meski melewati batas",
    "load": "Ulangi dengan kontrak terbaru",
    "quarantine": "Karantina seluruh batch",
}


@dag(
    dag_display_name="release · lepas batch yang ditahan",
    description="Mencatat keputusan atas batch yang ditahan gerbang mutu",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags={Tag.OPERATION},
    params={
        "batch_id": Param(type="string", minLength=8, title="Id batch", description="Tertulis pada galat BatchHeld."),
        "tindakan": Param("waive", type="string", enum=list(ACTIONS), values_display=ACTIONS, title="Tindakan"),
        **decision_params(),
    },
)
def release() -> None:
    @task(pool=Pool.WAREHOUSE)
    def decide() -> dict[str, Any]:
        from include import connections
        from include.audit.release import release
        from include.contract.catalog import load_catalog
        from include.database import connect
        from include.records import Action

        params = get_current_context()["params"]
        with connect(connections.warehouse()) as connection:
            revised = release(
                connection,
                batch_id=params["batch_id"],
                action=Action(params["tindakan"]),
                who=params["siapa"],
                why=params["alasan"],
                run=run_context(),
                catalog=load_catalog(),
            )
        return revised.as_dict()

    decide()


release()
