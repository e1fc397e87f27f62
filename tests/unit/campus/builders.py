"""Small campuses, row by row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from stack.campus.model import Campus, Row, Spoilt, Values

LONG_AGO = datetime(2015, 1, 1, 3)
UNREADABLE = Spoilt("kolom", "aturan", "?")


def empty_campus(today: date) -> Campus:
    return Campus(seed=1, students=0, today=today)


def add(campus: Campus, table: str, *key: str | int, created: datetime | None = LONG_AGO, **values: object) -> None:
    campus.table(table)[key] = Row(values, created, created)


def spoil(campus: Campus, table: str, *key: str | int) -> None:
    row = campus.table(table)[key]
    campus.table(table)[key] = Row(row.values, row.created, row.updated, UNREADABLE)


def add_prodi(campus: Campus, id_: str = "p1", level: str = "30", faculty: str | None = "f1") -> None:
    add(campus, "program_studi", id_, id_jenjang_pendidikan=level, fakultas_id=faculty, status="A")


def add_student(
    campus: Campus, id_: str, entered: str, *, prodi: str = "p1", kind: str | None = None, left: date | None = None,
    **semesters: str,
) -> None:  # fmt: skip
    """`semesters` gives the status of each: `s20251="A"`."""
    exit_: Values = {"id_jenis_keluar": kind, "tanggal_keluar": left}
    add(
        campus, "riwayat_pendidikan", id_, id_mahasiswa=f"mhs-{id_}", id_prodi=prodi, id_periode_masuk=entered,
        nim=f"nim-{id_}", **exit_,
    )  # fmt: skip
    for term, status in semesters.items():
        add(campus, "aktivitas_kuliah", id_, term[1:], id_status_mahasiswa=status)


def add_exit(
    campus: Campus, id_: str, left: date, term: str = "", *, kind: str = "1", prodi: str = "p1", nim: str | None = None
) -> None:
    add(
        campus, "lulusan", id_, id_prodi=prodi, id_jenis_keluar=kind, tanggal_keluar=left, id_periode_keluar=term,
        nim=nim or f"nim-{id_}",
    )  # fmt: skip


NO_ANSWER: Values = dict.fromkeys(("f8", "f502", "f505", "f5a1", "f5c", "f18d"))


def add_answer(campus: Campus, id_: str, year: int, filled: date, **answers: object) -> None:
    values: Values = NO_ANSWER | answers | {"tanggal_isi": filled}
    add(campus, "tracer_study", f"nim-{id_}", year, created=None, **values)


def add_course(campus: Campus, id_: str, *plan: tuple[str, str], prodi: str = "p1", term: str = "20252") -> None:
    """A course with a class that one student takes. `plan` names kind and weight of each component."""
    add(campus, "mata_kuliah", id_, id_prodi=prodi)
    add(campus, "kelas_kuliah", f"kls-{id_}", id_matkul=id_, id_semester=term)
    add(campus, "peserta_kelas", f"kls-{id_}", "reg-1")
    for number, (kind, weight) in enumerate(plan):
        component: Values = {"id_jenis_evaluasi": kind, "bobot_evaluasi": Decimal(weight)}
        add(campus, "rencana_evaluasi", f"re-{id_}-{number}", id_matkul=id_, **component)
