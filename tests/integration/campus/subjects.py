"""Whose evidence the events of a played day may change, as the warehouse knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from stack.campus.event import Event

Rows = Callable[[str], list[dict[str, Any]]]
"""What a query of the warehouse gives."""
NOT_COUNTED = {"pesanan", "item_pesanan", "dosen"}
"""Datasets that no indicator is made of."""


def subjects(events: Iterable[Event], rows: Rows) -> set[str]:
    """Keys of evidence, and labels where evidence is found by them."""
    of = {event.dataset: [e.row for e in events if e.dataset == event.dataset] for event in events}
    found = {str(key[0]) for dataset, keys in of.items() if dataset not in NOT_COUNTED for key in keys}
    found |= _values(rows, "rencana_evaluasi", "id_rencana_evaluasi", of, "id_matkul")
    found |= _values(rows, "sertifikasi_dosen", "id_sertifikasi", of, "id_dosen")
    found |= {f"kerja sama {key[0]}" for key in of.get("kerja_sama", ())}
    found |= {f"{key[1]} {key[0]}" for key in of.get("kerja_sama_prodi", ())}
    found |= {f"{key[0]}-{key[2]}" for key in of.get("form_tata_kelola", ())}
    works = {str(key[0]) for key in of.get("karya_dosen", ())}
    found |= {f"karya {work}" for work in works}
    found |= {row["id_dosen"] for row in rows("SELECT * FROM penulis_karya_kini") if row["id_karya"] in works}
    found |= _members(rows, of) | _winners(rows, of)
    return found | {
        row["id_prodi"]
        for row in rows("SELECT * FROM riwayat_pendidikan_kini")
        if row["id_registrasi_mahasiswa"] in found
    }


def _values(rows: Rows, dataset: str, key: str, of: dict[str, list[Any]], wanted: str) -> set[str]:
    keys = {row[0] for row in of.get(dataset, ())}
    return {row[wanted] for row in rows(f"SELECT * FROM {dataset}_kini") if row[key] in keys}


def _members(rows: Rows, of: dict[str, list[Any]]) -> set[str]:
    """Those whose sks were put right."""
    members = _values(rows, "konversi_aktivitas", "id_konversi_aktivitas", of, "id_anggota")
    return {
        row["id_registrasi_mahasiswa"]
        for row in rows("SELECT * FROM anggota_aktivitas_kini")
        if row["id_anggota"] in members
    }


def _winners(rows: Rows, of: dict[str, list[Any]]) -> set[str]:
    """The registrations of those who won, and the lecturers who guide them."""
    persons = _values(rows, "prestasi_mahasiswa", "id_prestasi", of, "id_mahasiswa")
    ids = {
        row["id_registrasi_mahasiswa"]
        for row in rows("SELECT * FROM riwayat_pendidikan_kini")
        if row["id_mahasiswa"] in persons
    }
    activities = {
        row["id_aktivitas"]
        for row in rows("SELECT * FROM anggota_aktivitas_kini")
        if row["id_registrasi_mahasiswa"] in ids
    }
    return ids | {
        row["id_dosen"] for row in rows("SELECT * FROM bimbingan_mahasiswa_kini") if row["id_aktivitas"] in activities
    }
