from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from stack.campus.event import Event
from stack.campus.iku_truth import moved
from stack.campus.iku_view import Piece
from stack.campus.model import Campus, Row, Spoilt, Values
from stack.campus.reference import minimum_wages, wage
from stack.campus.truth import truth_of, write_truth
from stack.paths import ROOT
from tests.unit.campus.builders import add, add_exit, add_prodi, add_student, empty_campus

TODAY = date(2026, 11, 25)


@pytest.fixture
def campus() -> Campus:
    return empty_campus(TODAY)


def test_rows_are_counted_good_and_bad_by_field_and_rule(campus: Campus) -> None:
    for number, spoilt in enumerate((None, Spoilt("f8", "enum", "7"), Spoilt("f8", "enum", "7"), None)):
        campus.table("tracer_study")[f"nim-{number}", 2025] = Row({"tanggal_isi": TODAY}, spoilt=spoilt)
    campus.table("tracer_study")["nim-9", 2025] = Row({"tanggal_isi": TODAY}, spoilt=Spoilt("f502", "range", "99"))
    assert truth_of(campus)["datasets"]["tracer_study"] == {
        "rows": 5,
        "good": 2,
        "rejected": {"f502.range": 1, "f8.enum": 2},
        "warnings": {},
    }


def test_a_missing_nim_is_a_warning_unless_the_row_is_rejected(campus: Campus) -> None:
    add(campus, "peserta_kelas", "k", "a", nim=None)
    add(campus, "peserta_kelas", "k", "b", nim="1")
    campus.table("peserta_kelas")["k", "c"] = Row({"nim": None}, spoilt=Spoilt("nilai_angka", "range", "780"))
    assert truth_of(campus)["datasets"]["peserta_kelas"] == {
        "rows": 3,
        "good": 2,
        "rejected": {"nilai_angka.range": 1},
        "warnings": {"nim.nim_kosong": 1},
    }


def test_the_value_of_orders_leaves_out_cancelled_and_rejected_ones(campus: Campus) -> None:
    def order(
        id_: int,
        day: int,
        subtotal: int,
        *,
        status: str = "selesai",
        diskon: int | None = None,
        ongkir: int | None = None,
    ) -> None:
        amounts = {"subtotal": subtotal, "diskon": diskon, "ongkir": ongkir}
        decimals: Values = {name: None if value is None else Decimal(value) for name, value in amounts.items()}
        add(campus, "pesanan", id_, tanggal=datetime(2026, 11, day, 23, 59), status=status, **decimals)

    order(1, 20, 100_000, diskon=10_000, ongkir=5_000)
    order(2, 20, 50_000)
    order(3, 21, 70_000, status="batal")
    order(4, 22, 1_000)
    order(5, 22, 9_000)
    row = campus.table("pesanan")[5,]
    campus.table("pesanan")[5,] = Row(row.values, row.created, row.updated, Spoilt("subtotal", "number", "gratis"))
    assert truth_of(campus)["orders"] == {
        "total_value": "146000",
        "per_day": {"2026-11-20": "145000", "2026-11-22": "1000"},
    }


def test_the_reference_files_are_the_projects_own_and_all_good(campus: Campus) -> None:
    datasets = truth_of(campus)["datasets"]
    lines = (ROOT / "include" / "reference" / "ump.csv").read_text(encoding="utf-8").splitlines()
    assert datasets["ump"] == {"rows": len(lines) - 1, "good": len(lines) - 1, "rejected": {}, "warnings": {}}
    assert datasets["target_iku"]["rows"] > 0


def test_minimum_wages_come_from_the_reference_and_a_missing_one_is_that_of_the_year_before() -> None:
    wages = minimum_wages()
    assert wage(wages, "010000", 2024) == 5_067_381
    assert ("030000", 2016) not in wages
    assert wage(wages, "030000", 2016) == wage(wages, "030000", 2015) == 910_000
    assert wage(wages, "390000", 2024) is None


def test_iku_are_those_of_today_and_the_seven_days_before(campus: Campus) -> None:
    add_prodi(campus)
    add_student(campus, "reg-1", "20231", s20261="A")
    add_exit(campus, "reg-1", date(2026, 11, 22), "20261")
    days = truth_of(campus)["iku"]
    numerators = {day: found["358-M-KEP-2025"]["1"]["pt"]["*"]["pembilang"] for day, found in days.items()}
    assert numerators == {
        "2026-11-25": "1", "2026-11-24": "1", "2026-11-23": "1", "2026-11-22": "1",
        "2026-11-21": "0", "2026-11-20": "0", "2026-11-19": "0", "2026-11-18": "0",
    }  # fmt: skip


def test_what_moved_tells_who_counts_newly_no_longer_or_otherwise() -> None:
    aee, courses = ("358-M-KEP-2025", "1"), ("210-M-2023", "7")

    def piece(key: str, added: int, prodi: str = "p1") -> Piece:
        return Piece(key, prodi, "", Fraction(added))

    before = {aee: [piece("tetap", 1), piece("pergi", 0), piece("pindah", 0)], courses: [piece("mk", 0)]}
    after = {aee: [piece("tetap", 1), piece("baru", 0), piece("pindah", 0, "p2")], courses: [piece("mk", 1)]}
    assert moved(before, after) == [
        {"regulasi": "358-M-KEP-2025", "kode": "1", "kunci": "baru", "sebelum": None, "sesudah": "0"},
        {"regulasi": "358-M-KEP-2025", "kode": "1", "kunci": "pergi", "sebelum": "0", "sesudah": None},
        {"regulasi": "358-M-KEP-2025", "kode": "1", "kunci": "pindah", "sebelum": "0", "sesudah": "0"},
        {"regulasi": "210-M-2023", "kode": "7", "kunci": "mk", "sebelum": "0", "sesudah": "1"},
    ]


def test_the_truth_file_is_json_and_lists_the_changes(campus: Campus, tmp_path: Path) -> None:
    event = Event("pesanan", "delete", (17,), "pesanan dihapus")
    write_truth(truth_of(campus, [event]), tmp_path / "truth.json")
    assert [file.name for file in tmp_path.iterdir()] == ["truth.json"]
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["changes"] == [
        {"dataset": "pesanan", "kind": "delete", "key": "17", "what": "pesanan dihapus"}
    ]
