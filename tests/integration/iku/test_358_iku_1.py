"""358/M/KEP/2025 IKU 1: the efficiency of education (AEE), by hand.

For the report year 2026 the academic year is 2025/2026: semesters 20251 and 20252.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.integration.iku.history import History

REPORT = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")


def counted(history: History, as_of: date = REPORT) -> dict[str, tuple[Decimal, Decimal]]:
    """Numerator and denominator of each student."""
    return {k: (row.pembilang, row.penyebut) for k, row in history.evidence("358-M-KEP-2025", "1", as_of).items()}


def reason(history: History, key: str) -> tuple[str, str | None]:
    row = history.evidence("358-M-KEP-2025", "1", REPORT)[key]
    return row.alasan, row.kurang


def graduate(
    history: History, id_: str, masuk: str, periode: str, tanggal: str = "2026-07-20", prodi: str = "if"
) -> None:
    history.student(id_, prodi, masuk, keluar="1", tanggal=tanggal)
    history.studied(id_, "20251", "20252")
    history.graduated(id_, tanggal, periode, prodi)


def test_graduates_on_time_over_registered_students_as_a_share_of_the_ideal(history: History) -> None:
    graduate(history, "tepat", masuk="20221", periode="20252")
    graduate(history, "lambat", masuk="20212", periode="20252")
    history.student("belajar")
    history.studied("belajar", "20252")

    result = history.score("358-M-KEP-2025", "1", REPORT)

    assert counted(history) == {"tepat": (1, 1), "lambat": (0, 1), "belajar": (0, 1)}
    assert reason(history, "tepat") == ("lulus tepat waktu, 8 dari 8 semester", None)
    assert reason(history, "lambat") == ("lulus melewati masa kurikulum, 9 dari 8 semester", None)
    assert result.nilai == Decimal("133.3333")


@pytest.mark.parametrize(
    ("jenjang", "on_time", "late", "ideal"),
    [
        ("20", "20251", "20252", 100),
        ("21", "20261", "20262", 50),
        ("22", "20271", "20272", 33),
        ("23", "20281", "20282", 25),
        ("30", "20281", "20282", 25),
        ("35", "20261", "20262", 50),
        ("36", "20261", "20262", 50),
        ("40", "20271", "20272", 33),
        ("41", "20271", "20272", 33),
    ],
    ids=["D1", "D2", "D3", "D4", "S1", "S2", "S2 terapan", "S3", "S3 terapan"],
)
def test_each_level_has_its_length_and_its_ideal(
    history: History, jenjang: str, on_time: str, late: str, ideal: int
) -> None:
    history.prodi("p", jenjang=jenjang)
    graduate(history, "tepat", masuk="20242", periode=on_time, prodi="p")
    graduate(history, "lambat", masuk="20242", periode=late, prodi="p")

    found = history.evidence("358-M-KEP-2025", "1", REPORT)

    assert {key: (row.pembilang, row.ideal) for key, row in found.items()} == {
        "tepat": (1, ideal),
        "lambat": (0, ideal),
    }


def test_the_worked_example_of_the_book(history: History) -> None:
    """D3 30/33, D4 20/25, S1 20/25, S2 45/50 and S3 30/33 of the ideal make 86.36 %."""
    levels = {
        "22": (3, 10, "20231"),
        "23": (1, 5, "20221"),
        "30": (1, 5, "20221"),
        "35": (9, 20, "20241"),
        "40": (3, 10, "20231"),
    }
    for jenjang, (on_time, registered, masuk) in levels.items():
        history.prodi(jenjang, jenjang=jenjang)
        for number in range(registered):
            id_ = f"{jenjang}-{number}"
            history.student(id_, jenjang, masuk)
            history.studied(id_, "20252")
            if number < on_time:
                history.graduated(id_, "2026-07-20", "20252", jenjang)

    assert history.score("358-M-KEP-2025", "1", REPORT).nilai == Decimal("86.3636")


def test_semesters_on_leave_are_not_study_time(history: History) -> None:
    graduate(history, "ani", masuk="20212", periode="20252")
    history.studied("ani", "20222", status="C")

    assert reason(history, "ani") == ("lulus tepat waktu, 8 dari 8 semester", None)


def test_too_much_leave_is_not_counted(history: History) -> None:
    for id_, semesters in (("dua", ("20231", "20232")), ("tiga", ("20231", "20232", "20241"))):
        history.student(id_)
        history.studied(id_, "20252")
        history.studied(id_, *semesters, status="C")
    history.studied("dua", "20233", status="C")

    assert counted(history) == {"dua": (0, 1), "tiga": (0, 0)}
    assert reason(history, "tiga") == ("cuti 3 semester, melebihi ketentuan", None)


@pytest.mark.parametrize("jenis", ["2", "3", "4", "5", "6", "7"])
def test_who_left_is_not_counted_from_that_day_on(history: History, jenis: str) -> None:
    history.student("ani", keluar=jenis, tanggal="2026-03-10")
    history.studied("ani", "20251", "20252")

    assert counted(history, date(2026, 3, 9)) == {"ani": (0, 1)}
    assert counted(history, date(2026, 3, 10)) == {"ani": (0, 0)}
    assert reason(history, "ani") == ("pindah, keluar, atau putus studi", None)


@pytest.mark.parametrize("jenis", ["2", "4"])
def test_where_the_student_s_own_row_knows_no_exit_the_row_of_exits_does(history: History, jenis: str) -> None:
    history.student("ani")
    history.studied("ani", "20252")
    history.graduated("ani", "2026-03-10", jenis=jenis)

    assert counted(history, date(2026, 3, 9)) == {"ani": (0, 1)}
    assert counted(history, date(2026, 3, 10)) == {"ani": (0, 0)}


def test_who_left_on_an_unknown_day_is_not_counted(history: History) -> None:
    history.student("ani", keluar="4")
    history.studied("ani", "20252")

    assert counted(history) == {"ani": (0, 0)}


def test_a_graduation_counts_from_its_day_on(history: History) -> None:
    graduate(history, "ani", masuk="20221", periode="20252", tanggal="2026-07-20")

    assert counted(history, date(2026, 7, 19)) == {"ani": (0, 1)}
    assert counted(history, date(2026, 7, 20)) == {"ani": (1, 1)}


def test_a_graduation_of_the_year_before_is_not_counted_again(history: History) -> None:
    graduate(history, "ani", masuk="20221", periode="20251", tanggal="2025-12-31")
    graduate(history, "budi", masuk="20221", periode="20251", tanggal="2026-01-01")

    assert counted(history) == {"ani": (0, 0), "budi": (1, 1)}
    assert reason(history, "ani") == ("lulus sebelum tahun laporan", None)


def test_a_graduation_of_the_year_before_that_only_one_row_knows_is_not_counted_either(history: History) -> None:
    history.student("ani", keluar="1", tanggal="2025-12-31")
    history.student("budi")
    history.studied("ani", "20251")
    history.studied("budi", "20251")
    history.graduated("budi", "2025-12-31", "20251")

    assert counted(history) == {"ani": (0, 0), "budi": (0, 0)}


def test_only_students_of_the_academic_year_are_considered(history: History) -> None:
    for semester in ("20242", "20251", "20252", "20253", "20261"):
        history.student(semester)
        history.studied(semester, semester)

    assert counted(history) == {"20251": (0, 1), "20252": (0, 1)}


def test_january_already_has_the_students_of_the_running_academic_year(history: History) -> None:
    history.student("ani")
    history.studied("ani", "20251")

    assert counted(history, date(2026, 1, 2)) == {"ani": (0, 1)}


@pytest.mark.parametrize("status", ["A", "C", "G", "M", "N"])
def test_every_status_of_a_semester_is_registered(history: History, status: str) -> None:
    history.student("ani")
    history.studied("ani", "20252", status=status)

    assert counted(history) == {"ani": (0, 1)}


def test_a_graduate_without_activities_is_counted_and_flagged(history: History) -> None:
    history.student("ani", masuk="20221", keluar="1", tanggal="2026-07-20")
    history.graduated("ani", "2026-07-20", "20252")

    assert counted(history) == {"ani": (1, 1)}
    assert reason(history, "ani")[1] == "lulusan tanpa aktivitas kuliah pada tahun akademik"


def test_a_graduate_without_a_row_of_graduation_stays_registered_and_is_flagged(history: History) -> None:
    history.student("ani", keluar="1", tanggal="2026-07-20")
    history.studied("ani", "20252")

    assert counted(history) == {"ani": (0, 1)}
    assert reason(history, "ani")[1] == "lulus menurut riwayat pendidikan, tidak ada di data lulusan"


def test_a_person_with_two_registrations_counts_for_each(history: History) -> None:
    for id_ in ("ani-1", "ani-2"):
        history.student(id_)
        history.studied(id_, "20252")

    assert counted(history) == {"ani-1": (0, 1), "ani-2": (0, 1)}


def test_a_level_without_a_set_length_is_listed_and_adds_nothing(history: History) -> None:
    history.prodi("ners", jenjang="31")
    history.student("ani", "ners")
    history.studied("ani", "20252")

    assert counted(history) == {"ani": (0, 0)}
    assert reason(history, "ani")[1] == "masa tempuh jenjang Profesi belum ditetapkan"


def test_a_student_of_an_unknown_prodi_is_listed_and_adds_nothing(history: History) -> None:
    history.student("ani", "entah")
    history.studied("ani", "20252")

    assert counted(history) == {"ani": (0, 0)}
    assert reason(history, "ani")[1] == "prodi mahasiswa tidak dikenal"


def test_a_graduate_points_to_the_message_of_the_graduation(history: History) -> None:
    history.student("lain")
    student = history.student("ani")
    history.studied("ani", "20252")
    history.graduated("lain", "2026-01-01")
    graduation = history.graduated("ani", "2026-07-20", since="2026-07-20")

    def trail(as_of: date) -> tuple[str, int]:
        row = history.evidence("358-M-KEP-2025", "1", as_of)["ani"]
        return row.dataset, row.posisi

    assert trail(date(2026, 7, 19)) == ("riwayat_pendidikan", student)
    assert trail(date(2026, 7, 20)) == ("lulusan", graduation)
