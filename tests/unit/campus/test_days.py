from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from stack.campus.days import play
from stack.campus.event import Event
from stack.campus.iku_evidence import evidence
from stack.campus.iku_truth import iku_truth, moved
from stack.campus.make import make_campus
from stack.campus.model import KEYS, Campus, Key, Row
from stack.campus.render import render
from stack.campus.write import TABLES

FILLED = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 5)
LAST_OF_TODAY, FIRST_OF_TOMORROW = datetime(2026, 11, 25, 16, 59, 59, 999999), datetime(2026, 11, 25, 17)
"""Midnight on campus is 17.00 UTC."""


def a_campus(seed: int = 2026, students: int = 600) -> Campus:
    return make_campus(seed, students, FILLED)


def snapshot(campus: Campus) -> dict[tuple[str, Key], Row]:
    return {(name, key): row for name in KEYS for key, row in campus.table(name).items()}


def test_the_same_campus_number_and_moment_make_the_same_day() -> None:
    one, other = a_campus(), a_campus()
    assert play(one, 1, NOON) == play(other, 1, NOON)
    assert one == other
    assert play(a_campus(), 2, NOON) != play(a_campus(), 1, NOON)


def test_a_day_has_its_share_of_everything() -> None:
    events = Counter((event.dataset, event.kind, event.what) for event in play(a_campus(students=2_000), 1, NOON))
    new_items = events.pop(("item_pesanan", "insert", "item pesanan baru"))
    removed_items = events.pop(("item_pesanan", "delete", "item pesanan dihapus"))
    assert 10 <= new_items <= 40
    assert 2 <= removed_items <= 8
    assert 1 <= events.pop(("kerja_sama_prodi", "insert", "kerja sama baru")) <= 3
    assert events == {
        ("riwayat_pendidikan", "update", "mahasiswa lulus"): 5,
        ("lulusan", "insert", "mahasiswa lulus"): 5,
        ("riwayat_pendidikan", "update", "mahasiswa mengundurkan diri"): 1,
        ("lulusan", "insert", "mahasiswa mengundurkan diri"): 1,
        ("tracer_study", "insert", "jawaban tracer baru"): 6,
        ("tracer_study", "update", "pendapatan pada jawaban tracer diperbaiki"): 1,
        ("rencana_evaluasi", "update", "komponen menjadi hasil proyek"): 2,
        ("aktivitas_kuliah", "update", "status diperbaiki menjadi aktif"): 1,
        ("pesanan", "insert", "pesanan baru"): 10,
        ("pesanan", "update", "pesanan dibatalkan"): 5,
        ("pesanan", "delete", "pesanan dihapus"): 2,
        ("peserta_kelas", "delete", "mahasiswa batal mengikuti kelas"): 3,
        ("dosen", "update", "dosen tidak aktif"): 1,
        ("kerja_sama", "insert", "kerja sama baru"): 1,
        ("karya_dosen", "update", "karya mulai dimanfaatkan"): 2,
        ("prestasi_mahasiswa", "insert", "prestasi baru"): 1,
        ("konversi_aktivitas", "update", "sks konversi diperbaiki"): 2,
        ("sertifikasi_dosen", "insert", "sertifikat baru"): 1,
        ("form_tata_kelola", "update", "kegiatan pencegahan terlaksana"): 1,
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_events_are_all_that_changed(seed: int) -> None:
    campus = a_campus(seed)
    for number in (1, 2, 3):
        before = snapshot(campus)
        events = play(campus, number, NOON + timedelta(days=number))
        after = snapshot(campus)
        changed = {
            "insert": after.keys() - before.keys(),
            "delete": before.keys() - after.keys(),
            "update": {place for place in before.keys() & after.keys() if before[place] != after[place]},
        }
        for kind, places in changed.items():
            assert Counter((e.dataset, e.row) for e in events if e.kind == kind) == Counter(places)


@pytest.mark.parametrize(
    ("at", "today"),
    [
        pytest.param(NOON, date(2026, 11, 25), id="right after filling"),
        pytest.param(LAST_OF_TODAY, date(2026, 11, 25), id="just before midnight"),
        pytest.param(FIRST_OF_TOMORROW, date(2026, 11, 26), id="at midnight"),
        pytest.param(datetime(2026, 12, 9, 5), date(2026, 12, 9), id="two weeks later"),
        pytest.param(datetime(2027, 3, 3, 5), date(2027, 3, 3), id="in another semester and budget year"),
    ],
)
def test_a_day_happens_when_it_is_played(at: datetime, today: date) -> None:
    campus = a_campus()
    events = play(campus, 1, at)
    assert campus.today == today
    rows = [(e.dataset, campus.table(e.dataset)[e.row]) for e in events if e.kind != "delete"]
    assert {row.updated for name, row in rows if name == "dosen" or name not in TABLES} == {None}
    assert {row.updated for name, row in rows if name != "dosen" and name in TABLES} == {at}
    exits = [row.values for name, row in rows if name == "lulusan"]
    assert exits
    assert {values["tanggal_keluar"] for values in exits} == {today}
    assert {row.values["tanggal_isi"] for name, row in rows if name == "tracer_study"} <= {today}


def test_what_happened_at_midnight_is_not_seen_the_day_before() -> None:
    campus = a_campus()
    before = evidence(a_campus(), FILLED)
    play(campus, 1, FIRST_OF_TOMORROW)
    assert moved(before, evidence(campus, FILLED)) == []
    assert moved(before, evidence(campus, FILLED + timedelta(days=1)))


def test_playing_on_changes_nothing_about_the_days_before() -> None:
    campus = a_campus()
    days = [FILLED - timedelta(days=n) for n in range(8)]
    before = [iku_truth(campus, day) for day in days]
    for number in (1, 2):
        play(campus, number, NOON + timedelta(days=number))
    assert [iku_truth(campus, day) for day in days] == before


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_every_day_moves_indicators_and_its_events_say_why(seed: int) -> None:
    campus = a_campus(seed, students=2_000)
    touched = set()
    for number in (1, 2, 3):
        at = NOON + timedelta(days=number)
        day = FILLED + timedelta(days=number)
        before = evidence(campus, day)
        courses = {key[0]: row.values["id_matkul"] for key, row in campus.table("kelas_kuliah").items()}
        events = play(campus, number, at)
        found = moved(before, evidence(campus, day))
        assert found
        assert {move["kunci"] for move in found} <= _concerned(campus, events, courses)
        touched |= {(move["regulasi"], move["kode"], move["sesudah"]) for move in found}
    assert touched >= {("358-M-KEP-2025", "1", "1"), ("358-M-KEP-2025", "1", None)}
    assert {(regulation, code) for regulation, code, _ in touched} >= {("358-M-KEP-2025", "2"), ("210-M-2023", "1")}


def _concerned(campus: Campus, events: list[Event], course_of_class: dict[str, str]) -> set[str]:
    """Whom and what the events are about: registrations, their prodi, courses, lecturers, works, partners, lines of forms."""
    registration = {row.values["nim"]: key[0] for key, row in campus.table("riwayat_pendidikan").items()}
    found: set[str] = set()
    for event in events:
        values = row.values if (row := campus.table(event.dataset).get(event.row)) else {}
        match event.dataset:
            case "tracer_study":
                found.add(registration[event.row[0]])
            case "rencana_evaluasi":
                found.add(values["id_matkul"])
            case "peserta_kelas":
                found.add(course_of_class[event.row[0]])
            case "kerja_sama_prodi":
                partner = campus.table("kerja_sama")[event.row[0],].values["mitra"]
                found.add(f"{values['id_prodi']} {partner}")
            case "konversi_aktivitas":
                found.add(campus.table("anggota_aktivitas")[values["id_anggota"],].values["id_registrasi_mahasiswa"])
            case "prestasi_mahasiswa":
                found |= _of_a_winner(campus, values["id_mahasiswa"])
            case "sertifikasi_dosen":
                found.add(values["id_dosen"])
            case "form_tata_kelola":
                found.add(str(event.row[-1]))
            case _:
                found.add(str(event.row[0]))
    students = campus.table("riwayat_pendidikan")
    return found | {students[id_,].values["id_prodi"] for id_ in found if (id_,) in students}


def _of_a_winner(campus: Campus, person: str) -> set[str]:
    """The registrations of a person, and the lecturers who guide them."""
    ids = {key[0] for key, row in campus.table("riwayat_pendidikan").items() if row.values["id_mahasiswa"] == person}
    members = (row.values for row in campus.table("anggota_aktivitas").values())
    activities = {member["id_aktivitas"] for member in members if member["id_registrasi_mahasiswa"] in ids}
    guides = (row.values for row in campus.table("bimbingan_mahasiswa").values())
    return ids | {guide["id_dosen"] for guide in guides if guide["id_aktivitas"] in activities}


def test_half_a_plan_that_becomes_a_project_makes_a_collaborative_course() -> None:
    """Over some days the corrected plans carry courses over the border of one half."""
    campus = a_campus(students=2_000)
    moves = []
    for number in range(1, 6):
        before = evidence(campus, FILLED)
        play(campus, number, NOON)
        moves += [
            m for m in moved(before, evidence(campus, FILLED)) if m["regulasi"] == "210-M-2023" and m["kode"] == "7"
        ]
    assert {(move["sebelum"], move["sesudah"]) for move in moves} == {("0", "1")}


def test_an_order_number_is_never_used_again() -> None:
    campus = a_campus()
    seen: set[Key] = set(campus.table("pesanan"))
    for number in range(1, 30):
        new = {e.row for e in play(campus, number, NOON) if e.dataset == "pesanan" and e.kind == "insert"}
        assert len(new) == 10
        assert not new & seen
        seen |= new
        highest = max(campus.table("pesanan"))
        campus.remove("pesanan", highest, NOON)


def test_one_order_a_day_is_unusable() -> None:
    campus = a_campus()
    new = [campus.table("pesanan")[e.row] for e in play(campus, 1, NOON) if e.what == "pesanan baru"]
    assert [(row.spoilt.field, row.spoilt.rule) for row in new if row.spoilt] == [("subtotal", "number")]


def test_no_event_is_about_an_unusable_row_but_the_new_order() -> None:
    campus = a_campus(students=2_000)
    spoilt = {place for place, row in snapshot(campus).items() if row.spoilt and place[0] != "item_pesanan"}
    touched = {(e.dataset, e.row) for number in range(1, 6) for e in play(campus, number, NOON)}
    assert not touched & spoilt


def test_the_answers_of_a_day_come_in_a_file_of_their_own_and_earlier_files_stay() -> None:
    campus = a_campus()
    before = dict(campus.files)
    events = play(campus, 1, NOON)
    assert {name: campus.files[name] for name in before} == before
    lines = [key for key, _ in campus.files["tracer_2025_susulan_1.csv"]]
    assert lines == [event.row for event in events if event.dataset == "tracer_study"]


def test_an_updated_row_changes_in_the_columns_of_the_event_and_its_stamp() -> None:
    campus = a_campus()
    before = snapshot(campus)
    expected = {
        "riwayat_pendidikan": {"id_jenis_keluar", "tanggal_keluar"},
        "rencana_evaluasi": {"id_jenis_evaluasi", "jenis_evaluasi"},
        "aktivitas_kuliah": {"id_status_mahasiswa", "sks_semester"},
        "pesanan": {"status"},
        "dosen": {"id_status_aktif", "nama_status_aktif"},
        "tracer_study": {"f505", "tanggal_isi"},
        "karya_dosen": {"dimanfaatkan"},
        "konversi_aktivitas": {"sks_mata_kuliah"},
        "form_tata_kelola": {"tanggal"},
    }
    seen = set()
    for event in (e for e in play(campus, 1, NOON) if e.kind == "update"):
        old = render(event.dataset, event.row, before[event.dataset, event.row])
        new = render(event.dataset, event.row, campus.table(event.dataset)[event.row])
        assert {name for name in new if new[name] != old[name]} <= expected[event.dataset]
        seen.add(event.dataset)
    assert seen == expected.keys()


@pytest.mark.parametrize("students", [1, 50])
def test_a_small_campus_plays_on_with_what_it_has(students: int) -> None:
    campus = make_campus(2026, students, FILLED)
    for number in range(1, 21):
        events = play(campus, number, NOON + timedelta(days=number))
        assert [event.what for event in events].count("pesanan baru") == 10


def test_an_event_reads_as_one_line() -> None:
    event = Event("peserta_kelas", "delete", ("kls-1", "reg-2"), "mahasiswa batal mengikuti kelas")
    assert str(event) == "peserta_kelas  delete  kls-1|reg-2  mahasiswa batal mengikuti kelas"
