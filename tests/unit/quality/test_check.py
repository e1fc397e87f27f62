"""What a rule of a contract does to the rows that break it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from include.contract.model import Contract, Field, Protect, Rule, Severity
from include.errors import FinalError
from include.quality.check import Checked, check
from include.records import Reject
from include.transform.batch import transform
from tests.unit.transform.builders import batch, contract, field, message, rule

STATUS = field("status", column_type="varchar(10)")
VALUE = field("nilai", "number", "decimal(18,2)")
COUNT = field("jumlah", "integer", "bigint")
DAY = field("tanggal", "date")
NAME = field("nama", column_type="varchar(5)", classification="personal", protect=Protect.RESTRICT)

NEW_OR_PAID = rule("enum", "column_values_to_be_in_set", column="status", value_set=["baru", "dibayar"])
REQUIRED = rule("required", "column_values_to_not_be_null", column="status")
NOT_NEGATIVE = rule("range", "column_values_to_be_between", column="nilai", min_value=0)


def checked(of: Contract, *rows: dict[str, Any]) -> Checked:
    """The check of rows at the offsets 10, 20, 30, ...; a row with `op` says so in its header."""
    sent = []
    for number, row in enumerate(rows, start=1):
        op = row.pop("op", "upsert")
        sent.append(message({"id": number, **row}, offset=number * 10, op=op))
    return check(transform(sent, batch(), of).frame, of)


def broken(of: Contract, *rows: dict[str, Any]) -> dict[int, str]:
    """The rule that each rejected offset broke."""
    return {reject.offset: reject.rule for reject in checked(of, *rows).rejects}


def with_rules(*rules: Rule, fields: tuple[Field, ...] = (STATUS, VALUE, COUNT, DAY)) -> Contract:
    return contract(*fields, rules=rules)


def test_a_critical_rule_rejects_the_rows_that_break_it_at_their_offsets() -> None:
    found = checked(with_rules(NEW_OR_PAID), {"status": "baru"}, {"status": "lunas"}, {"status": "dibayar"})

    assert found == Checked(
        rejects=[Reject(20, "enum", "status", "status: aturan enum (tertulis 'lunas')")], warnings={}, holds=[]
    )


def test_a_warning_rule_only_counts() -> None:
    warn = rule("kosong", "column_values_to_not_be_null", Severity.WARNING, column="status")

    assert checked(with_rules(warn), {}, {"status": "baru"}, {}) == Checked([], {"status.kosong": 2}, [])


def test_a_hold_rule_holds_the_batch_and_rejects_no_row() -> None:
    hold = rule("kosong", "column_values_to_not_be_null", Severity.HOLD, column="status")

    assert checked(with_rules(hold), {}, {"status": "baru"}) == Checked([], {}, ["aturan kosong"])


def test_rules_that_are_kept_say_nothing() -> None:
    hold = rule("isi", "table_row_count_to_be_between", Severity.HOLD, min_value=1)

    assert checked(with_rules(NEW_OR_PAID, NOT_NEGATIVE, hold), {"status": "baru", "nilai": 0}) == Checked([], {}, [])


def test_a_missing_value_breaks_only_the_rule_that_requires_it() -> None:
    length = rule("length", "column_value_lengths_to_be_between", column="status", max_value=3)
    pattern = rule("pattern", "column_values_to_match_regex", column="status", regex="^[a-z]+$")

    assert broken(with_rules(NEW_OR_PAID, NOT_NEGATIVE, length, pattern), {}, {}) == {}
    assert broken(with_rules(REQUIRED), {}, {"status": "baru"}) == {10: "required"}


@pytest.mark.parametrize(
    "rules",
    [(REQUIRED, NOT_NEGATIVE, NEW_OR_PAID), (NEW_OR_PAID, NOT_NEGATIVE), (NOT_NEGATIVE, NEW_OR_PAID)],
    ids=lambda rules: ", ".join(each.id for each in rules),
)
def test_a_row_that_breaks_several_rules_gets_the_first_in_the_order_of_the_contract(rules: tuple[Rule, ...]) -> None:
    row = {"status": "lunas", "nilai": -1}
    first = next(each.id for each in rules if each.id != "required")

    assert broken(with_rules(*rules), row, {"status": "baru"}) == {10: first}


def test_all_rows_may_fail() -> None:
    assert broken(with_rules(NEW_OR_PAID), *[{"status": "x"} for _ in range(300)]) == dict.fromkeys(
        range(10, 3010, 10), "enum"
    )


def test_deletes_are_not_judged() -> None:
    found = checked(with_rules(REQUIRED, NEW_OR_PAID), {"op": "delete"}, {"status": "lunas"})

    assert [reject.offset for reject in found.rejects] == [20]


def test_a_batch_of_deletes_or_of_nothing_breaks_no_rule() -> None:
    hold = rule("isi", "table_row_count_to_be_between", Severity.HOLD, min_value=1)

    assert checked(with_rules(REQUIRED, hold), {"op": "delete"}) == Checked([], {}, [])
    assert checked(with_rules(REQUIRED, hold)) == Checked([], {}, [])


@pytest.mark.parametrize(
    ("value", "good"),
    [("0.10", True), ("0.09", False), ("0.30", True), ("0.31", False), ("0.1", True), ("0.3", True)],
)
def test_a_decimal_at_its_border_is_good_and_one_cent_beyond_is_not(value: str, good: bool) -> None:
    between = rule("range", "column_values_to_be_between", column="nilai", min_value=0.1, max_value=0.3)

    assert (broken(with_rules(between), {"nilai": value}) == {}) is good


@pytest.mark.parametrize(
    ("value", "good"), [("9999999999999.99", True), ("10000000000000.00", False), ("9999999999999.98", True)]
)
def test_borders_hold_to_the_cent_for_amounts_of_trillions(value: str, good: bool) -> None:
    between = rule("range", "column_values_to_be_between", column="nilai", max_value=9999999999999.99)

    assert (broken(with_rules(between), {"nilai": value}) == {}) is good


@pytest.mark.parametrize("missing", [False, True], ids=["no value missing", "a value missing"])
def test_large_integers_that_differ_are_not_taken_for_equal(missing: bool) -> None:
    unique = rule("unik", "column_values_to_be_unique", Severity.HOLD, column="jumlah")
    rows = [{"jumlah": 2**60}, {"jumlah": 2**60 + 1}, *([{}] if missing else [])]

    assert checked(with_rules(unique), *rows).holds == []
    assert checked(with_rules(unique), *rows, {"jumlah": 2**60}).holds == ["aturan unik"]


def test_dates_and_times_are_compared_as_such() -> None:
    days = rule("range", "column_values_to_be_between", column="tanggal", min_value=pd.Timestamp("2000-01-01"))

    assert broken(with_rules(days), {"tanggal": "31-12-1999"}, {"tanggal": "01-01-2000"}, {}) == {10: "range"}


@pytest.mark.parametrize(
    ("severity", "warnings", "holds"),
    [(Severity.WARNING, {"status.unik": 2}, []), (Severity.HOLD, {}, ["aturan unik"])],
)
def test_a_rule_over_several_rows_warns_or_holds(
    severity: Severity, warnings: dict[str, int], holds: list[str]
) -> None:
    unique = rule("unik", "column_values_to_be_unique", severity, column="status")

    assert checked(with_rules(unique), {"status": "a"}, {"status": "b"}, {"status": "a"}) == Checked(
        [], warnings, holds
    )


def test_a_warning_about_the_batch_as_a_whole_counts_once() -> None:
    mean = rule("rata", "column_mean_to_be_between", Severity.WARNING, column="nilai", min_value=10)
    rows = rule("isi", "table_row_count_to_be_between", Severity.WARNING, min_value=5)

    assert checked(with_rules(mean, rows), {"nilai": 1}, {"nilai": 2}).warnings == {"nilai.rata": 1, "dataset.isi": 1}


def test_a_critical_rule_that_names_no_rows_stops_the_batch_instead_of_passing_it() -> None:
    mean = rule("rata", "column_mean_to_be_between", column="nilai", min_value=10)

    with pytest.raises(FinalError) as caught:
        checked(with_rules(mean), {"nilai": 1})

    assert str(caught.value) == (
        "contract include/contracts/pesanan.yaml: rule 'rata' on nilai is critical and is broken, but "
        "expect_column_mean_to_be_between does not say by which rows. The batch was not judged; make its severity warning or hold."
    )


def test_a_rule_over_two_columns_rejects_the_rows_that_break_it() -> None:
    order = rule("urut", "column_pair_values_a_to_be_greater_than_b", column_A="nilai", column_B="jumlah")

    assert broken(with_rules(order), {"nilai": 2, "jumlah": 1}, {"nilai": 1, "jumlah": 2}) == {20: "urut"}


def test_a_rule_that_cannot_be_evaluated_is_no_bad_data() -> None:
    wrong = rule("salah", "column_values_to_match_regex", column="tidak_ada", regex="x")

    with pytest.raises(FinalError) as caught:
        checked(with_rules(wrong), {"status": "baru"})

    assert "rule 'salah' on tidak_ada (expect_column_values_to_match_regex) could not be evaluated: " in str(
        caught.value
    )
    assert "The batch was not judged; correct the rule." in str(caught.value)


def test_the_error_of_a_rule_over_personal_data_shows_no_value() -> None:
    wrong = rule("salah", "column_values_to_be_between", column="nama", min_value=0)

    with pytest.raises(FinalError) as caught:
        checked(with_rules(wrong, fields=(NAME,)), {"nama": "Budi"})

    assert "Budi" not in str(caught.value)
    assert "(expect_column_values_to_be_between) could not be evaluated. The batch" in str(caught.value)


@pytest.mark.parametrize(
    ("expectation", "kwargs"),
    [("column_values_to_be_imaginary", {}), ("column_values_to_be_between", {"min_value": "besar"})],
    ids=["unknown expectation", "wrong argument"],
)
def test_an_expectation_that_great_expectations_does_not_take_is_named(
    expectation: str, kwargs: dict[str, Any]
) -> None:
    wrong = rule("salah", expectation, column="nilai", **kwargs)

    with pytest.raises(FinalError, match=f"rule 'salah' names the expectation 'expect_{expectation}'"):
        checked(with_rules(wrong), {"nilai": 1})


def test_the_reason_of_a_personal_field_shows_no_value() -> None:
    short = rule("max_length", "column_value_lengths_to_be_between", column="nama", max_value=3)

    (reject,) = checked(with_rules(short, fields=(NAME,)), {"nama": "Budi"}).rejects

    assert reject.reason == "nama: aturan max_length"


@pytest.mark.parametrize("op", ["upsert", "delete"])
def test_text_that_its_column_cannot_hold_is_rejected_though_no_rule_says_so(op: str) -> None:
    keyed = contract(field("kode", column_type="varchar(5)", key_position=1))

    (reject,) = checked(keyed, {"kode": "😀😀😀😀😀", "op": op}, {"kode": "123456", "op": op}).rejects

    assert reject == Reject(20, "max_length", "kode", "kode: kode tidak muat dalam kolom varchar(5)")


def test_a_declared_rule_comes_before_the_width_of_the_column() -> None:
    assert broken(with_rules(NEW_OR_PAID), {"status": "dua belas huruf"}) == {10: "enum"}


@pytest.mark.parametrize("protect", [Protect.PSEUDONYM, Protect.DROP])
def test_what_is_not_stored_as_it_is_may_be_of_any_length(protect: Protect) -> None:
    personal = field("nama", column_type="varchar(5)", classification="personal", protect=protect)

    assert broken(with_rules(fields=(personal,)), {"nama": "Budi Santoso"}) == {}


@pytest.mark.parametrize(
    ("column_type", "text", "fits"),
    [
        ("text", "x" * 65_535, True),
        ("text", "x" * 65_536, False),
        ("text", "é" * 40_000, False),
        ("longtext", "x" * 100_000, True),
    ],
    ids=["text that fits", "one byte too many", "two bytes a letter", "longtext"],
)
def test_a_text_column_holds_a_number_of_bytes(column_type: str, text: str, fits: bool) -> None:
    note = field("catatan", column_type=column_type)

    assert (broken(with_rules(fields=(note,)), {"catatan": text}) == {}) is fits
