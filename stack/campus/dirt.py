"""The dirt of the sample campus that a reader cannot put right: how much of which defect.

Each defect strikes a seeded choice of rows and is remembered there. What a reader can put right is in `render`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stack.campus.model import Campus, Key, Spoilt


@dataclass(frozen=True)
class Defect:
    """`rate` of the rows of `table` get `raw` in `field`, which breaks `rule`: the row is rejected."""

    table: str
    field: str
    rule: str
    raw: str | None
    rate: float


DEFECTS = (
    Defect("riwayat_pendidikan", "tanggal_daftar", "date", "31-02-2001", 0.004),
    Defect("riwayat_pendidikan", "id_prodi", "required", None, 0.002),
    Defect("riwayat_pendidikan", "nim", "max_length", "9" * 60, 0.002),
    Defect("riwayat_pendidikan", "jenis_kelamin", "enum", "X", 0.002),
    Defect("aktivitas_kuliah", "id_status_mahasiswa", "enum", "X", 0.004),
    Defect("aktivitas_kuliah", "biaya_kuliah_smt", "number", "lima juta", 0.003),
    Defect("aktivitas_kuliah", "ips", "range", "7.50", 0.002),
    Defect("lulusan", "tanggal_keluar", "date", "30-02-2025", 0.006),
    Defect("lulusan", "id_prodi", "required", "  ", 0.004),
    Defect("lulusan", "id_jenis_keluar", "required", None, 0.004),
    Defect("mata_kuliah", "sks_mata_kuliah", "number", "tiga", 0.006),
    Defect("kelas_kuliah", "id_semester", "pattern", "2025/1", 0.004),
    Defect("peserta_kelas", "nilai_angka", "range", "780", 0.002),
    Defect("rencana_evaluasi", "id_jenis_evaluasi", "enum", "9", 0.004),
    Defect("praktisi_mengajar", "jam", "number", "dua belas", 0.01),
    Defect("kerja_sama", "kelas_mitra", "enum", "swasta", 0.01),
    Defect("karya_dosen", "jenis", "enum", "jurnal", 0.006),
    Defect("karya_dosen", "tanggal_terbit", "date", "31-04-2026", 0.004),
    Defect("penulis_karya", "urutan", "range", "0", 0.004),
    Defect("akreditasi_prodi", "cakupan", "enum", "dunia", 0.02),
    Defect("aktivitas_mahasiswa", "id_semester", "pattern", "2026/1", 0.005),
    Defect("aktivitas_mahasiswa", "id_jenis_aktivitas", "enum", "99", 0.005),
    Defect("anggota_aktivitas", "jenis_peran", "enum", "9", 0.005),
    Defect("konversi_aktivitas", "sks_mata_kuliah", "range", "202", 0.004),
    Defect("bimbingan_mahasiswa", "urutan", "number", "utama", 0.005),
    Defect("prestasi_mahasiswa", "id_tingkat_prestasi", "enum", "0", 0.01),
    Defect("prestasi_mahasiswa", "tahun_prestasi", "range", "26", 0.01),
    Defect("penugasan_dosen", "jenis_nomor", "enum", "NIP", 0.008),
    Defect("sertifikasi_dosen", "berlaku_dari", "date", "00-00-0000", 0.01),
    Defect("kegiatan_luar_dosen", "jenis", "enum", "lain", 0.01),
    Defect("rekognisi_dosen", "tanggal", "required", None, 0.01),
    Defect("form_pendapatan", "jumlah", "number", "menunggu laporan", 0.02),
    Defect("form_pendapatan", "sumber", "enum", "sumbangan", 0.02),
    Defect("form_program_sdgs", "sdg", "range", "18", 0.02),
    Defect("form_kebijakan", "tanggal", "date", "31/02/2026", 0.02),
    Defect("form_tata_kelola", "predikat", "enum", "baik", 0.02),
    Defect("pesanan", "subtotal", "number", "gratis", 0.006),
    Defect("pesanan", "status", "enum", "SELESAI?", 0.004),
    Defect("item_pesanan", "jumlah", "number", "banyak", 0.004),
    Defect("tracer_study", "f502", "range", "99", 0.008),
    Defect("tracer_study", "f505", "range", "-5000000", 0.006),
    Defect("tracer_study", "f8", "enum", "7", 0.006),
)
FEWEST = 20
"""A table of so many rows has every one of its defects at least once, whatever the rate."""

EMPTY_NIM = 0.01
"""Rows without a nim: they are loaded with a warning, and answers to the tracer study no longer find their graduate."""
WITH_NIM = ("riwayat_pendidikan", "lulusan", "peserta_kelas")

STALE_EXIT = 0.01
"""Students who left, as `lulusan` knows, while id_jenis_keluar in `riwayat_pendidikan` is still NULL as if they had not."""


def soil(campus: Campus) -> None:
    for defect in DEFECTS:
        rows = campus.table(defect.table)
        spoilt = Spoilt(defect.field, defect.rule, defect.raw)
        usable = [key for key, row in rows.items() if row.spoilt is None]
        for key in _some(campus, usable, defect.rate, f"{defect.table}/{defect.field}"):
            rows[key] = replace(rows[key], spoilt=spoilt)
    for table in WITH_NIM:
        rows = campus.table(table)
        for key in _some(campus, list(rows), EMPTY_NIM, f"{table}/nim_kosong"):
            rows[key] = replace(rows[key], values=rows[key].values | {"nim": None})
    students = campus.table("riwayat_pendidikan")
    for key in _some(campus, list(campus.table("lulusan")), STALE_EXIT, "riwayat_pendidikan/id_jenis_keluar"):
        row = students[key]
        still_here = row.values | {"id_jenis_keluar": None, "tanggal_keluar": None}
        students[key] = replace(row, values=still_here, updated=row.created)


def _some(campus: Campus, keys: list[Key], rate: float, purpose: str) -> list[Key]:
    count = round(len(keys) * rate)
    if count == 0 and len(keys) >= FEWEST:
        count = 1
    return campus.rng(f"dirt/{purpose}").sample(sorted(keys), count)
