"""358/M/KEP/2025 IKU 3: students with activities outside their programme or achievements, by hand.

For the report of 25 November 2026 the semesters are 20252 and 20261.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from tests.integration.iku.campus_life import won
from tests.integration.iku.history import History, weights

REPORT = date(2026, 11, 25)
CODE = ("358-M-KEP-2025", "3")
INTERNSHIP, RESEARCH, THESIS = 13, 15, 22
_numbers = count()


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")
    history.prodi("d3", jenjang="22")


def student(
    history: History, id_: str, prodi: str = "if", semester: str = "20252", status: str = "A", **other: Any
) -> None:
    history.student(id_, prodi, **other)
    history.studied(id_, semester, status=status)


def took_part(
    history: History, who: str, kind: int = RESEARCH, sks: float | None = 10, semester: str = "20252", *,
    supervised: bool = True, letter: str | None = None,
) -> int:  # fmt: skip
    """An activity with a supervisor whose sks are recognised, unless told otherwise. Returns the offset of the membership."""
    id_ = f"kegiatan-{next(_numbers):05}"
    history.add(
        "aktivitas_mahasiswa", id_aktivitas=id_, id_jenis_aktivitas=str(kind), id_prodi="if", id_semester=semester,
        tanggal_sk_tugas=letter,
    )  # fmt: skip
    member = history.add("anggota_aktivitas", id_anggota=f"{id_}-a", id_aktivitas=id_, id_registrasi_mahasiswa=who)
    if supervised:
        history.add("bimbingan_mahasiswa", id_bimbing_mahasiswa=f"{id_}-b", id_aktivitas=id_, id_dosen="dosen")
    if sks is not None:
        history.add(
            "konversi_aktivitas",
            id_konversi_aktivitas=f"{id_}-k",
            id_aktivitas=id_,
            id_anggota=f"{id_}-a",
            sks_mata_kuliah=sks,
        )
    return member


SKS = {
    "0,5 sks": (0.5, "0.4"),
    "5 sks": (5, "0.4"),
    "5,5 sks": (5.5, "0.6"),
    "6 sks": (6, "0.6"),
    "9,5 sks": (9.5, "0.6"),
    "10 sks": (10, "1.0"),
    "20 sks": (20, "1.0"),
}


def test_every_number_of_credits_has_its_weight(history: History) -> None:
    for name, (sks, _) in SKS.items():
        student(history, name)
        took_part(history, name, sks=sks)

    found = history.evidence(*CODE, REPORT)

    assert weights(found) == {name: Decimal(weight) for name, (_, weight) in SKS.items()}
    assert {name: row.alasan for name, row in found.items()} == {name: f"kegiatan luar prodi {name}" for name in SKS}
    assert {row.kurang for row in found.values()} == {None}


ACHIEVEMENTS = {
    ("internasional", "1"): "1.0",
    ("internasional", "2"): "0.5",
    ("internasional", "3"): "0.5",
    ("internasional", "favorit"): "0.5",
    ("internasional", "harapan"): "0.3",
    ("internasional", "finalis"): "0.2",
    ("internasional", "peserta"): "0",
    ("nasional", "1"): "0.6",
    ("nasional", "2"): "0.3",
    ("nasional", "3"): "0.3",
    ("nasional", "favorit"): "0.3",
    ("nasional", "harapan"): "0.2",
    ("nasional", "finalis"): "0.1",
    ("nasional", "peserta"): "0",
    ("provinsi", "1"): "0.4",
    ("provinsi", "2"): "0.2",
    ("provinsi", "3"): "0.2",
    ("provinsi", "favorit"): "0.2",
    ("provinsi", "harapan"): "0.1",
    ("provinsi", "finalis"): "0.05",
    ("provinsi", "peserta"): "0",
}


def test_every_level_and_rank_of_an_achievement_has_its_weight(history: History) -> None:
    for level, rank in ACHIEVEMENTS:
        student(history, f"{level} {rank}")
        won(history, f"{level} {rank}", level, rank, tahun=2026)

    found = history.evidence(*CODE, REPORT)

    assert weights(found) == {f"{level} {rank}": Decimal(weight) for (level, rank), weight in ACHIEVEMENTS.items()}
    assert found["nasional 2"].alasan == "juara 2 nasional"
    assert found["provinsi peserta"].alasan == "peserta lomba, tanpa bobot"


def test_credits_of_several_activities_are_added_over_both_semesters(history: History) -> None:
    student(history, "ani")
    took_part(history, "ani", INTERNSHIP, 4, "20252")
    took_part(history, "ani", RESEARCH, 6, "20261")

    assert weights(history.evidence(*CODE, date(2026, 7, 31))) == {"ani": Decimal("0.4")}
    assert weights(history.evidence(*CODE, date(2026, 8, 1))) == {"ani": Decimal("1.0")}


@pytest.mark.parametrize(
    ("sks", "rank", "weight", "reason", "dataset"),
    [
        (6, "1", "1.0", "kegiatan luar prodi 6 sks dan juara 1 internasional, dipakai bobot tertinggi", "prestasi_mahasiswa"),
        (6, "2", "0.6", "kegiatan luar prodi 6 sks dan juara 2 internasional, dipakai bobot tertinggi", "anggota_aktivitas"),
    ],
)  # fmt: skip
def test_of_activity_and_achievement_the_higher_weight_counts(
    history: History, sks: int, rank: str, weight: str, reason: str, dataset: str
) -> None:
    student(history, "ani")
    offsets = {
        "anggota_aktivitas": took_part(history, "ani", sks=sks),
        "prestasi_mahasiswa": won(history, "ani", "internasional", rank, tahun=2026),
    }

    row = history.evidence(*CODE, REPORT)["ani"]

    assert (row.pembilang, row.penyebut, row.alasan) == (Decimal(weight), 1, reason)
    assert (row.dataset, row.posisi) == (dataset, offsets[dataset])


def test_of_several_achievements_the_best_counts(history: History) -> None:
    student(history, "ani")
    won(history, "ani", "provinsi", "1", tahun=2026)
    won(history, "ani", "nasional", "1", tahun=2026)
    won(history, "ani", "internasional", "finalis", tahun=2026)

    assert weights(history.evidence(*CODE, REPORT)) == {"ani": Decimal("0.6")}


def test_an_achievement_counts_in_its_year_from_its_day_on(history: History) -> None:
    for name, year, day in [
        ("31 desember lalu", 2025, "2025-12-31"),
        ("1 januari", 2026, "2026-01-01"),
        ("hari laporan", 2026, "2026-11-25"),
        ("besok", 2026, "2026-11-26"),
        ("tanpa tanggal", 2026, None),
        ("1 januari nanti", 2027, "2027-01-01"),
    ]:
        student(history, name)
        won(history, name, "internasional", "1", tahun=year, tanggal=day)

    counted = [name for name, weight in weights(history.evidence(*CODE, REPORT)).items() if weight]

    assert counted == ["1 januari", "hari laporan", "tanpa tanggal"]


WITHOUT_WEIGHT: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "tanpa pembimbing": (
        {"supervised": False}, "kegiatan tanpa dosen pembimbing", "kegiatan tanpa dosen pembimbing",
    ),
    "tanpa konversi": ({"sks": None}, "kegiatan tanpa konversi sks", "kegiatan tanpa konversi sks"),
    "skripsi": ({"kind": THESIS}, "belum berkegiatan atau berprestasi di luar prodi", None),
    "semester antara": ({"semester": "20253"}, "belum berkegiatan atau berprestasi di luar prodi", None),
    "semester lalu": ({"semester": "20251"}, "belum berkegiatan atau berprestasi di luar prodi", None),
    "surat tugas besok": ({"letter": "2026-11-26"}, "belum berkegiatan atau berprestasi di luar prodi", None),
}  # fmt: skip


def test_an_activity_counts_only_under_its_conditions(history: History) -> None:
    for name, (did, _, _) in WITHOUT_WEIGHT.items():
        student(history, name)
        took_part(history, name, **did)

    found = history.evidence(*CODE, REPORT)

    assert {name: (row.pembilang, row.penyebut, row.alasan, row.kurang) for name, row in found.items()} == {
        name: (0, 1, reason, lacking) for name, (_, reason, lacking) in WITHOUT_WEIGHT.items()
    }


def test_an_activity_counts_from_the_day_of_its_letter(history: History) -> None:
    student(history, "ani")
    took_part(history, "ani", letter="2026-03-10")

    assert weights(history.evidence(*CODE, date(2026, 3, 9))) == {"ani": 0}
    assert weights(history.evidence(*CODE, date(2026, 3, 10))) == {"ani": 1}


@pytest.mark.parametrize("kind", range(13, 22))
def test_every_kind_of_activity_outside_the_programme_counts(history: History, kind: int) -> None:
    student(history, "ani")
    took_part(history, "ani", kind)

    assert weights(history.evidence(*CODE, REPORT)) == {"ani": 1}


def test_a_compulsory_internship_of_a_vocational_programme_does_not_count(history: History) -> None:
    for name, kinds in [("magang", [INTERNSHIP]), ("riset", [RESEARCH]), ("keduanya", [INTERNSHIP, RESEARCH])]:
        student(history, name, "d3")
        for kind in kinds:
            took_part(history, name, kind, 6)
    student(history, "magang tanpa pembimbing", "d3")
    took_part(history, "magang tanpa pembimbing", INTERNSHIP, supervised=False)

    found = history.evidence(*CODE, REPORT)

    assert {name: (row.pembilang, row.alasan, row.kurang) for name, row in found.items()} == {
        "magang": (0, "magang yang wajib bagi program vokasi", None),
        "riset": (Decimal("0.6"), "kegiatan luar prodi 6 sks", None),
        "keduanya": (Decimal("0.6"), "kegiatan luar prodi 6 sks", None),
        "magang tanpa pembimbing": (0, "magang yang wajib bagi program vokasi", None),
    }


def test_what_an_activity_lacks_is_told_unless_the_student_has_full_weight(history: History) -> None:
    for name, sks in [("enam", 6), ("sepuluh", 10)]:
        student(history, name)
        took_part(history, name, sks=sks)
        took_part(history, name, supervised=False)

    found = history.evidence(*CODE, REPORT)

    assert {name: (row.pembilang, row.kurang) for name, row in found.items()} == {
        "enam": (Decimal("0.6"), "kegiatan tanpa dosen pembimbing"),
        "sepuluh": (1, None),
    }


def test_students_are_those_of_diploma_and_bachelor_who_were_active(history: History) -> None:
    for jenjang in ("20", "21", "22", "23", "30", "31", "35", "40"):
        history.prodi(jenjang, jenjang=jenjang)
        student(history, f"jenjang {jenjang}", jenjang)
    for status in ("A", "M", "C", "N", "G"):
        student(history, f"status {status}", status=status)

    assert sorted(history.evidence(*CODE, REPORT)) == [
        "jenjang 20", "jenjang 21", "jenjang 22", "jenjang 23", "jenjang 30", "status A", "status M",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "students"),
    [
        (date(2026, 1, 31), set()),
        (date(2026, 2, 1), {"20252"}),
        (date(2026, 7, 31), {"20252"}),
        (date(2026, 8, 1), {"20252", "20261"}),
        (date(2026, 12, 31), {"20252", "20261"}),
    ],
    ids=["31 Jan", "1 Feb", "31 Jul", "1 Aug", "31 Dec"],
)
def test_a_semester_counts_from_the_day_it_begins(history: History, as_of: date, students: set[str]) -> None:
    for semester in ("20251", "20252", "20253", "20261", "20262"):
        student(history, semester, semester=semester)

    assert set(history.evidence(*CODE, as_of)) == students


@pytest.mark.parametrize("jenis", ["2", "3", "4"])
def test_who_left_is_not_counted_from_that_day_on(history: History, jenis: str) -> None:
    student(history, "ani", keluar=jenis, tanggal="2026-03-10")
    took_part(history, "ani")

    def counted(day: date) -> tuple[Decimal, Decimal]:
        row = history.evidence(*CODE, day)["ani"]
        return row.pembilang, row.penyebut

    assert counted(date(2026, 3, 9)) == (1, 1)
    assert counted(date(2026, 3, 10)) == (0, 0)
    assert history.evidence(*CODE, REPORT)["ani"].alasan == "pindah, keluar, atau putus studi"


def test_who_left_by_the_data_of_exits_alone_is_not_counted(history: History) -> None:
    student(history, "ani")
    history.graduated("ani", "2026-03-10", jenis="5")

    assert history.evidence(*CODE, REPORT)["ani"].penyebut == 0


def test_who_graduated_is_counted(history: History) -> None:
    student(history, "ani", keluar="1", tanggal="2026-07-20")
    history.graduated("ani", "2026-07-20")
    took_part(history, "ani")

    assert weights(history.evidence(*CODE, REPORT)) == {"ani": 1}


def person(history: History, registration: str, prodi: str, masuk: str) -> None:
    history.add(
        "riwayat_pendidikan", id_registrasi_mahasiswa=registration, id_mahasiswa="ani", nim=registration, id_prodi=prodi,
        id_periode_masuk=masuk,
    )  # fmt: skip
    history.studied(registration, "20252")


def test_an_achievement_of_a_person_with_two_registrations_counts_once_for_the_newer(history: History) -> None:
    person(history, "lama", "d3", "20231")
    person(history, "baru", "if", "20251")
    took_part(history, "lama", sks=5)
    won(history, "", "nasional", "1", tahun=2026, person="ani")

    assert weights(history.evidence(*CODE, REPORT)) == {"lama": Decimal("0.4"), "baru": Decimal("0.6")}


def test_a_registration_that_does_not_count_gets_no_achievement(history: History) -> None:
    history.prodi("s2", jenjang="35")
    person(history, "sarjana", "if", "20221")
    person(history, "magister", "s2", "20251")
    won(history, "", "nasional", "1", tahun=2026, person="ani")

    assert weights(history.evidence(*CODE, REPORT)) == {"sarjana": Decimal("0.6")}


def test_a_student_of_an_unknown_prodi_is_listed_and_adds_nothing(history: History) -> None:
    student(history, "ani", "entah")
    took_part(history, "ani")

    row = history.evidence(*CODE, REPORT)["ani"]

    assert (row.pembilang, row.penyebut, row.kurang) == (0, 0, "prodi mahasiswa tidak dikenal")


def test_an_achievement_of_nobody_known_is_listed_and_adds_nothing(history: History) -> None:
    offset = won(history, "", "nasional", "1", tahun=2026, person="entah")

    (row,) = history.evidence(*CODE, REPORT).values()

    assert (row.label, row.pembilang, row.penyebut, row.posisi) == ("Lomba", 0, 0, offset)
    assert row.kurang == "prestasi orang yang tidak dikenal"


def test_an_achievement_of_a_student_who_was_not_active_is_not_missing(history: History) -> None:
    student(history, "ani", status="C")
    won(history, "ani", "nasional", "1", tahun=2026)

    assert history.evidence(*CODE, REPORT) == {}


def test_who_did_nothing_is_counted_by_the_row_that_registered_them(history: History) -> None:
    history.student("orang lain")
    offset = history.student("ani")
    history.studied("ani", "20252", "20261")

    row = history.evidence(*CODE, REPORT)["ani"]

    assert (row.label, row.id_prodi, row.id_fakultas, row.penyebut) == ("nim-ani", "if", "ft", 1)
    assert (row.dataset, row.partisi, row.posisi) == ("riwayat_pendidikan", 0, offset)


def test_the_number_is_the_sum_of_weights_over_all_students(history: History) -> None:
    for name in ("ani", "budi", "citra", "dewi"):
        student(history, name)
    took_part(history, "ani", sks=20)
    won(history, "budi", "provinsi", "finalis", tahun=2026)

    assert history.score(*CODE, REPORT).nilai == Decimal("26.2500")
