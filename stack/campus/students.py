"""Students: who they are, where they registered, what they did each semester, and how they left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Row, Values
from stack.campus.semesters import code, ends, exit_day, number_of, starts
from stack.campus.units import TERMS, Prodi

GRADUATED, WITHDREW = "1", "4"
EXITS = {"1": "Lulus", "2": "Mutasi", "3": "Dikeluarkan", "4": "Mengundurkan diri", "5": "Putus Sekolah", "6": "Wafat"}
EARLY_EXITS = ("2", "3", "4", "5", "6")
YEARS = 8
"""Academic years from which students are still on record."""
SECOND_REGISTRATION, TRANSFERRED, GENAP_INTAKE = 0.02, 0.05, 0.4
ON_LEAVE, LEAVES_EARLY = 0.06, 0.07
TERMS_OVER = {0: 52, 1: 16, 2: 16, 3: 9, 5: 7}
"""Semesters that graduates take beyond their curriculum."""
STATUSES = {"A": 91, "M": 6, "N": 3}


@dataclass(frozen=True)
class Path:
    """A registration's way: first and last semester on record, the one on leave, and the exit, if it has come."""

    entry: int
    last: int
    leave: int | None
    kind: str | None
    left: date | None


def make_students(campus: Campus, prodi: list[Prodi]) -> None:
    rng = campus.rng("students")
    shares = {unit: 3 if unit.level == "30" else 1 for unit in prodi}
    person: Values = {}
    since = 0
    for number in range(1, campus.students + 1):
        unit = names.draw(rng, shares)
        entry = _entry(campus.today, unit, rng)
        # One person may register again, in a later semester.
        if not (person and since <= entry and rng.random() < SECOND_REGISTRATION):
            person, since = _person(rng, number, entry), entry
        _register(
            campus, rng, f"reg-{number:07d}", f"{entry // 2 % 100:02d}{unit.code}{number:06d}", person, unit, entry
        )


def leave_campus(campus: Campus, rng: Random, id_: str, kind: str, left: date, at: datetime) -> None:
    """The row of `lulusan` for a student who graduated or left otherwise."""
    student = campus.table("riwayat_pendidikan")[id_,].values
    graduated = kind == GRADUATED
    campus.table("lulusan")[id_,] = Row(
        {
            "id_registrasi_mahasiswa": id_, "nim": student["nim"], "id_prodi": student["id_prodi"], "id_jenis_keluar": kind,
            "nama_jenis_keluar": EXITS[kind], "tanggal_keluar": left, "id_periode_keluar": code(number_of(left)),
            "nomor_sk_yudisium": f"SK/{rng.randrange(1000)}/{left.year}" if graduated else None,
            "tanggal_sk_yudisium": left if graduated else None,
            "ipk": Decimal(rng.randrange(275, 401)) / 100, "nomor_ijazah": f"IJ-{id_}" if graduated else None,
        },
        at, at,
    )  # fmt: skip


def _entry(today: date, unit: Prodi, rng: Random) -> int:
    entry = 2 * (today.year - rng.randrange(YEARS))
    if unit.level in {"35", "40"} and rng.random() < GENAP_INTAKE:
        entry += 1
    # A semester takes its students in during its first weeks.
    return entry - 2 if starts(entry) + timedelta(days=20) > today else entry


def _person(rng: Random, number: int, entry: int) -> Values:
    return {
        "id_mahasiswa": f"mhs-{number:07d}", "nama_mahasiswa": names.person(rng), "nik": f"{rng.randrange(10**16):016d}",
        "jenis_kelamin": rng.choice("LP"),
        "tanggal_lahir": date(entry // 2 - 18 - rng.randrange(4), rng.randrange(1, 13), rng.randrange(1, 29)),
        "handphone": f"08{rng.randrange(10**10):010d}", "email": f"mhs{number}@kampus.example",
    }  # fmt: skip


def _register(campus: Campus, rng: Random, id_: str, nim: str, person: Values, unit: Prodi, entry: int) -> None:
    path = _path(campus.today, rng, unit, entry)
    for term in range(entry, path.last + 1):
        _semester(campus, rng, id_, path, term)
    enrolled = starts(entry) + timedelta(days=rng.randrange(3, 18))
    created = campus.moment(enrolled, rng)
    left = campus.moment(path.left, rng) if path.left else created
    campus.table("riwayat_pendidikan")[id_,] = Row(
        {
            "id_registrasi_mahasiswa": id_, "nim": nim, **person, "id_prodi": unit.id,
            "id_jenis_daftar": "2" if rng.random() < TRANSFERRED else "1", "id_periode_masuk": code(entry),
            "tanggal_daftar": enrolled, "id_jenis_keluar": path.kind, "tanggal_keluar": path.left,
        },
        created, left,
    )  # fmt: skip
    if path.kind and path.left:
        leave_campus(campus, rng, id_, path.kind, path.left, left)


def _path(today: date, rng: Random, unit: Prodi, entry: int) -> Path:
    leave = entry + rng.randrange(1, 5) if rng.random() < ON_LEAVE else None
    finish = entry + TERMS[unit.level] - 1 + names.draw(rng, TERMS_OVER) + (1 if leave else 0)
    early = entry + rng.randrange(1, 6) if rng.random() < LEAVES_EARLY else finish
    end, now = min(early, finish), number_of(today)
    left = exit_day(end, rng)
    if left >= today:
        return Path(entry, min(end, now), leave, None, None)
    return Path(entry, end, leave, rng.choice(EARLY_EXITS) if end < finish else GRADUATED, left)


def _semester(campus: Campus, rng: Random, id_: str, path: Path, term: int) -> None:
    status = "C" if term == path.leave else names.draw(rng, STATUSES)
    sks = 0 if status in "CN" else rng.randrange(15, 25)
    gpa = Decimal(rng.randrange(220, 401)) / 100
    begun = campus.moment(starts(term) + timedelta(days=rng.randrange(5, 20)), rng)
    closed = campus.moment(ends(term), rng) if ends(term) < campus.today else begun
    campus.table("aktivitas_kuliah")[id_, code(term)] = Row(
        {
            "id_registrasi_mahasiswa": id_, "id_semester": code(term), "id_status_mahasiswa": status, "ips": gpa, "ipk": gpa,
            "sks_semester": Decimal(sks), "sks_total": Decimal(20 * (term - path.entry) + sks),
            "biaya_kuliah_smt": Decimal(rng.randrange(8, 60) * 250_000),
        },
        begun, max(begun, closed),
    )  # fmt: skip
