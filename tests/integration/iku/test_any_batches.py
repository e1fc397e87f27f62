"""The same changes of a campus give the same number in whatever order they come, and in batches of whatever size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings
from tests.integration.iku.arrivals import Arrival, Warehouse

Way = Callable[[Warehouse, Sequence[Arrival]], None]


def at_once(warehouse: Warehouse, arrivals: Sequence[Arrival]) -> None:
    warehouse.take(arrivals, max_rows=1000)


def backwards_in_small_batches(warehouse: Warehouse, arrivals: Sequence[Arrival]) -> None:
    warehouse.take(arrivals[::-1], max_rows=2)


def newest_half_first_and_some_again(warehouse: Warehouse, arrivals: Sequence[Arrival]) -> None:
    half = len(arrivals) // 2
    warehouse.take(arrivals[half:], max_rows=3)
    warehouse.take([*arrivals[:half], *arrivals[half::2]], max_rows=5)


WAYS = [at_once, backwards_in_small_batches, newest_half_first_and_some_again]


@pytest.fixture
def filled(broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path) -> Warehouse:
    return Warehouse(Parts(broker, warehouse, str(tmp_path / "staging"), b"kunci uji"), topic_name)


def numbered(*changes: tuple[Any, ...]) -> list[Arrival]:
    return [Arrival(number, *change) for number, change in enumerate(changes)]


def prodi(id_: str, jenjang: str = "30", day: str = "2015-01-01") -> tuple[Any, ...]:
    row = {"id_prodi": id_, "nama_program_studi": "Informatika", "id_jenjang_pendidikan": jenjang}
    return "program_studi", day, row


def cooperation(id_: str, kelas: str, dokumen: str, day: str) -> tuple[Any, ...]:
    row = {
        "id_kerja_sama": id_, "mitra": f"Mitra {id_}", "kelas_mitra": kelas, "jenis_dokumen": dokumen,
        "tanggal_mulai": "2025-03-01",
    }  # fmt: skip
    return "kerja_sama", day, row


def link(id_: str, prodi_id: str, day: str = "2025-03-01", op: str = "upsert") -> tuple[Any, ...]:
    return "kerja_sama_prodi", day, {"id_kerja_sama": id_, "id_prodi": prodi_id}, op


PARTNERS = numbered(
    prodi("if"), prodi("si", jenjang="35"), prodi("si", jenjang="30", day="2025-04-01"),
    cooperation("a", "bumn_bumd", "MoU", "2025-03-01"), cooperation("a", "bumn_bumd", "MoA", "2025-05-01"),
    cooperation("b", "instansi_pemerintah", "IA", "2025-03-01"),
    cooperation("b", "perusahaan_multinasional", "IA", "2025-06-01"),
    cooperation("b", "perusahaan_teknologi_global", "IA", "2025-12-01"),
    link("a", "if"), link("b", "if"), link("b", "si"), link("b", "if", "2025-07-01", "delete"),
)  # fmt: skip
"""A corrected level, a MoU that became a MoA, a partner whose class was corrected twice, once after the report, and a link
that was taken back."""


@pytest.mark.parametrize("way", WAYS)
def test_partners_of_210(filled: Warehouse, way: Way) -> None:
    way(filled, PARTNERS)

    found = filled.evidence("210-M-2023", "6", date(2025, 11, 25))

    assert {key: (row.pembilang, row.penyebut, row.alasan) for key, row in found.items()} == {
        "if": (0, 1, "prodi yang dinilai"),
        "si": (0, 1, "prodi yang dinilai"),
        "if a": (Decimal("0.5"), 0, "MoA dengan bumn bumd"),
        "si b": (Decimal("0.75"), 0, "IA dengan perusahaan multinasional"),
    }


def course(id_: str, prodi_id: str = "if", day: str = "2021-01-01") -> tuple[Any, ...]:
    return "mata_kuliah", day, {"id_matkul": id_, "nama_mata_kuliah": f"Kuliah {id_}", "id_prodi": prodi_id}


def taught(course_id: str, semester: str = "20221", day: str = "2022-08-01") -> tuple[Any, ...]:
    row = {"id_kelas_kuliah": f"kelas {course_id}", "id_matkul": course_id, "id_prodi": "if", "id_semester": semester}
    return "kelas_kuliah", day, row


def student(course_id: str, day: str = "2022-08-01", op: str = "upsert") -> tuple[Any, ...]:
    return "peserta_kelas", day, {"id_kelas_kuliah": f"kelas {course_id}", "id_registrasi_mahasiswa": "ani"}, op


def plan(course_id: str, jenis: str, bobot: int, day: str = "2022-08-01") -> tuple[Any, ...]:
    row = {
        "id_rencana_evaluasi": f"{course_id} {jenis}", "id_matkul": course_id, "id_jenis_evaluasi": jenis,
        "bobot_evaluasi": bobot,
    }  # fmt: skip
    return "rencana_evaluasi", day, row


COURSES = numbered(
    prodi("if"), course("a"), course("b"), course("c"), course("d", "entah"), course("d", "if", "2022-09-01"),
    taught("a"), taught("b", "20222"), taught("b", "20221", "2022-09-01"), taught("c"), taught("d"),
    student("a"), student("b"), student("c"), student("d"), student("c", "2022-10-01", "delete"),
    plan("a", "3", 40), plan("a", "3", 50, "2022-09-01"), plan("a", "4", 50), plan("b", "2", 60), plan("b", "4", 40),
    plan("b", "2", 49, "2022-10-01"), plan("b", "4", 51, "2022-10-01"),
)  # fmt: skip
"""A course that reached one half, one that fell below it and moved to another semester, one whose only student left, and one
that was first of an unknown prodi and has no plan."""


@pytest.mark.parametrize("way", WAYS)
def test_courses_of_3m(filled: Warehouse, way: Way) -> None:
    way(filled, COURSES)

    found = filled.evidence("3-M-2021", "7", date(2022, 11, 25))

    assert {key: (row.pembilang, row.penyebut, row.kurang) for key, row in found.items()} == {
        "a": (1, 1, None),
        "b": (0, 1, None),
        "d": (0, 1, "mata kuliah tanpa rencana evaluasi"),
    }
