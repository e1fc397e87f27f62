"""What the web APIs of the sample campus serve: lists by name, made of the campus, which a test may change."""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

from include.calendar import CAMPUS_ZONE
from stack.campus.model import Campus, Row
from stack.campus.render import render

Item = dict[str, Any]
ACTS = {
    "GetProdi": "program_studi",
    "GetListMahasiswa": "riwayat_pendidikan",
    "GetListMahasiswaLulusDO": "lulusan",
    "GetAktivitasKuliahMahasiswa": "aktivitas_kuliah",
    "GetListDosen": "dosen",
    "GetListMataKuliah": "mata_kuliah",
    "GetListKelasKuliah": "kelas_kuliah",
    "GetPesertaKelasKuliah": "peserta_kelas",
    "GetListRencanaEvaluasi": "rencana_evaluasi",
    "GetListAktivitasMahasiswa": "aktivitas_mahasiswa",
    "GetListAnggotaAktivitasMahasiswa": "anggota_aktivitas",
    "GetListKonversiKampusMerdeka": "konversi_aktivitas",
    "GetListBimbingMahasiswa": "bimbingan_mahasiswa",
    "GetListPrestasiMahasiswa": "prestasi_mahasiswa",
    "GetListPenugasanDosen": "penugasan_dosen",
}
"""Functions of the Feeder and the datasets of the sample campus that they list."""
OF_SISTER = ("sertifikasi_dosen", "kegiatan_luar_dosen", "rekognisi_dosen")
"""Lists of SISTER that are datasets of the sample campus; each row says whose it is by `id_sdm`."""
DELETED = "GetDataTerhapus"
DRIFT = {
    "id_jenis_evaluasi": "id_basis_evaluasi",
    "jenis_evaluasi": "nama_basis_evaluasi",
    "nama_evaluasi": "komponen_evaluasi",
}
"""Columns of GetListRencanaEvaluasi that the guide of the web service calls otherwise than some mirrors of it do."""


@dataclass
class Lists:
    """Every list by its name. Whoever changes one holds the lock."""

    lists: dict[str, list[Item]]
    lock: threading.RLock = field(default_factory=threading.RLock)

    def copy(self, name: str) -> list[Item] | None:
        with self.lock:
            return None if name not in self.lists else list(self.lists[name])


class ListsInFile(Lists):
    """The lists as a file has them now; none while there is no file."""

    def __init__(self, file: Path) -> None:
        super().__init__({})
        self._file, self._seen = file, 0

    def copy(self, name: str) -> list[Item] | None:
        with self.lock:
            if self._file.exists() and (changed := self._file.stat().st_mtime_ns) != self._seen:
                self.lists, self._seen = json.loads(self._file.read_text(encoding="utf-8")), changed
            return super().copy(name)


def write_lists(lists: Lists, file: Path) -> None:
    work = file.with_suffix(".part")
    work.write_text(json.dumps(lists.lists, ensure_ascii=False), encoding="utf-8")
    work.rename(file)


def lists_of(campus: Campus) -> Lists:
    """The lists of the Feeder, of SISTER (`referensi/sdm`, `pengajaran` and its datasets) and of the campus's own API."""
    own = {
        dataset: [_item(dataset, key, row) for key, row in campus.table(dataset).items()] for dataset in ACTS.values()
    }
    feeder = {act: own[dataset] for act, dataset in ACTS.items()}
    feeder["GetListRencanaEvaluasi"] = [_as_in_the_guide(item) for item in own["rencana_evaluasi"]]
    lecturers = [
        {"id_sdm": item["id_dosen"], "nama_sdm": item["nama_dosen"], "nidn": item["nidn"]} for item in own["dosen"]
    ]
    classes = [
        {"id": item["id_kelas_kuliah"], "id_sdm": item["id_dosen"], "id_semester": item["id_semester"]}
        for item in own["kelas_kuliah"]
    ]
    sister = {
        dataset: [_of_a_lecturer(_item(dataset, key, row)) for key, row in campus.table(dataset).items()]
        for dataset in OF_SISTER
    }
    return Lists({**own, **feeder, **sister, DELETED: [], "referensi/sdm": lecturers, "pengajaran": classes})


def _of_a_lecturer(item: Item) -> Item:
    return {"id_sdm" if name == "id_dosen" else name: value for name, value in item.items()}


def _item(dataset: str, key: tuple[Any, ...], row: Row) -> Item:
    item = {
        name: value if isinstance(value, (int, type(None))) else str(value)
        for name, value in render(dataset, key, row).items()
    }
    if row.updated is not None:
        changed = row.updated.replace(tzinfo=UTC).astimezone(CAMPUS_ZONE)
        item |= {"last_update": f"{changed:%Y-%m-%d %H:%M:%S}", "updated_at": changed.isoformat(timespec="seconds")}
    return item


def _as_in_the_guide(item: Item) -> Item:
    return {
        DRIFT.get(name, name): value
        for name, value in item.items()
        if name not in {"id_rencana_evaluasi", "nomor_urut"}
    }


@dataclass(frozen=True)
class Account:
    user: str = "admin"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    id: str = "7f0c5b1e-0000-4000-8000-000000000001"


class Tokens:
    """Tokens that were given out and have not expired."""

    def __init__(self) -> None:
        self._valid: set[str] = set()

    def new(self) -> str:
        token = secrets.token_urlsafe(24)
        self._valid.add(token)
        return token

    def expire(self) -> None:
        """Every token at once."""
        self._valid.clear()

    def __contains__(self, token: object) -> bool:
        return token in self._valid
