"""One more day on campus: inserts, updates and deletes, each with a reason that can be listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from random import Random

from stack.campus.alumni import EMPLOYED, add_answer, asked
from stack.campus.days_outside import play_outside
from stack.campus.event import Event, pick
from stack.campus.model import Campus, Key, Row, Spoilt
from stack.campus.orders import CANCELLED, add_order, items_of
from stack.campus.semesters import campus_day, number_of, number_of_code
from stack.campus.students import GRADUATED, WITHDREW, leave_campus
from stack.campus.teaching import COGNITIVE, EVALUATIONS, PROJECT
from stack.campus.units import TERMS

GRADUATES, WITHDRAWALS = 5, 1
ANSWERS, CORRECTED_ANSWERS = 6, 1
NEW_PROJECTS, CORRECTED_STATUSES = 2, 1
ORDERS, CANCELLATIONS, REMOVED_ORDERS = 10, 5, 2
DROPPED_CLASSES, LECTURERS_LEAVING = 3, 1
UNREADABLE = Spoilt("subtotal", "number", "gratis")


def play(campus: Campus, number: int, at: datetime) -> list[Event]:
    """Change the campus in memory by day `number` (from 1), which is played at the moment `at` (UTC).

    The same campus, number and moment make the same changes. Every change is stamped with `at`; the campus's today becomes
    its date.
    """
    rng = campus.rng(f"day/{number}")
    campus.today = campus_day(at)
    return [
        *_exits(campus, rng, at),
        *_answers(campus, rng, at, number),
        *_corrections(campus, rng, at),
        *_orders(campus, rng, at),
        *_dropped_classes(campus, rng, at),
        *_leaving_lecturers(campus, rng, at),
        *play_outside(campus, number, at),
    ]


def _exits(campus: Campus, rng: Random, at: datetime) -> Iterator[Event]:
    """Some students graduate, the fastest a semester before their curriculum ends; one student withdraws."""
    levels = {key[0]: row.values["id_jenjang_pendidikan"] for key, row in campus.table("program_studi").items()}

    def enrolled(key: Key, row: Row) -> bool:
        return row.values["id_jenis_keluar"] is None and key not in campus.table("lulusan")

    def at_the_end(key: Key, row: Row) -> bool:
        taken = number_of(campus.today) - number_of_code(row.values["id_periode_masuk"]) + 1
        return enrolled(key, row) and taken >= TERMS[levels[row.values["id_prodi"]]] - 1

    for wanted, count, kind, what in (
        (at_the_end, GRADUATES, GRADUATED, "mahasiswa lulus"),
        (enrolled, WITHDRAWALS, WITHDREW, "mahasiswa mengundurkan diri"),
    ):
        for key in pick(campus, rng, "riwayat_pendidikan", count, wanted):
            campus.change("riwayat_pendidikan", key, at, id_jenis_keluar=kind, tanggal_keluar=campus.today)
            yield Event("riwayat_pendidikan", "update", key, what)
            leave_campus(campus, rng, key[0], kind, campus.today, at)
            yield Event("lulusan", "insert", key, what)


def _answers(campus: Campus, rng: Random, at: datetime, number: int) -> Iterator[Event]:
    """Graduates of last year who had not answered the tracer study do so, one corrects an answer, in a file of their own."""
    answers, last_year = campus.table("tracer_study"), campus.today.year - 1
    nims = {key[0]: row.values["nim"] for key, row in campus.table("riwayat_pendidikan").items()}
    silent = [(id_,) for id_ in asked(campus, last_year) if nims[id_] and (nims[id_], last_year) not in answers]
    employed = pick(campus, rng, "tracer_study", CORRECTED_ANSWERS, lambda _, row: _earns(row, campus.today))
    dropped: list[Key] = []
    for registration in rng.sample(sorted(silent), min(ANSWERS, len(silent))):
        dropped.append(add_answer(campus, rng, registration[0], campus.today))
        yield Event("tracer_study", "insert", dropped[-1], "jawaban tracer baru")
    for key in employed:
        income = answers[key].values["f505"]
        campus.change("tracer_study", key, at, f505=2 * income, tanggal_isi=campus.today)
        dropped.append(key)
        yield Event("tracer_study", "update", key, "pendapatan pada jawaban tracer diperbaiki")
    if dropped:
        campus.files[f"tracer_{last_year}_susulan_{number}.csv"] = [(key, answers[key]) for key in dropped]


def _earns(row: Row, today: date) -> bool:
    """An answer to this year's study of someone who works and says for how much."""
    values = row.values
    return values["tahun_lulus"] == today.year - 1 and values["f8"] == EMPLOYED and values["f505"] is not None


