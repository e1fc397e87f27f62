"""210/M/2023 IKU 2: students outside their programme, by hand. 50 % learning, 20 % exchange, 30 % achievement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.integration.iku.campus_life import took_part, won
from tests.integration.iku.history import History, weights

REPORT = date(2025, 11, 25)
GENAP, GANJIL = "20242", "20251"
"""The semesters of the budget year 2025."""

Activities = list[tuple[int, float, str]]
"""Kind, sks and semester."""

SKS: dict[str, tuple[str, Activities, str, str]] = {
    "S1, magang 20": ("30", [(13, 20, GANJIL)], "0.5", "luar prodi 20 sks"),
    "S1, asistensi 19": ("30", [(14, 19, GANJIL)], "0.475", "luar prodi 19 sks"),
    "S1, riset tepat 10": ("30", [(15, 10, GANJIL)], "0.25", "luar prodi 10 sks"),
    "S1, kemanusiaan 9,99": ("30", [(16, 9.99, GANJIL)], "0", "kegiatan 9,99 sks, di bawah batas per semester"),
    "S1, wirausaha 10,01": ("30", [(17, 10.01, GANJIL)], "0.2503", "luar prodi 10,01 sks"),
    "S1, studi independen 21": ("30", [(18, 21, GANJIL)], "0.5", "luar prodi 20 sks"),
    "S1, membangun desa 20 + 20": ("30", [(19, 20, GENAP), (19, 20, GANJIL)], "0.5", "luar prodi 20 sks"),
    "S1, bela negara 10 + 10": ("30", [(20, 10, GENAP), (20, 10, GANJIL)], "0.5", "luar prodi 20 sks"),
    "S1, 10 genap + 9 ganjil": ("30", [(13, 10, GENAP), (13, 9, GANJIL)], "0.25", "luar prodi 10 sks"),
    "S1, 6 + 5 satu semester": ("30", [(13, 6, GENAP), (15, 5, GENAP)], "0.275", "luar prodi 11 sks"),
    "S1, 6 + 5 dua semester": ("30", [(13, 6, GENAP), (15, 5, GANJIL)], "0", "kegiatan 11 sks, di bawah batas per semester"),
    "D4, 10": ("23", [(13, 10, GANJIL)], "0.25", "luar prodi 10 sks"),
    "D4, 9": ("23", [(13, 9, GANJIL)], "0", "kegiatan 9 sks, di bawah batas per semester"),
    "D3, 10": ("22", [(13, 10, GANJIL)], "0.25", "luar prodi 10 sks"),
    "D3, 9": ("22", [(13, 9, GANJIL)], "0", "kegiatan 9 sks, di bawah batas per semester"),
    "D2, 5": ("21", [(13, 5, GANJIL)], "0.125", "luar prodi 5 sks"),
    "D2, 4": ("21", [(13, 4, GANJIL)], "0", "kegiatan 4 sks, di bawah batas per semester"),
    "D1, 5": ("20", [(13, 5, GANJIL)], "0.125", "luar prodi 5 sks"),
    "D1, 4": ("20", [(13, 4, GANJIL)], "0", "kegiatan 4 sks, di bawah batas per semester"),
    "S1, pertukaran 20": ("30", [(21, 20, GANJIL)], "0.2", "pertukaran 20 sks"),
    "S1, pertukaran 10": ("30", [(21, 10, GANJIL)], "0.1", "pertukaran 10 sks"),
    "S1, pertukaran 9": ("30", [(21, 9, GANJIL)], "0", "kegiatan 9 sks, di bawah batas per semester"),
    "S1, pertukaran 30": ("30", [(21, 30, GANJIL)], "0.2", "pertukaran 20 sks"),
    "S1, magang 20, pertukaran 20": (
        "30", [(13, 20, GENAP), (21, 20, GANJIL)], "0.7", "luar prodi 20 sks; pertukaran 20 sks",
    ),
    "S1, magang 6, pertukaran 6": (
        "30", [(13, 6, GANJIL), (21, 6, GANJIL)], "0", "kegiatan 12 sks, di bawah batas per semester",
    ),
    "S1, KKN reguler (5)": ("30", [(5, 20, GANJIL)], "0", "tanpa kegiatan atau prestasi yang dihitung"),
    "S1, kompetisi (12)": ("30", [(12, 20, GANJIL)], "0", "tanpa kegiatan atau prestasi yang dihitung"),
    "S1, skripsi (22)": ("30", [(22, 20, GANJIL)], "0", "tanpa kegiatan atau prestasi yang dihitung"),
    "S1, ganjil tahun lalu": ("30", [(13, 20, "20241")], "0", "tanpa kegiatan atau prestasi yang dihitung"),
    "S1, semester antara": ("30", [(13, 20, "20243")], "0", "tanpa kegiatan atau prestasi yang dihitung"),
    "S1, tanpa kegiatan": ("30", [], "0", "tanpa kegiatan atau prestasi yang dihitung"),
}  # fmt: skip

PRIZES = {
    ("internasional", "1"): "0.3",
    ("internasional", "2"): "0.27",
    ("internasional", "3"): "0.24",
    ("internasional", "favorit"): "0.21",
    ("internasional", "harapan"): "0.21",
    ("internasional", "finalis"): "0.21",
    ("internasional", "peserta"): "0.21",
    ("nasional", "1"): "0.21",
    ("nasional", "2"): "0.18",
    ("nasional", "3"): "0.15",
    ("nasional", "harapan"): "0",
    ("nasional", "peserta"): "0",
    ("provinsi", "1"): "0.12",
    ("provinsi", "2"): "0.09",
    ("provinsi", "3"): "0.06",
    ("provinsi", "peserta"): "0",
}


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")


def active(history: History, id_: str, prodi: str = "if") -> None:
    history.student(id_, prodi=prodi)
    history.studied(id_, GENAP, GANJIL)


def found(history: History, as_of: date = REPORT) -> dict[str, Decimal]:
    return weights(history.evidence("210-M-2023", "2", as_of))


def test_every_sks_border_of_the_regulation(history: History) -> None:
    for level in ("20", "21", "22", "23", "30"):
        history.prodi(level, jenjang=level)
    for name, (level, activities, _, _) in SKS.items():
        active(history, name, prodi=level)
        for kind, sks, semester in activities:
            took_part(history, name, kind, sks, semester, prodi=level)

    evidence = history.evidence("210-M-2023", "2", REPORT)

    assert {name: (row.pembilang, row.alasan) for name, row in evidence.items()} == {
        name: (Decimal(weight), reason) for name, (_, _, weight, reason) in SKS.items()
    }
    assert {row.penyebut for row in evidence.values()} == {1}


def test_every_achievement_of_the_regulation(history: History) -> None:
    for tingkat, peringkat in PRIZES:
        active(history, f"{tingkat} {peringkat}")
        won(history, f"{tingkat} {peringkat}", tingkat, peringkat)

    evidence = history.evidence("210-M-2023", "2", REPORT)

    assert weights(evidence) == {" ".join(prize): Decimal(weight) for prize, weight in PRIZES.items()}
    assert evidence["nasional 1"].alasan == "prestasi nasional, peringkat 1"


def test_of_several_achievements_the_highest_counts(history: History) -> None:
    active(history, "ani")
    won(history, "ani", "provinsi", "1")
    offset = won(history, "ani", "nasional", "1")
    won(history, "ani", "internasional", "peserta")

    row = history.evidence("210-M-2023", "2", REPORT)["ani"]

    assert (row.pembilang, row.dataset, row.posisi) == (Decimal("0.21"), "prestasi_mahasiswa", offset)


def test_activity_and_achievement_add_up(history: History) -> None:
    active(history, "ani")
    took_part(history, "ani", 13, 10)
    offset = took_part(history, "ani", 21, 20, GENAP)
    won(history, "ani", "internasional", "1")

    row = history.evidence("210-M-2023", "2", REPORT)["ani"]

    assert row.pembilang == Decimal("0.75")
    assert row.alasan == "luar prodi 10 sks; pertukaran 20 sks; prestasi internasional, peringkat 1"
    assert (row.dataset, row.partisi, row.posisi) == ("anggota_aktivitas", 0, offset)


@pytest.mark.parametrize(
    ("tahun", "tanggal", "weight"),
    [
        (2024, None, "0"),
        (2025, None, "0.21"),
        (2025, "2025-11-25", "0.21"),
        (2025, "2025-11-26", "0"),
        (2026, None, "0"),
    ],
)
def test_an_achievement_of_the_year_until_the_report_date_counts(
    history: History, tahun: int, tanggal: str | None, weight: str
) -> None:
    active(history, "ani")
    won(history, "ani", "nasional", "1", tahun, tanggal)

    assert found(history) == {"ani": Decimal(weight)}


def test_the_number_is_the_sum_of_parts_over_active_students(history: History) -> None:
    for id_ in ("ani", "budi", "citra", "dewi"):
        active(history, id_)
    took_part(history, "ani", 13, 20)
    took_part(history, "budi", 21, 20)
    won(history, "budi", "internasional", "1")

    assert history.score("210-M-2023", "2", REPORT).nilai == 25


STATUS = {
    "aktif kedua semester": (("A", "A"), True),
    "aktif lalu cuti": (("A", "C"), True),
    "cuti lalu Kampus Merdeka": (("C", "M"), True),
    "cuti kedua semester": (("C", "C"), False),
    "nonaktif": (("N", "N"), False),
    "sedang double degree": (("G", "G"), False),
}


def test_who_was_active_in_a_semester_of_the_year_is_a_student(history: History) -> None:
    for name, ((genap, ganjil), _) in STATUS.items():
        history.student(name)
        history.studied(name, GENAP, status=genap)
        history.studied(name, GANJIL, status=ganjil)
        took_part(history, name, 13)

    assert set(found(history)) == {name for name, (_, counted) in STATUS.items() if counted}


@pytest.mark.parametrize(
    ("as_of", "students"),
    [(date(2025, 1, 31), set()), (date(2025, 2, 1), {"20242"}), (date(2025, 8, 1), {"20242", "20251"})],
    ids=["31 Jan", "1 Feb", "1 Aug"],
)
def test_a_semester_counts_from_the_day_it_begins(history: History, as_of: date, students: set[str]) -> None:
    for semester in ("20241", "20242", "20243", "20251", "20252"):
        history.student(semester)
        history.studied(semester, semester)

    assert set(found(history, as_of)) == students


LEFT = {
    "DO pada tanggal laporan": ("3", "2025-11-25", 0),
    "DO sesudah tanggal laporan": ("3", "2025-11-26", 1),
    "pindah": ("2", "2025-09-01", 0),
    "mengundurkan diri": ("4", "2025-09-01", 0),
    "lulus": ("1", "2025-09-01", 1),
}


def test_who_left_without_graduating_does_not_count(history: History) -> None:
    for name, (kind, day, _) in LEFT.items():
        history.student(name, keluar=kind, tanggal=day)
        history.studied(name, GENAP)
        took_part(history, name, 13, 20, GENAP)

    evidence = history.evidence("210-M-2023", "2", REPORT)

    assert {name: row.penyebut for name, row in evidence.items()} == {name: n for name, (_, _, n) in LEFT.items()}
    assert weights(evidence) == {name: Decimal("0.5") * n for name, (_, _, n) in LEFT.items()}
    assert evidence["pindah"].alasan == "pindah, keluar, atau putus studi"


def test_that_a_student_left_is_known_from_the_graduates_too(history: History) -> None:
    active(history, "ani")
    history.graduated("ani", "2025-09-01", jenis="5")

    assert history.evidence("210-M-2023", "2", REPORT)["ani"].penyebut == 0


def test_who_moved_to_another_prodi_counts_there(history: History) -> None:
    history.prodi("si")
    person = {"id_mahasiswa": "orang-ani", "id_periode_masuk": "20231"}
    history.add(
        "riwayat_pendidikan", id_registrasi_mahasiswa="lama", id_prodi="if", id_jenis_keluar="2",
        tanggal_keluar="2025-06-30", **person,
    )  # fmt: skip
    history.add("riwayat_pendidikan", id_registrasi_mahasiswa="baru", id_prodi="si", **person)
    history.studied("lama", GENAP)
    history.studied("baru", GANJIL)
    won(history, "ani", "nasional", "1")

    evidence = history.evidence("210-M-2023", "2", REPORT)

    assert {key: (row.pembilang, row.penyebut) for key, row in evidence.items()} == {
        "lama": (0, 0),
        "baru": (Decimal("0.21"), 1),
    }


def test_a_person_with_two_registrations_is_two_students_and_one_champion(history: History) -> None:
    for id_, masuk in (("dulu", "20221"), ("baru", "20241")):
        history.add(
            "riwayat_pendidikan", id_registrasi_mahasiswa=id_, id_mahasiswa="orang-ani", id_prodi="if",
            id_periode_masuk=masuk,
        )  # fmt: skip
        history.studied(id_, GANJIL)
        took_part(history, id_, 13, 20)
    won(history, "ani", "internasional", "1")

    assert found(history) == {"dulu": Decimal("0.5"), "baru": Decimal("0.8")}


HEALTH = {
    ("30", "Kedokteran"): False,
    ("30", "Pendidikan Dokter"): False,
    ("30", "Kedokteran Gigi"): True,
    ("30", "Kedokteran Hewan"): True,
    ("30", "Keperawatan"): False,
    ("30", "Ilmu Keperawatan"): False,
    ("30", "Kebidanan"): False,
    ("23", "Kebidanan"): False,
    ("22", "Kebidanan"): True,
}


def test_health_programmes_that_lead_to_a_profession_are_left_out(history: History) -> None:
    for level, name in HEALTH:
        history.prodi(f"{level} {name}", jenjang=level, nama=name)
        active(history, f"{level} {name}", prodi=f"{level} {name}")

    assert set(found(history)) == {" ".join(key) for key, counted in HEALTH.items() if counted}


def test_students_of_other_levels_are_left_out(history: History) -> None:
    history.prodi("s2", jenjang="35")
    active(history, "ani", prodi="s2")
    took_part(history, "ani", 13, prodi="s2")
    won(history, "ani", "internasional", "1")

    assert found(history) == {}


def test_compulsory_courses_of_the_curriculum_do_not_count_in_an_exchange(history: History) -> None:
    for id_, name in (("mk1", "Basis Data"), ("mk2", "Pendidikan Agama Islam"), ("mk3", "Pancasila")):
        history.add("mata_kuliah", id_matkul=id_, nama_mata_kuliah=name, id_prodi="if")
    for student, kind, courses in (
        ("bertukar", 21, ("mk1", "mk2")), ("hanya wajib", 21, ("mk2", "mk3")), ("magang", 13, ("mk1", "mk2")),
    ):  # fmt: skip
        active(history, student)
        took_part(history, student, kind, 20, courses=courses)

    assert found(history) == {"bertukar": Decimal("0.1"), "hanya wajib": 0, "magang": Decimal("0.5")}


def test_an_inbound_student_adds_to_the_numerator_alone(history: History) -> None:
    history.prodi("d2", jenjang="21", fakultas=None)
    active(history, "ani")
    took_part(history, "tamu", 21, 20)
    took_part(history, "tamu D2", 21, 5, prodi="d2")
    took_part(history, "tamu sebentar", 21, 9)

    evidence = history.evidence("210-M-2023", "2", REPORT)

    assert {key: (row.pembilang, row.penyebut, row.id_prodi, row.alasan) for key, row in evidence.items()} == {
        "ani": (0, 1, "if", "tanpa kegiatan atau prestasi yang dihitung"),
        "tamu": (Decimal("0.2"), 0, "if", "mahasiswa inbound, pertukaran 20 sks"),
        "tamu D2": (Decimal("0.05"), 0, "d2", "mahasiswa inbound, pertukaran 5 sks"),
        "tamu sebentar": (0, 0, "if", "mahasiswa inbound, sks di bawah batas per semester"),
    }
    assert {row.kurang for row in evidence.values()} == {None}


def test_people_and_prodi_that_are_not_known_are_listed_and_add_nothing(history: History) -> None:
    active(history, "tanpa prodi", prodi="entah")
    took_part(history, "siapa", 13, 20)
    took_part(history, "tamu", 21, 20, prodi="entah")
    won(history, "siapa", "nasional", "1")

    evidence = history.evidence("210-M-2023", "2", REPORT)

    assert {(row.pembilang, row.penyebut) for row in evidence.values()} == {(0, 0)}
    assert sorted(str(row.kurang) for row in evidence.values()) == [
        "anggota aktivitas yang registrasinya tidak dikenal",
        "peraih prestasi tidak dikenal",
        "prodi aktivitas tidak dikenal",
        "prodi mahasiswa tidak dikenal",
    ]


def test_who_was_not_active_adds_nothing_and_is_not_listed(history: History) -> None:
    history.student("ani")
    history.studied("ani", GANJIL, status="C")
    took_part(history, "ani", 13)
    won(history, "ani", "nasional", "1")

    assert found(history) == {}


def test_a_prodi_may_be_without_a_fakultas(history: History) -> None:
    history.prodi("mandiri", fakultas=None)
    active(history, "ani", prodi="mandiri")

    row = history.evidence("210-M-2023", "2", REPORT)["ani"]

    assert (row.label, row.id_prodi, row.id_fakultas) == ("nim-ani", "mandiri", None)


def test_the_lower_bound_is_that_of_the_students_own_level(history: History) -> None:
    history.prodi("d2", jenjang="21")
    active(history, "ani", prodi="d2")
    active(history, "budi", prodi="if")
    took_part(history, "ani", 13, 5, prodi="if")
    took_part(history, "budi", 13, 5, prodi="d2")

    assert found(history) == {"ani": Decimal("0.125"), "budi": 0}
