"""210/M/2023 IKU 4: certified lecturers and practitioners who teach, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.iku.campus_life import lecturer
from tests.integration.iku.history import History, weights

REPORT = date(2025, 11, 25)

CERTIFICATES: dict[str, tuple[tuple[str, str, str | None], str]] = {
    "kompetensi tanpa batas akhir": (("kompetensi", "2019-01-01", None), "0.6"),
    "profesi tanpa batas akhir": (("profesi", "2019-01-01", None), "0.6"),
    "pendidik (serdos)": (("pendidik", "2019-01-01", None), "0"),
    "berakhir dalam tahun ini": (("kompetensi", "2022-03-01", "2025-03-01"), "0.6"),
    "berakhir 1 Jan tahun ini": (("kompetensi", "2022-01-01", "2025-01-01"), "0.6"),
    "berakhir 31 Des tahun lalu": (("kompetensi", "2022-01-01", "2024-12-31"), "0"),
    "mulai pada tanggal laporan": (("kompetensi", "2025-11-25", "2028-11-25"), "0.6"),
    "mulai sesudah tanggal laporan": (("kompetensi", "2025-11-26", "2028-11-25"), "0"),
}


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")
    history.prodi("si", fakultas=None)


def certified(
    history: History, dosen: str, jenis: str = "kompetensi", dari: str = "2020-01-01", sampai: str | None = None
) -> int:
    return history.add(
        "sertifikasi_dosen", id_sertifikasi=f"{dosen} {jenis}"[:36], id_dosen=dosen, jenis=jenis, berlaku_dari=dari,
        berlaku_sampai=sampai,
    )  # fmt: skip


def taught(history: History, id_: str, semester: str = "20251", prodi: str = "if", **other: Any) -> int:
    return history.add(
        "praktisi_mengajar",
        **{
            "id_praktisi_mengajar": id_, "nama_praktisi": f"praktisi {id_}", "institusi": "PT Maju", "id_matkul": "mk1",
            "id_prodi": prodi, "id_semester": semester, "jam": 4, **other,
        },
    )  # fmt: skip


def test_a_certificate_that_is_valid_on_a_day_of_the_year_counts(history: History) -> None:
    for name, (certificate, _) in CERTIFICATES.items():
        lecturer(history, name)
        certified(history, name, *certificate)

    found = history.evidence("210-M-2023", "4", REPORT)

    assert weights(found) == {name: Decimal(weight) for name, (_, weight) in CERTIFICATES.items()}
    assert {row.penyebut for row in found.values()} == {1}


def test_the_number_weighs_certificates_60_and_practitioners_40(history: History) -> None:
    for id_ in ("ani", "budi", "citra", "dewi"):
        lecturer(history, id_)
    certified(history, "ani")
    taught(history, "p1")
    taught(history, "p2")

    result = history.score("210-M-2023", "4", REPORT)

    # 1/4 of 60 and 2/4 of 40
    assert (result.pembilang, result.penyebut, result.nilai) == (Decimal("1.4"), 4, 35)


def test_a_lecturer_with_two_certificates_counts_once(history: History) -> None:
    lecturer(history, "ani")
    certified(history, "ani", "profesi", "2021-01-01")
    offset = certified(history, "ani", "kompetensi", "2020-01-01")

    row = history.evidence("210-M-2023", "4", REPORT)["ani"]

    assert (row.pembilang, row.alasan) == (Decimal("0.6"), "dosen bersertifikat kompetensi")
    assert (row.dataset, row.posisi) == ("sertifikasi_dosen", offset)


def test_lecturers_of_every_kind_of_number_are_counted(history: History) -> None:
    for nomor in ("NIDN", "NIDK", "NUP"):
        lecturer(history, nomor, nomor)

    assert history.score("210-M-2023", "4", REPORT).penyebut == 3


@pytest.mark.parametrize(
    ("as_of", "counted"),
    [
        (date(2025, 1, 31), set()),
        (date(2025, 2, 1), {"20242"}),
        (date(2025, 8, 1), {"20242", "20251"}),
    ],
    ids=["31 Jan", "1 Feb", "1 Aug"],
)
def test_a_practitioner_counts_for_the_semesters_of_the_year(history: History, as_of: date, counted: set[str]) -> None:
    for semester in ("20241", "20242", "20243", "20251", "20252"):
        taught(history, semester, semester)

    assert weights(history.evidence("210-M-2023", "4", as_of)) == {f"praktisi {s}": Decimal("0.4") for s in counted}


def test_a_practitioner_counts_once_a_year_where_he_taught_first(history: History) -> None:
    who = {"nama_praktisi": "a1b2c3"}
    taught(history, "3", "20251", "if", **who)
    first = taught(history, "2", "20242", "si", **who)
    taught(history, "1", "20251", "if", **who)
    taught(history, "4", "20251", "if", institusi="PT Lain", **who)

    found = history.evidence("210-M-2023", "4", REPORT)

    assert set(found) == {"praktisi 2", "praktisi 4"}
    assert (found["praktisi 2"].id_prodi, found["praktisi 2"].posisi) == ("si", first)


def test_a_practitioner_without_a_name_counts_for_each_row_and_is_marked(history: History) -> None:
    taught(history, "1", nama_praktisi=None)
    taught(history, "2", nama_praktisi=None)
    taught(history, "3", prodi="entah")

    found = history.evidence("210-M-2023", "4", REPORT)

    assert {key: (row.pembilang, row.kurang) for key, row in found.items()} == {
        "praktisi 1": (Decimal("0.4"), "nama atau institusi praktisi kosong"),
        "praktisi 2": (Decimal("0.4"), "nama atau institusi praktisi kosong"),
        "praktisi 3": (Decimal("0.4"), "prodi praktisi tidak dikenal"),
    }


def test_without_lecturers_it_is_not_computed(history: History) -> None:
    taught(history, "1")

    assert history.score("210-M-2023", "4", REPORT).nilai is None


def test_no_name_is_told(history: History) -> None:
    taught(history, "1", nama_praktisi="a1b2c3")

    assert "a1b2c3" not in repr(history.evidence("210-M-2023", "4", REPORT))