def _corrections(campus: Campus, rng: Random, at: datetime) -> Iterator[Event]:
    """Courses turn exams to group projects; the status of a student in a semester is put right."""
    for key in pick(
        campus, rng, "rencana_evaluasi", NEW_PROJECTS, lambda _, row: row.values["id_jenis_evaluasi"] == COGNITIVE
    ):
        campus.change("rencana_evaluasi", key, at, id_jenis_evaluasi=PROJECT, jenis_evaluasi=EVALUATIONS[PROJECT])
        yield Event("rencana_evaluasi", "update", key, "komponen menjadi hasil proyek")
    for key in pick(
        campus, rng, "aktivitas_kuliah", CORRECTED_STATUSES, lambda _, row: row.values["id_status_mahasiswa"] == "N"
    ):
        campus.change("aktivitas_kuliah", key, at, id_status_mahasiswa="A", sks_semester=Decimal(20))
        yield Event("aktivitas_kuliah", "update", key, "status diperbaiki menjadi aktif")


def _orders(campus: Campus, rng: Random, at: datetime) -> Iterator[Event]:
    """New orders, of which one has an unreadable amount; some are cancelled, some removed with their items."""
    orders = campus.table("pesanan")
    first = max(key[0] for key in chain(orders, campus.past.get("pesanan", ()))) + 1
    removed = pick(campus, rng, "pesanan", REMOVED_ORDERS)
    cancelled = pick(
        campus, rng, "pesanan", CANCELLATIONS, lambda key, row: key not in removed and row.values["status"] != CANCELLED
    )
    for id_ in range(first, first + ORDERS):
        add_order(campus, rng, at, id_)
        yield Event("pesanan", "insert", (id_,), "pesanan baru")
        for item in items_of(campus, id_):
            yield Event("item_pesanan", "insert", item, "item pesanan baru")
    orders[first,] = replace(orders[first,], spoilt=UNREADABLE)
    for key in cancelled:
        campus.change("pesanan", key, at, status=CANCELLED)
        yield Event("pesanan", "update", key, "pesanan dibatalkan")
    for key in removed:
        campus.remove("pesanan", key, at)
        yield Event("pesanan", "delete", key, "pesanan dihapus")
        for item in items_of(campus, key[0]):
            campus.remove("item_pesanan", item, at)
            yield Event("item_pesanan", "delete", item, "item pesanan dihapus")


def _dropped_classes(campus: Campus, rng: Random, at: datetime) -> Iterator[Event]:
    for key in pick(campus, rng, "peserta_kelas", DROPPED_CLASSES):
        campus.remove("peserta_kelas", key, at)
        yield Event("peserta_kelas", "delete", key, "mahasiswa batal mengikuti kelas")


def _leaving_lecturers(campus: Campus, rng: Random, at: datetime) -> Iterator[Event]:
    """A lecturer becomes inactive, in a table without a change column."""
    for key in pick(campus, rng, "dosen", LECTURERS_LEAVING, lambda _, row: row.values["id_status_aktif"] == "1"):
        campus.change("dosen", key, at, id_status_aktif="2", nama_status_aktif="Tidak Aktif")
        yield Event("dosen", "update", key, "dosen tidak aktif")
