"""The dirt of the sample campus: how much of which defect. Each is applied to a seeded choice of rows and remembered there."""

from __future__ import annotations

from dataclasses import dataclass

from stack.campus.model import Campus

LONG = "9" * 60


@dataclass(frozen=True)
class Defect:
    """`rate` of the rows of `table` get `raw` in `field`, which breaks `rule`."""

    table: str
    field: str
    rule: str
    raw: str | None
    rate: float


DEFECTS = (
    Defect("riwayat_pendidikan", "tanggal_daftar", "date", "31-02-2001", 0.004),
    Defect("riwayat_pendidikan", "id_prodi", "required", None, 0.002),
    Defect("riwayat_pendidikan", "nim", "max_length", LONG, 0.002),
    Defect("riwayat_pendidikan", "jenis_kelamin", "enum", "X", 0.002),
    Defect("aktivitas_kuliah", "id_status_mahasiswa", "enum", "X", 0.004),
    Defect("aktivitas_kuliah", "biaya_kuliah_smt", "number", "lima juta", 0.003),
    Defect("aktivitas_kuliah", "ips", "range", "7.50", 0.002),
    Defect("lulusan", "tanggal_keluar", "date", "30-02-2025", 0.006),
    Defect("lulusan", "id_prodi", "required", "  ", 0.004),
    Defect("mata_kuliah", "sks_mata_kuliah", "number", "tiga", 0.006),
    Defect("kelas_kuliah", "id_semester", "pattern", "2025/1", 0.004),
    Defect("peserta_kelas", "nilai_angka", "range", "780", 0.002),
    Defect("rencana_evaluasi", "id_jenis_evaluasi", "enum", "9", 0.004),
    Defect("pesanan", "subtotal", "number", "gratis", 0.006),
    Defect("pesanan", "status", "enum", "SELESAI?", 0.004),
    Defect("item_pesanan", "jumlah", "number", "banyak", 0.004),
    Defect("tracer_study", "f502", "range", "99", 0.008),
    Defect("tracer_study", "f505", "range", "-5000000", 0.006),
    Defect("tracer_study", "f8", "enum", "7", 0.006),
)

EMPTY_NIM = 0.01
"""Share of rows whose nim is empty: they are loaded with a warning."""


def soil(campus: Campus) -> None:
    for defect in DEFECTS:
        rows = [row for _, row in sorted(campus.table(defect.table).items()) if row.spoilt is None]
        rng = campus.rng(f"dirt/{defect.table}/{defect.field}/{defect.rule}")
        # At least one, so that a small campus has every defect too.
        for row in rng.sample(rows, max(1, round(len(rows) * defect.rate))):
            row.spoilt = (defect.rule, defect.field, defect.raw)
    for table in ("riwayat_pendidikan", "lulusan", "peserta_kelas"):
        rows = [row for _, row in sorted(campus.table(table).items())]
        rng = campus.rng(f"dirt/{table}/nim")
        for row in rng.sample(rows, max(1, round(len(rows) * EMPTY_NIM))):
            row.values = {**row.values, "nim": None}
