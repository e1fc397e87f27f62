"""The sample campus in memory: what is true of it, and how each row looks in its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

Values = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(slots=True)
class Row:
    """`values` are true and typed. `spoilt` is the one defect that makes the row unusable: (rule, field, raw text)."""

    values: Values
    created: datetime | None = None
    updated: datetime | None = None
    spoilt: tuple[str, str, str | None] | None = None


@dataclass
class Campus:
    """Every table by name, every row by key. The same seed, size and day make the same campus."""

    seed: int
    students: int
    today: date
    tables: dict[str, dict[Key, Row]] = field(default_factory=dict)
    files: dict[str, list[Key]] = field(default_factory=dict)
    """Tracer-study files by name: the keys of `tracer_study` in the order of their lines."""

    def table(self, name: str) -> dict[Key, Row]:
        return self.tables.setdefault(name, {})

    def rng(self, purpose: str) -> Random:
        """A stream of its own for each purpose, so that one part may change without shifting the others."""
        return Random(f"{self.seed}/{purpose}")

    def good(self, name: str) -> dict[Key, Row]:
        """The rows that the pipeline must accept."""
        return {key: row for key, row in self.table(name).items() if row.spoilt is None}


KEYS: dict[str, tuple[str, ...]] = {
    "fakultas": ("id_fakultas",),
    "program_studi": ("id_prodi",),
    "riwayat_pendidikan": ("id_registrasi_mahasiswa",),
    "aktivitas_kuliah": ("id_registrasi_mahasiswa", "id_semester"),
    "lulusan": ("id_registrasi_mahasiswa",),
    "mata_kuliah": ("id_matkul",),
    "kelas_kuliah": ("id_kelas_kuliah",),
    "peserta_kelas": ("id_kelas_kuliah", "id_registrasi_mahasiswa"),
    "rencana_evaluasi": ("id_rencana_evaluasi",),
    "dosen": ("id_dosen",),
    "pesanan": ("id",),
    "item_pesanan": ("id",),
    "tracer_study": ("nimhsmsmh", "tahun_lulus"),
}
