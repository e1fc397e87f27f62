"""The sample campus in memory: what is true of it, and what it was before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import chain
from random import Random
from typing import Any

from stack.campus.semesters import day_ends, working_moment

Values = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Spoilt:
    """The defect that makes a row unusable: `raw` stands in `field` and breaks `rule`."""

    field: str
    rule: str
    raw: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """`values` are true and typed. `created` and `updated` are UTC; None in a table or file without such columns."""

    values: Values
    created: datetime | None = None
    updated: datetime | None = None
    spoilt: Spoilt | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What a row was until it was changed or removed."""

    row: Row
    until: datetime


@dataclass
class Campus:
    """Every table by name, every row by key."""

    seed: int
    students: int
    today: date
    tables: dict[str, dict[Key, Row]] = field(default_factory=dict)
    past: dict[str, dict[Key, list[Past]]] = field(default_factory=dict)
    """Earlier states, oldest first, of the rows that played days changed or removed."""
    files: dict[str, list[tuple[Key, Row]]] = field(default_factory=dict)
    """Tracer-study files by name, with their lines as they were dropped."""

    def table(self, name: str) -> dict[Key, Row]:
        return self.tables.setdefault(name, {})

    def rng(self, purpose: str) -> Random:
        """A stream of its own for each purpose, so that one part may change without shifting the others."""
        return Random(f"{self.seed}/{purpose}")

    def moment(self, day: date, rng: Random) -> datetime:
        """When on a day something was entered; yesterday at the latest, because today belongs to the days that are played."""
        return working_moment(min(day, self.today - timedelta(days=1)), rng)

    def change(self, name: str, key: Key, at: datetime, **values: Any) -> None:
        """Give a row other values at a moment."""
        row = self.table(name)[key]
        self._remember(name, key, Past(row, at))
        self.table(name)[key] = replace(row, values=row.values | values, updated=row.updated and at)

    def remove(self, name: str, key: Key, at: datetime) -> None:
        self._remember(name, key, Past(self.table(name).pop(key), at))

    def as_of(self, name: str, day: date) -> Iterator[tuple[Key, Row]]:
        """The usable rows as they were when a campus day ended."""
        end, now, past = day_ends(day), self.table(name), self.past.get(name, {})
        for key in chain(now, (key for key in past if key not in now)):
            row = _state(past.get(key, ()), end) or now.get(key)
            if row and row.spoilt is None and (row.created is None or row.created < end):
                yield key, row

    def _remember(self, name: str, key: Key, past: Past) -> None:
        self.past.setdefault(name, {}).setdefault(key, []).append(past)


def _state(past: Iterable[Past], end: datetime) -> Row | None:
    """The first earlier state that still held at `end`."""
    return next((each.row for each in past if each.until >= end), None)


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
    "praktisi_mengajar": ("id_praktisi_mengajar",),
    "kerja_sama": ("id_kerja_sama",),
    "kerja_sama_prodi": ("id_kerja_sama", "id_prodi"),
    "karya_dosen": ("id_karya",),
    "penulis_karya": ("id_karya", "id_dosen"),
    "akreditasi_prodi": ("id_akreditasi",),
    "aktivitas_mahasiswa": ("id_aktivitas",),
    "anggota_aktivitas": ("id_anggota",),
    "konversi_aktivitas": ("id_konversi_aktivitas",),
    "bimbingan_mahasiswa": ("id_bimbing_mahasiswa",),
    "prestasi_mahasiswa": ("id_prestasi",),
    "penugasan_dosen": ("id_registrasi_dosen",),
    "sertifikasi_dosen": ("id_sertifikasi",),
    "kegiatan_luar_dosen": ("id_kegiatan",),
    "rekognisi_dosen": ("id_rekognisi",),
    "form_pendapatan": ("tahun", "nomor"),
    "form_program_sdgs": ("tahun", "nomor"),
    "form_kebijakan": ("tahun", "nomor"),
    "form_tata_kelola": ("tahun", "jenis", "nomor"),
    "pesanan": ("id",),
    "item_pesanan": ("id",),
    "tracer_study": ("nimhsmsmh", "tahun_lulus"),
}
"""The key columns of every dataset."""
