"""One more day on campus: inserts, updates and deletes, each with a reason that can be listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from stack.campus.academic import graduate
from stack.campus.alumni import ASKED_LEVELS, add_answer
from stack.campus.model import Campus, Key, Row
from stack.campus.orders import add_order
from stack.campus.semesters import code, moment, number_of


@dataclass(frozen=True)
class Event:
    """`kind` is insert, update or delete; `key` is the row's key joined with `|`."""

    dataset: str
    kind: str
    key: str
    what: str

    @classmethod
    def of(cls, dataset: str, kind: str, key: Key, what: str) -> Event:
        return cls(dataset, kind, "|".join(str(part) for part in key), what)


def play(campus: Campus, number: int) -> list[Event]:
    """Change the campus in memory by day `number` (from 1). The same campus and number make the same changes."""
    rng = campus.rng(f"day/{number}")
    at = moment(campus.today, rng) + timedelta(minutes=number)
    return [
        *_graduations(campus, rng, at),
        *_answers(campus, rng, number),
        *_corrections(campus, rng, at),
        *_orders(campus, rng, at, number),
        *_dropped_classes(campus, rng),
        *_renamed_lecturer(campus, rng),
    ]


def _pick(
    campus: Campus, rng: Random, table: str, count: int, wanted: Callable[[Key, Row], bool] | None = None
) -> list[Key]:
    keys = [
        key
        for key, row in sorted(campus.table(table).items())
        if row.spoilt is None and (wanted is None or wanted(key, row))
    ]
    return rng.sample(keys, min(count, len(keys)))


def _graduations(campus: Campus, rng: Random, at: datetime) -> Iterator[Event]:
    """Five students graduate today."""
    term = code(number_of(campus.today))

    def enrolled(key: Key, row: Row) -> bool:
        return row.values["id_jenis_keluar"] is None and (key[0], term) in campus.table("aktivitas_kuliah")

    for key in _pick(campus, rng, "riwayat_pendidikan", 5, enrolled):
        row = campus.table("riwayat_pendidikan")[key]
        row.values = {**row.values, "id_jenis_keluar": "1", "tanggal_keluar": campus.today}
        row.updated = at
        graduate(campus, rng, row.values, "1", campus.today, term, at)
        yield Event.of("riwayat_pendidikan", "update", key, "mahasiswa lulus")
        yield Event.of("lulusan", "insert", key, "lulusan baru")


def _answers(campus: Campus, rng: Random, number: int) -> Iterator[Event]:
    """Graduates of last year who had not answered the tracer study do so today, in a file of their own."""
    prodi = {key[0]: row.values for key, row in campus.table("program_studi").items()}
    last_year = campus.today.year - 1

    def silent(key: Key, row: Row) -> bool:
        values = row.values
        student = campus.table("riwayat_pendidikan")[key].values
        asked = prodi[values["id_prodi"]]["id_jenjang_pendidikan"] in ASKED_LEVELS
        fresh = student["nim"] is not None and (student["nim"], last_year) not in campus.table("tracer_study")
        return values["id_jenis_keluar"] == "1" and values["tanggal_keluar"].year == last_year and asked and fresh

    added = [add_answer(campus, rng, key[0], campus.today) for key in _pick(campus, rng, "lulusan", 6, silent)]
    if added:
        campus.files[f"tracer_{last_year}_susulan_{number}.csv"] = added
    for key in added:
        yield Event.of("tracer_study", "insert", key, "jawaban tracer baru")


def _corrections(campus: Campus, rng: Random, at: datetime) -> Iterator[Event]:
    """Two courses turn to group projects; one status of a semester is corrected."""
    for key in _pick(campus, rng, "rencana_evaluasi", 2, lambda _, row: row.values["id_jenis_evaluasi"] == "4"):
        row = campus.table("rencana_evaluasi")[key]
        row.values = {**row.values, "id_jenis_evaluasi": "3", "jenis_evaluasi": "Hasil Proyek"}
        row.updated = at
        yield Event.of("rencana_evaluasi", "update", key, "komponen menjadi hasil proyek")
    for key in _pick(campus, rng, "aktivitas_kuliah", 1, lambda _, row: row.values["id_status_mahasiswa"] == "N"):
        row = campus.table("aktivitas_kuliah")[key]
        row.values = {**row.values, "id_status_mahasiswa": "A"}
        row.updated = at
        yield Event.of("aktivitas_kuliah", "update", key, "status diperbaiki menjadi aktif")


def _orders(campus: Campus, rng: Random, at: datetime, number: int) -> Iterator[Event]:
    """Ten new orders, five cancelled, two removed with their items."""
    first = max(key[0] for key in campus.table("pesanan")) + 1
    for id_ in range(first, first + 10):
        add_order(campus, rng, at, id_)
        yield Event.of("pesanan", "insert", (id_,), "pesanan baru")
        for key in [k for k, row in campus.table("item_pesanan").items() if row.values["pesanan_id"] == id_]:
            yield Event.of("item_pesanan", "insert", key, "item pesanan baru")
    for key in _pick(campus, rng, "pesanan", 5, lambda k, row: k[0] < first and row.values["status"] != "batal"):
        row = campus.table("pesanan")[key]
        row.values, row.updated = {**row.values, "status": "batal"}, at
        yield Event.of("pesanan", "update", key, "pesanan dibatalkan")
    for key in _pick(campus, rng, "pesanan", 2, lambda k, row: k[0] < first and row.updated != at):
        del campus.table("pesanan")[key]
        yield Event.of("pesanan", "delete", key, "pesanan dihapus")
        for item in [k for k, row in campus.table("item_pesanan").items() if row.values["pesanan_id"] == key[0]]:
            del campus.table("item_pesanan")[item]
            yield Event.of("item_pesanan", "delete", item, "item pesanan dihapus")


def _dropped_classes(campus: Campus, rng: Random) -> Iterator[Event]:
    """Three students leave a class."""
    for key in _pick(campus, rng, "peserta_kelas", 3):
        del campus.table("peserta_kelas")[key]
        yield Event.of("peserta_kelas", "delete", key, "mahasiswa batal mengikuti kelas")


def _renamed_lecturer(campus: Campus, rng: Random) -> Iterator[Event]:
    """A lecturer becomes inactive, in a table without a change column."""
    for key in _pick(campus, rng, "dosen", 1, lambda _, row: row.values["id_status_aktif"] == "1"):
        row = campus.table("dosen")[key]
        row.values = {**row.values, "id_status_aktif": "2", "nama_status_aktif": "Tidak Aktif"}
        yield Event.of("dosen", "update", key, "dosen tidak aktif")
