"""# iku_files: berkas laporan IKU yang sudah tersimpan

Menulis berkas sebuah laporan yang sudah dihitung: HTML, PDF, PNG, CSV, XLSX, dan XLSX terbatas. Tidak menghitung apa pun.

**Masukan.** Satu versi laporan di `iku_report` beserta nilai, bukti, dan regulasinya, persis seperti ketika dihitung.

**Keluaran.** Berkas di folder koneksi `kampus_laporan`; yang memuat NIM dan NIDN di bawah subfolder `terbatas`.

**Parameter.** `tanggal`: tanggal laporan (YYYY-MM-DD). `versi`: nomor versinya; kosong berarti yang terbaru.

**Bila gagal.** Laporan yang belum dihitung adalah galat final: jalankan `iku_daily` untuk tanggal itu dahulu.

**Menjalankan lagi.** Aman kapan saja: berkas yang sudah ada tidak ditulis ulang. Contoh:
`airflow dags trigger iku_files --conf '{"tanggal": "2026-09-30"}'`
"""

from __future__ import annotations

from datetime import date, datetime

from airflow.sdk import Param, dag, get_current_context, task

from kampus.house import DEFAULT_ARGS, Tag


@dag(
    dag_display_name="IKU · berkas laporan",
    description="Menulis berkas laporan IKU yang sudah tersimpan",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags={Tag.IKU},
    params={
        "tanggal": Param(type="string", format="date", title="Tanggal laporan"),
        "versi": Param(None, type=["null", "integer"], minimum=1, title="Versi", description="Kosong: yang terbaru."),
    },
)
def iku_files() -> None:
    @task
    def publish() -> dict[str, str]:
        from include import connections
        from include.database import connect
        from include.reports.edition import find_report, load_edition
        from include.reports.publish import publish

        params = get_current_context()["params"]
        with connect(connections.warehouse()) as connection:
            report_id = find_report(connection, date.fromisoformat(params["tanggal"]), params["versi"])
            edition = load_edition(connection, report_id)
        return publish(edition, connections.folder(connections.REPORTS))

    publish()


iku_files()
