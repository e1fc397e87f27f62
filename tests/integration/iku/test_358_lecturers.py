"""358/M/KEP/2025 IKU 4 and IKU 8: lecturers with international recognition, and those who work on policies, by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from tests.integration.iku.campus_life import lecturer
from tests.integration.iku.declared import policy
from tests.integration.iku.history import History, weights

REPORT = date(2026, 11, 25)
REGULATION = "358-M-KEP-2025"
Did = Callable[[History, str, str], object]
_numbers = count()


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")


def recognised(history: History, dosen: str, tanggal: str = "2026-05-01", tingkat: str = "internasional") -> int:
    return history.add(
        "rekognisi_dosen", id_rekognisi=f"rekognisi-{next(_numbers):05}", id_dosen=dosen, jenis="visiting professor",
        tingkat=tingkat, tanggal=tanggal,
    )  # fmt: skip


def employed(
    history: History, id_: str, nuptk: str | None = "1234", tahun: str = "2026", prodi: str | None = "if"
) -> int:
    return lecturer(history, id_, prodi=prodi, nuptk=nuptk, id_tahun_ajaran=tahun)


BOTH = pytest.mark.parametrize(
    ("kode", "did"),
    [("4", recognised), ("8", lambda history, dosen, day: policy(history, dosen, tanggal=day))],
    ids=["recognition", "policy"],
)


@BOTH
def test_what_was_done_counts_in_the_year_from_its_day_on(history: History, kode: str, did: Did) -> None:
    days = {
        "2025-12-31": 0,
        "2026-01-01": 1,
        "2026-11-25": 1,
        "2026-11-26": 0,
    }
    for day in days:
        employed(history, day)
        did(history, day, day)
    employed(history, "tidak pernah")

    found = history.evidence(REGULATION, kode, REPORT)

    assert weights(found) == days | {"tidak pernah": 0}
    assert {row.penyebut for row in found.values()} == {1}
    assert history.score(REGULATION, kode, REPORT).nilai == Decimal("40.0000")


@BOTH
def test_a_lecturer_counts_once_however_often_it_was_done(history: History, kode: str, did: Did) -> None:
    employed(history, "ani")
    employed(history, "budi")
    for day in ("2026-02-01", "2026-03-01", "2026-11-01"):
        did(history, "ani", day)

    assert weights(history.evidence(REGULATION, kode, REPORT)) == {"ani": 1, "budi": 0}


@BOTH
def test_who_is_no_lecturer_of_the_institution_is_listed_and_adds_nothing(
    history: History, kode: str, did: Did
) -> None:
    employed(history, "ani")
    did(history, "tamu", "2026-03-01")

    row = history.evidence(REGULATION, kode, REPORT)["tamu"]

    assert (row.pembilang, row.penyebut, row.alasan) == (0, 0, "bukan dosen homebase")
    assert "orang yang bukan dosen homebase" in (row.kurang or "")


@BOTH
@pytest.mark.parametrize(
    ("as_of", "lecturers"),
    [(date(2026, 7, 31), {"lama", "tetap"}), (date(2026, 8, 1), {"baru", "tetap"})],
    ids=["31 Jul", "1 Aug"],
)
def test_lecturers_are_those_of_the_academic_year_that_has_begun(
    history: History, kode: str, did: Did, as_of: date, lecturers: set[str]
) -> None:
    for id_, year in [("lama", "2025"), ("tetap", "2025"), ("tetap", "2026"), ("baru", "2026"), ("nanti", "2027")]:
        employed(history, id_, tahun=year)

    assert set(history.evidence(REGULATION, kode, as_of)) == lecturers


@BOTH
def test_before_the_new_year_is_recorded_the_lecturers_of_the_last_one_count(
    history: History, kode: str, did: Did
) -> None:
    employed(history, "ani", tahun="2024")
    employed(history, "budi", tahun="2025")

    assert set(history.evidence(REGULATION, kode, REPORT)) == {"budi"}


@BOTH
def test_a_lecturer_has_one_homebase_and_any_kind_of_number(history: History, kode: str, did: Did) -> None:
    for nomor in ("NIDN", "NIDK", "NUP"):
        lecturer(history, nomor, nomor, id_tahun_ajaran="2026")
    for _ in range(2):
        employed(history, "dua homebase")
    lecturer(history, "tanpa homebase", id_tahun_ajaran="2026", apakah_homebase="0")

    assert set(history.evidence(REGULATION, kode, REPORT)) == {"NIDN", "NIDK", "NUP", "dua homebase"}


@BOTH
def test_a_lecturer_of_an_unknown_prodi_counts_for_the_institution_alone(history: History, kode: str, did: Did) -> None:
    employed(history, "ani", prodi="entah")
    did(history, "ani", "2026-03-01")

    row = history.evidence(REGULATION, kode, REPORT)["ani"]

    assert (row.pembilang, row.penyebut, row.id_prodi, row.kurang) == (1, 1, None, "prodi homebase tidak dikenal")


@BOTH
def test_without_lecturers_nothing_is_computed(history: History, kode: str, did: Did) -> None:
    did(history, "tamu", "2026-03-01")

    assert history.score(REGULATION, kode, REPORT).nilai is None


def test_national_recognition_does_not_count(history: History) -> None:
    employed(history, "ani")
    recognised(history, "ani", tingkat="nasional")

    row = history.evidence(REGULATION, "4", REPORT)["ani"]

    assert (row.pembilang, row.alasan) == (0, "tanpa rekognisi internasional tahun ini")


def test_recognition_needs_a_nuptk(history: History) -> None:
    for id_, nuptk in [("ber-NUPTK", "1234"), ("tanpa NUPTK", None)]:
        employed(history, id_, nuptk)
        recognised(history, id_)

    found = history.evidence(REGULATION, "4", REPORT)

    assert {key: (row.pembilang, row.penyebut, row.alasan, row.kurang) for key, row in found.items()} == {
        "ber-NUPTK": (1, 1, "rekognisi internasional, visiting professor", None),
        "tanpa NUPTK": (0, 1, "rekognisi internasional, tanpa NUPTK", "dosen dengan rekognisi tanpa NUPTK"),
    }


def test_a_policy_of_another_year_on_this_year_s_form_is_told(history: History) -> None:
    employed(history, "ani")
    policy(history, "ani", tanggal="2025-12-31", kebijakan="Perda Air")
    employed(history, "budi")
    policy(history, "budi", tanggal="2025-12-31")
    policy(history, "budi", tanggal="2026-01-01", kebijakan="Perda Air")

    found = history.evidence(REGULATION, "8", REPORT)

    assert {key: (row.pembilang, row.alasan, row.kurang) for key, row in found.items()} == {
        "ani": (0, "terlibat sebelum tahun laporan", "tanggal keterlibatan di luar tahun formulir"),
        "budi": (1, "terlibat penyusunan kebijakan: Perda Air", None),
    }


def test_the_form_of_another_year_is_not_read(history: History) -> None:
    employed(history, "ani")
    policy(history, "ani", tahun=2025, tanggal="2026-03-01")

    assert weights(history.evidence(REGULATION, "8", REPORT)) == {"ani": 0}


@pytest.mark.parametrize("kode", ["4", "8"])
def test_evidence_points_to_the_message_that_counts(history: History, kode: str) -> None:
    employed(history, "orang lain")
    home = employed(history, "ani")
    employed(history, "budi")
    recognised(history, "orang lain")
    policy(history, "orang lain")
    done = recognised(history, "budi")
    policy(history, "budi")

    found = history.evidence(REGULATION, kode, REPORT)

    assert (found["ani"].label, found["ani"].dataset, found["ani"].posisi) == ("nidn-ani", "penugasan_dosen", home)
    assert (found["budi"].dataset, found["budi"].posisi) == (
        {"4": "rekognisi_dosen", "8": "form_kebijakan"}[kode],
        done,
    )
