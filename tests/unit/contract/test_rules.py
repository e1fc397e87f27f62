from typing import Any

import pytest

from include.contract.model import Rule, Severity
from include.contract.read import parse_contract
from tests.unit.contract.builders import GOOD, edited


def rules(body: str = GOOD) -> dict[str, Rule]:
    return {f"{rule.field or 'table'}.{rule.id}": rule for rule in parse_contract(body, "peminjaman.yaml").rules}


@pytest.mark.parametrize(
    ("name", "expectation", "kwargs", "severity", "description"),
    [
        (
            "id_pinjam.required", "expect_column_values_to_not_be_null", {"column": "id_pinjam"},
            Severity.CRITICAL, "Id peminjaman wajib diisi",
        ),
        (
            "kode_cabang.max_length", "expect_column_value_lengths_to_be_between", {"column": "kode_cabang", "max_value": 6},
            Severity.CRITICAL, "Cabang paling panjang 6 huruf",
        ),
        (
            "kode_cabang.pattern", "expect_column_values_to_match_regex", {"column": "kode_cabang", "regex": "^[0-9]{6}$"},
            Severity.CRITICAL, "Cabang harus berbentuk ^[0-9]{6}$",
        ),
        (
            "lama.range", "expect_column_values_to_be_between", {"column": "lama", "min_value": 0, "max_value": 1500},
            Severity.CRITICAL, "Lama pinjam harus di antara 0 dan 1.500",
        ),
        (
            "denda.range", "expect_column_values_to_be_between", {"column": "denda", "min_value": 0.5, "max_value": None},
            Severity.CRITICAL, "Denda paling kecil 0,5",
        ),
        (
            "status.kosong", "expect_column_values_to_not_be_null", {"column": "status"},
            Severity.WARNING, "Status kosong",
        ),
        (
            "denda.lipat", "expect_column_mean_to_be_between", {"column": "denda", "max_value": 50000},
            Severity.WARNING, "Rata-rata denda paling besar 50.000",
        ),
        (
            "table.ganda", "expect_compound_columns_to_be_unique", {"column_list": ["peminjam", "tanggal"]},
            Severity.HOLD, "Seorang peminjam muncul sekali sehari",
        ),
        (
            "table.isi", "expect_table_row_count_to_be_between", {"min_value": 10},
            Severity.WARNING, "Batch berisi lebih dari 9 baris",
        ),
    ],
)  # fmt: skip
def test_a_declaration_becomes_an_expectation(
    name: str, expectation: str, kwargs: dict[str, Any], severity: Severity, description: str
) -> None:
    rule = rules()[name]
    assert (rule.expectation, rule.kwargs) == (expectation, kwargs)
    assert (rule.severity, rule.description) == (severity, description)


def test_a_field_whose_values_stand_once_in_a_batch() -> None:
    once = "- {id: sekali, type: library, metric: duplicateValues, mustBe: 0, severity: hold, description: Sekali}"
    body = edited(
        "        physicalType: boolean\n", f"        physicalType: boolean\n        quality:\n          {once}\n"
    )
    assert rules(body)["lunas.sekali"] == Rule(
        "sekali", "expect_column_values_to_be_unique", {"column": "lunas"}, Severity.HOLD, "Sekali", "lunas"
    )


def test_only_a_largest_number_is_said_as_such() -> None:
    body = edited("{minimum: 0, maximum: 1500}", "{maximum: 1500}")
    assert rules(body)["lama.range"].description == "Lama pinjam paling besar 1.500"
