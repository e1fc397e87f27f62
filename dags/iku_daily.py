"""# iku_daily: laporan IKU harian

Menghitung Indikator Kinerja Utama per suatu tanggal dari gudang data, menyimpannya sebagai versi yang tidak berubah lagi, dan
menulis berkasnya: HTML, PDF, PNG, CSV, XLSX, dan XLSX terbatas berisi bukti satu per satu.

**Masukan.** Tabel riwayat di gudang data, target, dan UMP; semuanya dibaca dalam satu potret yang konsisten.

**Keluaran.** Tabel `iku_report`, `iku_value`, `iku_evidence`, `iku_missing`, dan berkas laporan di folder koneksi `kampus_laporan`.

**Parameter.** `tanggal`: tanggal laporan (YYYY-MM-DD). Kosong berarti tanggal partisi (terjadwal: hari yang baru lewat; backfill)
atau hari ini (dijalankan dengan tangan). `berkas`: `ya` menulis berkas, `tidak` hanya menghitung. Kosong berarti ya, kecuali pada
backfill: berkas tanggal yang dihitung ulang dibuat bila diminta, oleh DAG `iku_files`.

**Bila gagal.** Galat sementara dicoba lagi. Tidak ada laporan setengah jadi: nilai, bukti, dan yang kurang masuk dalam satu
transaksi, dan berkas diganti namanya sesudah selesai ditulis.

**Menjalankan lagi.** Aman kapan saja. Menghitung tanggal yang sama lagi membuat *pernyataan ulang* di samping yang sudah terbit,
beserta daftar bukti yang berubah. Tujuh hari sekaligus:
`airflow backfill create --dag-id iku_daily --from-date 2026-11-17 --to-date 2026-11-23 --reprocess-behavior completed`
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import CronPartitionTimetable, Metadata, Param, dag, get_current_context, task

from include.contract.catalog import load_catalog
from kampus.assets import REPORT, table_asset
from kampus.house import DEFAULT_ARGS, TIMEZONE, Pool, Tag, run_context

TABLES = [table_asset(sink) for contract in load_catalog().contracts for sink in contract.sinks]


def report_date() -> date:
    """The date asked for, else the partition's, else today on campus."""
    context = get_current_context()
    asked = context["params"]["tanggal"] or context["dag_run"].partition_key
    return date.fromisoformat(asked[:10]) if asked else datetime.now(ZoneInfo(TIMEZONE)).date()


def files_wanted() -> bool:
    """What was asked for, else not of a backfill: nobody reads the files of ninety days at once."""
    context = get_current_context()
    usual = "tidak" if context["dag_run"].run_type == "backfill" else "ya"
    return str(context["params"]["berkas"] or usual) == "ya"


@dag(
    dag_display_name="IKU · laporan harian",
    description="Menghitung IKU dan menulis laporan harian",
    doc_md=__doc__,
    schedule=CronPartitionTimetable("0 0 * * *", timezone=TIMEZONE, run_offset=-1, key_format="%Y-%m-%d"),
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags={Tag.IKU},
    params={
        "tanggal": Param(None, type=["null", "string"], format="date", title="Tanggal laporan"),
        "berkas": Param(None, type=["null", "string"], enum=[None, "ya", "tidak"], title="Tulis berkas"),
    },
)
def iku_daily() -> None:
    @task(pool=Pool.WAREHOUSE, inlets=TABLES)
    def compute() -> dict[str, Any]:
        from include import connections
        from include.iku.compute import compute

        return compute(connections.warehouse(), load_catalog(), report_date(), run_context()).as_dict()

    @task(outlets=[REPORT])
    def publish(computed: dict[str, Any]) -> Any:
        from include import connections
        from include.database import connect
        from include.reports.edition import load_edition
        from include.reports.publish import publish

        paths: dict[str, str] = {}
        if files_wanted():
            with connect(connections.warehouse()) as connection:
                edition = load_edition(connection, computed["report_id"])
            paths = publish(edition, connections.folder(connections.REPORTS))
        yield Metadata(REPORT, extra={**computed, **paths})
        return paths

    publish(compute())


iku_daily()
