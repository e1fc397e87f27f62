from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime

import pytest

from stack.campus.make import make_campus
from stack.campus.model import KEYS, Campus
from stack.campus.semesters import number_of_code
from stack.campus.truth import truth_of
from stack.paths import ROOT

TODAY = date(2026, 11, 25)


def test_seed_size_and_day_make_the_campus() -> None:
    assert make_campus(7, 60, TODAY) == make_campus(7, 60, TODAY)
    assert make_campus(7, 60, TODAY).tables != make_campus(8, 60, TODAY).tables


def test_another_process_makes_the_same_campus() -> None:
    """Hashes of text differ between processes, so nothing may follow the order of a set."""
    program = (
        "import json; from datetime import date; from stack.campus.make import make_campus; "
        "from stack.campus.truth import truth_of; print(json.dumps(truth_of(make_campus(7, 60, date(2026, 11, 25)))))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == json.loads(json.dumps(truth_of(make_campus(7, 60, TODAY))))


@pytest.mark.parametrize("students", [1, 50, 5_000])
def test_a_campus_has_as_many_students_as_asked(students: int) -> None:
    campus = make_campus(2026, students, TODAY)
    assert len(campus.table("riwayat_pendidikan")) == students
    assert set(campus.tables) >= KEYS.keys() - {"lulusan", "tracer_study", "peserta_kelas"}
    assert truth_of(campus)["datasets"]["riwayat_pendidikan"]["rows"] == students


def test_keys_are_the_key_columns(sample: Campus) -> None:
    for name, columns in KEYS.items():
        for key, row in sample.table(name).items():
            assert key == tuple(row.values[column] for column in columns)


@pytest.mark.parametrize(
    ("table", "column", "referenced"),
    [
        ("program_studi", "fakultas_id", "fakultas"),
        ("riwayat_pendidikan", "id_prodi", "program_studi"),
        ("aktivitas_kuliah", "id_registrasi_mahasiswa", "riwayat_pendidikan"),
        ("lulusan", "id_registrasi_mahasiswa", "riwayat_pendidikan"),
        ("lulusan", "id_prodi", "program_studi"),
        ("mata_kuliah", "id_prodi", "program_studi"),
        ("rencana_evaluasi", "id_matkul", "mata_kuliah"),
        ("kelas_kuliah", "id_matkul", "mata_kuliah"),
        ("kelas_kuliah", "id_dosen", "dosen"),
        ("peserta_kelas", "id_kelas_kuliah", "kelas_kuliah"),
        ("peserta_kelas", "id_registrasi_mahasiswa", "riwayat_pendidikan"),
        ("item_pesanan", "pesanan_id", "pesanan"),
    ],
)
def test_rows_refer_to_rows_that_are_there(sample: Campus, table: str, column: str, referenced: str) -> None:
    there = {key[0] for key in sample.table(referenced)}
    named = {row.values[column] for row in sample.table(table).values()} - {None}
    assert named
    assert named <= there


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(date(2026, 11, 25), id="late in ganjil, when students begin to leave"),
        pytest.param(date(2026, 8, 1), id="the day ganjil begins"),
        pytest.param(date(2026, 8, 9), id="a week into ganjil"),
        pytest.param(date(2027, 2, 1), id="the day genap begins"),
        pytest.param(date(2027, 1, 1), id="the first day of a budget year"),
        pytest.param(date(2028, 2, 29), id="a leap day"),
    ],
)
def test_everything_was_entered_by_yesterday(today: date) -> None:
    midnight = datetime(today.year, today.month, today.day)
    campus = make_campus(2026, 300, today)
    for name in KEYS:
        for row in campus.table(name).values():
            assert row.created is None or row.created <= row.updated < midnight  # type: ignore[operator]
    assert all(row.values["tanggal_keluar"] < today for row in campus.table("lulusan").values())
    assert all(row.values["tanggal_isi"] <= today for row in campus.table("tracer_study").values())


def test_nobody_studies_after_leaving_or_leaves_in_another_semester(sample: Campus) -> None:
    last: dict[str, int] = {}
    for id_, term in sample.table("aktivitas_kuliah"):
        last[id_] = max(last.get(id_, 0), number_of_code(term))
    exits = {key[0]: row.values["id_periode_keluar"] for key, row in sample.table("lulusan").items()}
    assert len(exits) > 500
    assert all(number_of_code(term) == last[id_] for id_, term in exits.items())


def test_some_persons_registered_more_than_once_and_stay_who_they_are(sample: Campus) -> None:
    registrations: dict[str, list[dict[str, object]]] = {}
    for row in sample.table("riwayat_pendidikan").values():
        registrations.setdefault(row.values["id_mahasiswa"], []).append(row.values)
    again = [values for values in registrations.values() if len(values) > 1]
    assert 10 <= len(again) <= 60
    for values in again:
        for column in ("nama_mahasiswa", "nik", "tanggal_lahir", "jenis_kelamin"):
            assert len({each[column] for each in values}) == 1


def test_one_prodi_belongs_to_no_fakultas(sample: Campus) -> None:
    faculties = [row.values["fakultas_id"] for row in sample.table("program_studi").values()]
    assert faculties.count(None) == 1


def test_weights_of_evaluation_plans_sum_to_100_mostly(sample: Campus) -> None:
    sums: dict[str, float] = {}
    for row in sample.table("rencana_evaluasi").values():
        course = row.values["id_matkul"]
        sums[course] = sums.get(course, 0) + float(row.values["bobot_evaluasi"])
    shares = {wanted: sum(abs(s - wanted) < 1e-6 for s in sums.values()) / len(sums) for wanted in (100, 90, 1)}
    assert shares[100] + shares[90] + shares[1] == pytest.approx(1)
    assert shares[90] == pytest.approx(0.06, abs=0.04)
    assert shares[1] == pytest.approx(0.06, abs=0.04)
    courses = len(sample.table("mata_kuliah"))
    assert 1 - len(sums) / courses == pytest.approx(0.07, abs=0.04)


def test_every_answer_of_the_tracer_study_is_in_one_file(sample: Campus) -> None:
    lines = [key for rows in sample.files.values() for key, _ in rows]
    assert sorted(lines) == sorted(sample.table("tracer_study"))
    assert set(sample.files) == {f"tracer_2025_gelombang_{n}.csv" for n in (1, 2, 3)}


def test_the_values_of_the_past_week_differ(sample: Campus) -> None:
    values = [json.dumps(day, sort_keys=True) for day in truth_of(sample)["iku"].values()]
    assert len(values) == 8
    assert len(set(values)) > 4
