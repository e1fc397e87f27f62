"""210/M/2023 IKU 3: lecturers outside the campus, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.integration.iku.campus_life import activity, join, lecturer, supervised, won, worked_outside
from tests.integration.iku.history import History, weights

REPORT = date(2025, 11, 25)

OUTSIDE = {
    "tridharma yang berjalan": ("tridharma", "2024-01-01", None, "1.0"),
    "praktisi yang berjalan": ("praktisi", "2010-01-01", None, "1.0"),
    "selesai tepat 5 tahun lalu": ("tridharma", "2019-01-01", "2020-11-25", "1.0"),
    "selesai 5 tahun dan sehari lalu": ("tridharma", "2019-01-01", "2020-11-24", "0"),
    "mulai pada tanggal laporan": ("praktisi", "2025-11-25", "2026-11-25", "1.0"),
    "mulai sesudah tanggal laporan": ("praktisi", "2025-11-26", None, "0"),
}

SUPERVISED = {
    "laporan akhir (1)": (1, "20251", "0"),
    "kerja praktik (6)": (6, "20251", "0"),
    "kompetisi tanpa juara (12)": (12, "20251", "0"),
    "magang (13)": (13, "20251", "0.75"),
    "asistensi mengajar (14)": (14, "20251", "0.75"),
    "riset (15)": (15, "20251", "0.75"),
    "kemanusiaan (16)": (16, "20251", "0.75"),
    "wirausaha (17)": (17, "20251", "0.75"),
    "studi independen (18)": (18, "20251", "0.75"),
    "membangun desa (19)": (19, "20251", "0.75"),
    "bela negara (20)": (20, "20251", "0.75"),
    "pertukaran (21)": (21, "20242", "0.75"),
    "magang tahun lalu": (13, "20241", "0"),
    "magang semester antara": (13, "20243", "0"),
    "skripsi (22)": (22, "20251", "0"),
}


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")


def test_work_at_another_place_counts_for_five_years(history: History) -> None:
    for name, (jenis, mulai, selesai, _) in OUTSIDE.items():
        lecturer(history, name)
        worked_outside(history, name, jenis, mulai, selesai)

    found = history.evidence("210-M-2023", "3", REPORT)

    assert weights(found) == {name: Decimal(weight) for name, (*_, weight) in OUTSIDE.items()}
    assert {row.penyebut for row in found.values()} == {1}


def test_supervising_students_outside_the_programme_counts_for_a_year(history: History) -> None:
    for name, (kind, semester, _) in SUPERVISED.items():
        lecturer(history, name)
        supervised(history, name, activity(history, kind, semester))

    assert weights(history.evidence("210-M-2023", "3", REPORT)) == {
        name: Decimal(weight) for name, (*_, weight) in SUPERVISED.items()
    }


@pytest.mark.parametrize(
    ("tingkat", "peringkat", "tahun", "weight"),
    [
        ("provinsi", "3", 2025, "0.75"),
        ("nasional", "2", 2025, "0.75"),
        ("internasional", "1", 2025, "0.75"),
        ("internasional", "peserta", 2025, "0"),
        ("nasional", "harapan", 2025, "0"),
        ("nasional", "1", 2024, "0"),
    ],
)
def test_supervising_a_competition_counts_when_a_member_is_a_champion(
    history: History, tingkat: str, peringkat: str, tahun: int, weight: str
) -> None:
    lecturer(history, "ani")
    history.student("edo")
    history.student("fitri")
    contest = activity(history, 12)
    join(history, contest, "edo")
    join(history, contest, "fitri")
    supervised(history, "ani", contest)
    won(history, "edo", tingkat, peringkat, tahun=tahun)

    assert weights(history.evidence("210-M-2023", "3", REPORT)) == {"ani": Decimal(weight)}


def test_the_heaviest_of_several_counts_and_tells_its_message(history: History) -> None:
    lecturer(history, "ani")
    supervised(history, "ani", activity(history, 13))
    worked_outside(history, "lain", "praktisi", "2024-01-01", None)
    offset = worked_outside(history, "ani", "praktisi", "2024-01-01", None)

    row = history.evidence("210-M-2023", "3", REPORT)["ani"]

    assert (row.pembilang, row.alasan, row.label) == (1, "bekerja sebagai praktisi", "nidn-ani")
    assert (row.dataset, row.partisi, row.posisi) == ("kegiatan_luar_dosen", 0, offset)


def test_only_lecturers_with_a_nidn_count(history: History) -> None:
    for nomor in ("NIDN", "NIDK", "NUP"):
        lecturer(history, nomor, nomor)
        worked_outside(history, nomor, "praktisi", "2024-01-01", None)

    found = history.evidence("210-M-2023", "3", REPORT)

    assert {key: (row.pembilang, row.penyebut, row.alasan) for key, row in found.items()} == {
        "NIDN": (1, 1, "bekerja sebagai praktisi"),
        "NIDK": (0, 0, "dosen ber-NIDK, bukan NIDN"),
        "NUP": (0, 0, "dosen ber-NUP, bukan NIDN"),
    }


@pytest.mark.parametrize(
    ("as_of", "lecturers"),
    [(date(2025, 7, 31), {"lama"}), (date(2025, 8, 1), {"baru"})],
    ids=["31 Jul", "1 Aug"],
)
def test_lecturers_are_those_of_the_newest_academic_year_that_has_begun(
    history: History, as_of: date, lecturers: set[str]
) -> None:
    lecturer(history, "dulu", id_tahun_ajaran="2023")
    lecturer(history, "lama", id_tahun_ajaran="2024")
    lecturer(history, "baru", id_tahun_ajaran="2025")
    lecturer(history, "nanti", id_tahun_ajaran="2026")
    lecturer(history, "bukan homebase", apakah_homebase="0")

    assert set(history.evidence("210-M-2023", "3", as_of)) == lecturers


def test_before_the_newest_year_is_there_the_one_before_it_counts(history: History) -> None:
    lecturer(history, "lama", id_tahun_ajaran="2024")

    assert set(history.evidence("210-M-2023", "3", REPORT)) == {"lama"}


def test_a_lecturer_with_two_homebases_counts_once(history: History) -> None:
    history.prodi("si")
    lecturer(history, "ani", prodi="if")
    lecturer(history, "ani", prodi="si")

    found = history.evidence("210-M-2023", "3", REPORT)

    assert {key: row.id_prodi for key, row in found.items()} == {"ani": "if"}


def test_a_lecturer_without_a_known_prodi_counts_for_the_institution(history: History) -> None:
    lecturer(history, "ani", prodi=None)
    lecturer(history, "budi", prodi="entah")
    worked_outside(history, "ani", "praktisi", "2024-01-01", None)

    found = history.evidence("210-M-2023", "3", REPORT)

    assert {key: (row.pembilang, row.penyebut, row.id_prodi, row.kurang) for key, row in found.items()} == {
        "ani": (1, 1, None, "prodi homebase dosen tidak dikenal"),
        "budi": (0, 1, None, "prodi homebase dosen tidak dikenal"),
    }


def test_a_lecturer_without_a_nidn_text_is_called_by_the_nuptk(history: History) -> None:
    lecturer(history, "ani", nidn=None, nuptk="nuptk-1")
    lecturer(history, "budi", nidn=None)

    found = history.evidence("210-M-2023", "3", REPORT)

    assert {row.label for row in found.values()} == {"nuptk-1", "budi"}


def test_the_number_is_the_sum_of_weights_over_lecturers(history: History) -> None:
    for id_ in ("ani", "budi", "citra", "dewi"):
        lecturer(history, id_)
    worked_outside(history, "ani", "praktisi", "2024-01-01", None)
    supervised(history, "budi", activity(history, 13))

    assert history.score("210-M-2023", "3", REPORT).nilai == Decimal("43.75")


def test_without_lecturers_it_is_not_computed(history: History) -> None:
    worked_outside(history, "ani", "praktisi", "2024-01-01", None)

    assert history.score("210-M-2023", "3", REPORT).nilai is None
