from __future__ import annotations

from decimal import Decimal

from include.iku.compare import changes
from include.iku.model import Change, Message
from tests.unit.iku.builders import KEY, evidence


def at(posisi: int, partisi: int = 0) -> Message:
    return Message("lulusan", partisi, posisi)


def test_evidence_that_was_added_removed_or_altered_is_a_change() -> None:
    old = [evidence("tetap"), evidence("pergi", posisi=1), evidence("berubah", "0", alasan="belum", posisi=2)]
    new = [
        evidence("berubah", "1", alasan="lulus", posisi=3),
        evidence("datang", posisi=4, partisi=1),
        evidence("tetap"),
    ]

    assert changes(old, new) == [
        Change(*KEY, "berubah", "berubah", "ubah", Decimal(0), Decimal(1), "belum", "lulus", at(2), at(3)),
        Change(*KEY, "datang", "datang", "tambah", None, Decimal(1), None, "lulus", None, at(4, partisi=1)),
        Change(*KEY, "pergi", "pergi", "hapus", Decimal(1), None, "lulus", None, at(1), None),
    ]


def test_another_message_that_says_the_same_is_no_change() -> None:
    assert changes([evidence("ani", posisi=1)], [evidence("ani", posisi=9, partisi=1)]) == []


def test_another_unit_or_another_flag_is_a_change_though_the_number_stays() -> None:
    (moved,) = changes([evidence("ani", id_prodi="if")], [evidence("ani", id_prodi="si")])
    (flagged,) = changes([evidence("ani")], [evidence("ani", kurang="UMP tidak ada")])

    assert (moved.jenis, flagged.jenis) == ("ubah", "ubah")


def test_the_same_key_in_two_indicators_is_two_things() -> None:
    assert changes([evidence("ani", kode="1")], [evidence("ani", kode="1"), evidence("ani", kode="2")])[0].kode == "2"
