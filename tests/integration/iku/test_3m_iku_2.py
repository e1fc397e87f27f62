"""3/M/2021 IKU 2: students outside the campus, by hand. Everybody counts 1 or 0."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.integration.iku.campus_life import took_part, won
from tests.integration.iku.history import History, weights

REPORT = date(2022, 11, 25)
GENAP, GANJIL = "20212", "20221"

CASES: dict[str, tuple[list[tuple[int, float, str]], list[tuple[str, str]], int, str]] = {
    "tepat 20 sks": ([(13, 20, GANJIL)], [], 1, "20 sks di luar kampus"),
    "19,9 sks": ([(13, 19.9, GANJIL)], [], 0, "19,9 sks di luar kampus, di bawah batas"),
    "12 + 8 dua semester": ([(14, 12, GENAP), (15, 8, GANJIL)], [], 1, "20 sks di luar kampus"),
    "pertukaran 20": ([(21, 20, GENAP)], [], 1, "20 sks di luar kampus"),
    "40 sks": ([(13, 40, GENAP)], [], 1, "40 sks di luar kampus"),
    "skripsi (22)": ([(22, 20, GANJIL)], [], 0, "tanpa kegiatan atau prestasi yang dihitung"),
    "semester lain": ([(13, 20, "20211")], [], 0, "tanpa kegiatan atau prestasi yang dihitung"),
    "juara 1 internasional": ([], [("internasional", "1")], 1, "prestasi internasional, peringkat 1"),
    "harapan nasional": ([], [("nasional", "harapan")], 1, "prestasi nasional, peringkat harapan"),
    "finalis internasional": ([], [("internasional", "finalis")], 0, "tanpa kegiatan atau prestasi yang dihitung"),
    "peserta internasional": ([], [("internasional", "peserta")], 0, "tanpa kegiatan atau prestasi yang dihitung"),
    "juara 1 provinsi": ([], [("provinsi", "1")], 0, "tanpa kegiatan atau prestasi yang dihitung"),
    "kegiatan dan prestasi": (
        [(13, 20, GANJIL)], [("nasional", "2")], 1, "20 sks di luar kampus; prestasi nasional, peringkat 2",
    ),
    "kegiatan kurang dan prestasi": (
        [(13, 10, GANJIL)], [("nasional", "3")], 1,
        "10 sks di luar kampus, di bawah batas; prestasi nasional, peringkat 3",
    ),
    "tanpa apa-apa": ([], [], 0, "tanpa kegiatan atau prestasi yang dihitung"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")


def active(history: History, id_: str, prodi: str = "if") -> None:
    history.student(id_, prodi=prodi)
    history.studied(id_, GENAP)


def test_every_border_of_the_regulation(history: History) -> None:
    for name, (activities, prizes, _, _) in CASES.items():
        active(history, name)
        for kind, sks, semester in activities:
            took_part(history, name, kind, sks, semester)
        for tingkat, peringkat in prizes:
            won(history, name, tingkat, peringkat, tahun=2022)

    found = history.evidence("3-M-2021", "2", REPORT)

    assert {name: (row.pembilang, row.alasan) for name, row in found.items()} == {
        name: (weight, reason) for name, (_, _, weight, reason) in CASES.items()
    }
    assert {row.penyebut for row in found.values()} == {1}


def test_the_number_is_a_share_of_active_students(history: History) -> None:
    for id_ in ("ani", "budi", "citra", "dewi"):
        active(history, id_)
    took_part(history, "ani", 13, 20, GENAP)

    assert history.score("3-M-2021", "2", REPORT).nilai == 25


LEFT = {
    "lulus": ("1", "2022-09-01", 0),
    "DO pada tanggal laporan": ("3", "2022-11-25", 0),
    "pindah sesudah tanggal laporan": ("2", "2022-11-26", 1),
}


def test_who_left_or_graduated_does_not_count(history: History) -> None:
    for name, (kind, day, _) in LEFT.items():
        history.student(name, keluar=kind, tanggal=day)
        history.studied(name, GENAP)
        took_part(history, name, 13, 20, GENAP)

    found = history.evidence("3-M-2021", "2", REPORT)

    assert {name: (row.pembilang, row.penyebut) for name, row in found.items()} == {
        name: (n, n) for name, (_, _, n) in LEFT.items()
    }
    assert found["lulus"].alasan == "sudah lulus atau keluar"


def test_that_a_student_graduated_is_known_from_the_graduates_too(history: History) -> None:
    active(history, "ani")
    history.graduated("ani", "2022-09-01")

    assert history.evidence("3-M-2021", "2", REPORT)["ani"].penyebut == 0


def test_on_leave_or_of_another_level_is_no_active_student(history: History) -> None:
    history.prodi("d1", jenjang="20")
    history.prodi("s2", jenjang="35")
    active(history, "d1", prodi="d1")
    active(history, "s2", prodi="s2")
    history.student("cuti")
    history.studied("cuti", GENAP, GANJIL, status="C")

    assert history.evidence("3-M-2021", "2", REPORT) == {}


def test_a_person_with_two_registrations_is_two_students_and_one_champion(history: History) -> None:
    for id_, masuk in (("dulu", "20191"), ("baru", "20211")):
        history.add(
            "riwayat_pendidikan", id_registrasi_mahasiswa=id_, id_mahasiswa="orang-ani", id_prodi="if",
            id_periode_masuk=masuk,
        )  # fmt: skip
        history.studied(id_, GENAP)
    won(history, "ani", "nasional", "1", tahun=2022)

    assert weights(history.evidence("3-M-2021", "2", REPORT)) == {"dulu": 0, "baru": 1}


def test_a_student_points_to_the_message_that_counts(history: History) -> None:
    active(history, "lain")
    took_part(history, "lain", 13, 20, GENAP)
    active(history, "ani")
    took_part(history, "ani", 13, 5, GENAP)
    activity = took_part(history, "ani", 13, 15, GENAP)
    active(history, "budi")
    prize = won(history, "budi", "nasional", "1", tahun=2022)

    found = history.evidence("3-M-2021", "2", REPORT)

    assert (found["ani"].dataset, found["ani"].posisi) == ("anggota_aktivitas", activity)
    assert (found["budi"].dataset, found["budi"].posisi) == ("prestasi_mahasiswa", prize)


def test_a_student_of_an_unknown_prodi_is_listed_and_adds_nothing(history: History) -> None:
    active(history, "ani", prodi="entah")
    took_part(history, "ani", 13, 20, GENAP)

    row = history.evidence("3-M-2021", "2", REPORT)["ani"]

    assert (row.pembilang, row.penyebut, row.kurang) == (Decimal(0), 0, "prodi mahasiswa tidak dikenal")
