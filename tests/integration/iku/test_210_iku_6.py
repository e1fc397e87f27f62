"""210/M/2023 IKU 6: partners of study programmes, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.integration.iku.campus_life import agreed
from tests.integration.iku.history import History, weights

REPORT = date(2025, 11, 25)

PARTNERS = {
    "perusahaan_teknologi_global": "1.0",
    "organisasi_multilateral": "1.0",
    "pt_luar_negeri_qs200": "1.0",
    "perusahaan_multinasional": "0.75",
    "nirlaba_kelas_dunia": "0.75",
    "perusahaan_nasional": "0.5",
    "bumn_bumd": "0.5",
    "startup_teknologi": "0.5",
    "pt_dalam_negeri_qs200": "0.5",
    "instansi_pemerintah": "0.3",
    "rumah_sakit": "0.3",
    "lembaga_riset": "0.3",
    "lembaga_kebudayaan": "0.3",
    "lainnya": "0",
}

DOCUMENTS = {
    "MoA pada hari pertama tahun": ("MoA", "2025-01-01", "0.5"),
    "IA pada tanggal laporan": ("IA", "2025-11-25", "0.5"),
    "MoU": ("MoU", "2025-06-01", "0"),
    "MoA tahun lalu": ("MoA", "2024-12-31", None),
    "IA sesudah tanggal laporan": ("IA", "2025-11-26", None),
}


@pytest.fixture(autouse=True)
def campus(history: History) -> None:
    history.prodi("if")


def test_every_class_of_partner_has_its_weight(history: History) -> None:
    for number, kelas in enumerate(PARTNERS):
        agreed(history, f"k{number}", kelas, "if")

    found = history.evidence("210-M-2023", "6", REPORT)

    assert weights(found) == {"if": 0} | {
        f"if k{number}": Decimal(weight) for number, weight in enumerate(PARTNERS.values())
    }
    assert found["if k3"].alasan == "MoA dengan perusahaan multinasional"
    assert found["if k13"].alasan == "kelas mitra lainnya tanpa bobot"


def test_a_moa_or_ia_of_the_fiscal_year_counts_and_a_mou_does_not(history: History) -> None:
    for name, (document, start, _) in DOCUMENTS.items():
        agreed(history, name, "bumn_bumd", "if", dokumen=document, mulai=start)

    found = history.evidence("210-M-2023", "6", REPORT)

    assert weights(found) == {"if": 0} | {
        f"if {name}": Decimal(weight) for name, (_, _, weight) in DOCUMENTS.items() if weight
    }
    assert found["if MoU"].alasan == "MoU tidak dihitung"


def test_the_number_is_the_sum_of_partners_over_prodi(history: History) -> None:
    history.prodi("si")
    history.prodi("d3", jenjang="22", fakultas=None)
    agreed(history, "a", "perusahaan_teknologi_global", "if", "si")
    agreed(history, "b", "instansi_pemerintah", "if")

    result = history.score("210-M-2023", "6", REPORT)

    assert (result.pembilang, result.penyebut) == (Decimal("2.3"), 3)


def test_a_partner_with_two_documents_counts_once_for_a_prodi_with_the_highest_weight(history: History) -> None:
    agreed(history, "a", "bumn_bumd", "if", mitra="PT Maju")
    agreed(history, "b", "perusahaan_multinasional", "if", dokumen="IA", mitra="pt maju ")
    agreed(history, "c", "perusahaan_teknologi_global", "if", dokumen="MoU", mitra="PT Maju")

    found = history.evidence("210-M-2023", "6", REPORT)

    assert weights(found) == {"if": 0, "if a": 0, "if b": Decimal("0.75"), "if c": 0}
    assert found["if a"].alasan == "mitra sudah dihitung dari dokumen lain"


def test_prodi_of_other_levels_and_closed_ones_are_not_looked_at(history: History) -> None:
    history.prodi("s2", jenjang="35")
    history.add("program_studi", id_prodi="tutup", nama_program_studi="Lama", id_jenjang_pendidikan="30", status="H")
    agreed(history, "a", "bumn_bumd", "s2", "tutup")

    assert weights(history.evidence("210-M-2023", "6", REPORT)) == {"if": 0}


def test_a_cooperation_without_a_known_prodi_is_listed_and_adds_nothing(history: History) -> None:
    agreed(history, "a", "bumn_bumd")
    agreed(history, "b", "bumn_bumd", "entah")

    found = history.evidence("210-M-2023", "6", REPORT)

    assert weights(found) == {"if": 0, "ks a": 0, "ks b entah": 0}
    assert {row.kurang for key, row in found.items() if key != "if"} == {"kerja sama tanpa prodi yang dikenal"}


def test_a_partner_points_to_the_message_that_brought_it(history: History) -> None:
    agreed(history, "lain", "bumn_bumd")
    offset = agreed(history, "a", "bumn_bumd", "if", mitra="PT Maju")

    row = history.evidence("210-M-2023", "6", REPORT)["if a"]

    assert (row.label, row.id_prodi, row.id_fakultas, row.penyebut) == ("PT Maju", "if", "ft", 0)
    assert (row.dataset, row.partisi, row.posisi) == ("kerja_sama", 0, offset)
