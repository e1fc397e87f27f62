"""210/M/2023 IKU 8: study programmes with international accreditation, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.integration.iku.campus_life import accredited
from tests.integration.iku.history import History, weights

REPORT = date(2025, 11, 25)

VALIDITY: dict[str, tuple[dict[str, Any], int]] = {
    "tanpa batas akhir": ({"dari": "2020-01-01"}, 1),
    "berakhir 31 Des tahun lalu": ({"dari": "2020-01-01", "sampai": "2024-12-31"}, 0),
    "berakhir 1 Jan tahun ini": ({"dari": "2020-01-01", "sampai": "2025-01-01"}, 1),
    "mulai pada tanggal laporan": ({"dari": "2025-11-25", "sampai": "2030-11-25"}, 1),
    "mulai sesudah tanggal laporan": ({"dari": "2025-11-26", "sampai": "2030-11-25"}, 0),
}

BODIES: dict[str, tuple[dict[str, Any], int, str | None]] = {
    "lembaga yang diakui": ({"lembaga": "ASIIN"}, 1, None),
    "ditulis dengan huruf kecil": ({"lembaga": "asiin"}, 1, None),
    "lembaga yang tidak diakui": ({"lembaga": "Entah"}, 0, "lembaga Entah belum diakui"),
    "nasional": ({"lembaga": "BAN-PT", "cakupan": "nasional", "peringkat": "Unggul"}, 0, None),
    "LAM-PTKes Unggul, bukan Kedokteran": ({"lembaga": "LAM-PTKes", "cakupan": "nasional", "peringkat": "Unggul"}, 0, None),
}  # fmt: skip


def test_an_accreditation_counts_that_is_valid_on_a_day_of_the_year(history: History) -> None:
    for name, (validity, _) in VALIDITY.items():
        history.prodi(name)
        accredited(history, name, **validity)

    found = history.evidence("210-M-2023", "8", REPORT)

    assert weights(found) == {name: weight for name, (_, weight) in VALIDITY.items()}
    assert {row.penyebut for row in found.values()} == {1}


def test_a_body_has_to_be_recognised(history: History) -> None:
    for name, (accreditation, _, _) in BODIES.items():
        history.prodi(name)
        accredited(history, name, **accreditation)

    found = history.evidence("210-M-2023", "8", REPORT)

    assert {name: (row.pembilang, row.kurang) for name, row in found.items()} == {
        name: (weight, lacking) for name, (_, weight, lacking) in BODIES.items()
    }


@pytest.mark.parametrize(
    ("nama", "peringkat", "weight"),
    [("Kedokteran", "Unggul", 1), ("Pendidikan Dokter", "UNGGUL", 1), ("Kedokteran", "A", 0), ("Kedokteran Gigi", "Unggul", 0)],
)  # fmt: skip
def test_medicine_that_is_unggul_with_lam_ptkes_counts(
    history: History, nama: str, peringkat: str, weight: int
) -> None:
    history.prodi("dokter", nama=nama)
    accredited(history, "dokter", "LAM-PTKes", cakupan="nasional", peringkat=peringkat)

    assert weights(history.evidence("210-M-2023", "8", REPORT)) == {"dokter": weight}


def test_only_d3_d4_and_s1_are_looked_at(history: History) -> None:
    for jenjang in ("20", "21", "22", "23", "30", "31", "35", "40"):
        history.prodi(jenjang, jenjang=jenjang)

    assert set(history.evidence("210-M-2023", "8", REPORT)) == {"22", "23", "30"}


def test_a_prodi_counts_once_however_many_accreditations_it_has(history: History) -> None:
    history.prodi("if")
    accredited(history, "if", "Entah", dari="2019-01-01")
    offset = accredited(history, "if", "ABET", dari="2021-01-01")
    accredited(history, "if", "ASIIN", dari="2022-01-01")

    row = history.evidence("210-M-2023", "8", REPORT)["if"]

    assert (row.pembilang, row.alasan, row.dataset, row.posisi) == (
        1, "terakreditasi ABET", "akreditasi_prodi", offset,
    )  # fmt: skip


def test_a_prodi_that_was_closed_is_not_looked_at(history: History) -> None:
    for id_, status in (("buka", "A"), ("tutup", "H"), ("tanpa status", None)):
        history.add(
            "program_studi", id_prodi=id_, nama_program_studi="Informatika", id_jenjang_pendidikan="30", status=status
        )

    assert set(history.evidence("210-M-2023", "8", REPORT)) == {"buka", "tanpa status"}


def test_a_prodi_may_be_without_a_fakultas(history: History) -> None:
    history.prodi("mandiri", fakultas=None)
    accredited(history, "mandiri")

    row = history.evidence("210-M-2023", "8", REPORT)["mandiri"]

    assert (row.label, row.id_fakultas, row.pembilang) == ("S1 Informatika", None, 1)


def test_an_accreditation_of_an_unknown_prodi_is_listed_and_adds_nothing(history: History) -> None:
    accredited(history, "entah")

    (row,) = history.evidence("210-M-2023", "8", REPORT).values()

    assert (row.pembilang, row.penyebut, row.kurang) == (0, 0, "akreditasi internasional prodi yang tidak dikenal")


def test_the_number_is_a_share_of_all_prodi(history: History) -> None:
    for id_ in ("if", "si", "ti"):
        history.prodi(id_)
    accredited(history, "if")

    assert str(history.score("210-M-2023", "8", REPORT).nilai) == "33.3333"


def test_without_any_prodi_it_is_not_computed(history: History) -> None:
    assert history.score("210-M-2023", "8", REPORT).nilai is None
