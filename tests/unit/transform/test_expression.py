"""Which SQL expressions a contract may hold: functions of one row that give the same whenever they are run."""

from __future__ import annotations

import pytest

from include.transform.expression import refusal

COLUMNS = {"harga", "jumlah", "nama", "waktu"}


@pytest.mark.parametrize(
    "expression",
    [
        "harga - coalesce(jumlah, 0) + 1.5",
        "upper(nama) || '-' || substr(nama, 1, 2)",
        "CASE WHEN jumlah > 1 THEN harga ELSE NULL END",
        "CAST(nama AS INTEGER)",
        "jumlah BETWEEN 1 AND 2",
        "nama IN ('a', 'b')",
        "nullif(jumlah, 0)",
        "round(harga, 2)",
        "date_trunc('month', waktu)",
        "extract(year FROM waktu)",
        "nama LIKE 'A%'",
        "regexp_replace(nama, '[0-9]', '')",
        "harga -- dalam rupiah",
    ],
)
def test_a_function_of_one_row_is_fine(expression: str) -> None:
    assert refusal(expression, COLUMNS) is None


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("sum(harga)", "sum() is not a function of one row that always gives the same"),
        ("sum(harga) OVER ()", "a window over rows is not a function of one row"),
        ("lag(harga) OVER (ORDER BY waktu)", "a window over rows is not a function of one row"),
        ("unnest([harga, jumlah])", "unnest() is not a function of one row that always gives the same"),
        ("(SELECT max(harga) FROM batch)", "a subquery is not a function of one row"),
        ("harga IN (SELECT 1)", "a subquery is not a function of one row"),
        ("*", "`*` is not a function of one row"),
        ("columns('h.*')", "`*` is not a function of one row"),
    ],
)
def test_what_looks_at_other_rows_is_refused(expression: str, why: str) -> None:
    assert refusal(expression, COLUMNS) == why


@pytest.mark.parametrize("name", ["random", "uuid", "now", "today", "get_current_timestamp"])
def test_what_differs_from_run_to_run_is_refused(name: str) -> None:
    assert refusal(f"{name}()", COLUMNS) == f"{name}() is not a function of one row that always gives the same"


def test_an_age_is_counted_from_today_and_refused() -> None:
    assert refusal("age(waktu)", COLUMNS) == "age() is not a function of one row that always gives the same"


@pytest.mark.parametrize("name", ["current_date", "current_timestamp", "localtime", "diskon"])
def test_what_is_no_column_is_refused(name: str) -> None:
    assert refusal(f"{name} + 1", COLUMNS) == f"no column '{name}'"


@pytest.mark.parametrize(
    "expression",
    [
        "harga) FROM batch; DROP TABLE batch; SELECT (1",
        "harga) FROM lain LIMIT (1",
        "harga, jumlah",
        "harga AS lain",
        "harga; SELECT 1",
        "'tidak ditutup",
        "harga +",
        "?",
        "read_text('/etc/hostname')",
        "current_setting('threads')",
        "",
    ],
)
def test_what_is_no_single_expression_or_reaches_outside_is_refused(expression: str) -> None:
    assert refusal(expression, COLUMNS) is not None
