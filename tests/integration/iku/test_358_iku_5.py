"""358/M/KEP/2025 IKU 5: outputs of cooperation that are used, over all cooperation, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.integration.iku.history import History

REPORT = date(2026, 11, 25)
CODE = ("358-M-KEP-2025", "5")


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")
    history.prodi("si")
    history.prodi("bing", fakultas="fib")


def agreed(
    history: History, id_: str, *prodi: str, mulai: str = "2026-01-01", selesai: str | None = None, dokumen: str = "MoA"
) -> int:  # fmt: skip
    offset = history.add(
        "kerja_sama", id_kerja_sama=id_, judul=f"Kerja sama {id_}", mitra="PT Maju", kelas_mitra="lainnya", jenis_dokumen=dokumen,
        tanggal_mulai=mulai, tanggal_selesai=selesai,
    )  # fmt: skip
    for each in prodi:
        history.add("kerja_sama_prodi", id_kerja_sama=id_, id_prodi=each)
    return offset


def made(
    history: History, id_: str, kerja_sama: str | None, *, kategori: str = "terapan", terbit: str = "2026-05-01",
    dimanfaatkan: str = "1",
) -> int:  # fmt: skip
    return history.add(
        "karya_dosen", id_karya=id_, judul=f"Karya {id_}", kategori=kategori, jenis="lainnya", tanggal_terbit=terbit,
        id_kerja_sama=kerja_sama, dimanfaatkan=dimanfaatkan,
    )  # fmt: skip


def counted(history: History, as_of: date = REPORT) -> dict[str, tuple[Decimal, Decimal]]:
    return {key: (row.pembilang, row.penyebut) for key, row in history.evidence(*CODE, as_of).items()}


IN_FORCE = {
    "selesai 31 desember lalu": ("2020-01-01", "2025-12-31", False),
    "selesai 1 januari": ("2020-01-01", "2026-01-01", True),
    "tanpa akhir": ("2020-01-01", None, True),
    "mulai hari laporan": ("2026-11-25", None, True),
    "mulai besok": ("2026-11-26", None, False),
}


def test_a_cooperation_counts_that_was_in_force_on_a_day_of_the_year(history: History) -> None:
    for name, (start, end, _) in IN_FORCE.items():
        agreed(history, name, mulai=start, selesai=end)

    assert counted(history) == {f"kerja sama {name}": (0, 1) for name, (_, _, counts) in IN_FORCE.items() if counts}


def test_every_kind_of_document_is_a_cooperation(history: History) -> None:
    for document in ("MoU", "MoA", "IA"):
        agreed(history, document, dokumen=document)

    found = history.evidence(*CODE, REPORT)

    assert {row.alasan for row in found.values()} == {"MoU dengan PT Maju", "MoA dengan PT Maju", "IA dengan PT Maju"}
    assert {row.penyebut for row in found.values()} == {1}


def test_every_kind_of_output_that_is_used_counts(history: History) -> None:
    agreed(history, "k")
    for kategori in ("tulis", "terapan", "seni"):
        made(history, kategori, "k", kategori=kategori)
    made(history, "belum", "k", dimanfaatkan="0")

    found = history.evidence(*CODE, REPORT)

    assert {
        key: (row.pembilang, row.penyebut, row.alasan) for key, row in found.items() if key.startswith("karya")
    } == {
        "karya tulis": (1, 0, "karya tulis hasil kerja sama, dimanfaatkan"),
        "karya terapan": (1, 0, "karya terapan hasil kerja sama, dimanfaatkan"),
        "karya seni": (1, 0, "karya seni hasil kerja sama, dimanfaatkan"),
        "karya belum": (0, 0, "karya terapan hasil kerja sama, belum dimanfaatkan"),
    }


def test_an_output_counts_in_the_year_from_its_day_on(history: History) -> None:
    agreed(history, "k")
    for day in ("2025-12-31", "2026-01-01", "2026-11-25", "2026-11-26"):
        made(history, day, "k", terbit=day)

    assert counted(history) == {"kerja sama k": (0, 1), "karya 2026-01-01": (1, 0), "karya 2026-11-25": (1, 0)}


def test_an_output_of_no_cooperation_is_not_considered_and_one_of_an_unknown_one_is_told(history: History) -> None:
    made(history, "sendiri", None)
    made(history, "entah", "entah")

    (row,) = history.evidence(*CODE, REPORT).values()

    assert (row.kunci, row.pembilang, row.kurang) == ("karya entah", 0, "luaran dengan kerja sama yang tidak dikenal")


def test_an_output_of_a_cooperation_that_has_ended_counts(history: History) -> None:
    agreed(history, "lama", mulai="2020-01-01", selesai="2025-06-30")
    agreed(history, "baru")
    made(history, "a", "lama")

    assert counted(history) == {"kerja sama baru": (0, 1), "karya a": (1, 0)}


def test_the_ratio_may_be_more_than_100_percent(history: History) -> None:
    agreed(history, "k")
    for name in "abc":
        made(history, name, "k")

    assert history.score(*CODE, REPORT).nilai == 300


def test_outputs_without_any_cooperation_in_force_make_no_number(history: History) -> None:
    agreed(history, "lama", mulai="2020-01-01", selesai="2025-06-30")
    made(history, "a", "lama")

    assert history.score(*CODE, REPORT).nilai is None


UNITS: dict[str, tuple[tuple[str, ...], tuple[str | None, str | None]]] = {
    "satu prodi": (("if",), ("if", "ft")),
    "dua prodi satu fakultas": (("if", "si"), (None, "ft")),
    "dua fakultas": (("if", "bing"), (None, None)),
    "tanpa prodi": ((), (None, None)),
    "prodi tidak dikenal": (("entah",), (None, None)),
}


def test_a_cooperation_and_its_outputs_belong_to_the_unit_that_is_all_of_theirs(history: History) -> None:
    for name, (prodi, _) in UNITS.items():
        agreed(history, name, *prodi)
        made(history, name, name)

    found = history.evidence(*CODE, REPORT)

    for kind in ("kerja sama", "karya"):
        assert {name: (found[f"{kind} {name}"].id_prodi, found[f"{kind} {name}"].id_fakultas) for name in UNITS} == {
            name: unit for name, (_, unit) in UNITS.items()
        }


def test_evidence_points_to_its_message(history: History) -> None:
    agreed(history, "lain")
    first = agreed(history, "k")
    second = made(history, "a", "k")

    found = history.evidence(*CODE, REPORT)

    assert (found["kerja sama k"].label, found["kerja sama k"].posisi) == ("Kerja sama k", first)
    assert (found["karya a"].label, found["karya a"].dataset, found["karya a"].posisi) == (
        "Karya a",
        "karya_dosen",
        second,
    )
