"""Computed columns. A row that cannot be computed is bad by itself; a transform that cannot be run is nobody's bad data."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from include.contract.model import Field, Transform
from include.errors import FinalError
from include.transform import compute as compute_module
from include.transform.compute import Computed, compute
from include.transform.functions import FUNCTIONS
from include.transform.schema import arrow_type
from tests.unit.transform.builders import contract, field

TOTAL = field("total", "number", "decimal(18,2)")
PRICE = field("harga", "number", "decimal(18,2)")
COUNT = field("jumlah", "integer", "bigint")
NAME = field("nama")
DAY = field("tanggal", "date")
TIME = field("waktu", "timestamp")


def frame(columns: dict[Field, list[Any]]) -> pd.DataFrame:
    """Rows at the offsets 10, 20, 30, ..."""
    series = {f.name: pd.Series(values, dtype=pd.ArrowDtype(arrow_type(f))) for f, values in columns.items()}
    rows = pd.DataFrame(series)
    return rows.set_axis((rows.index + 1) * 10)


def sql(rows: pd.DataFrame, expression: str, target: Field = TOTAL) -> Computed:
    return compute(rows, target, Transform("sql", expression), contract(target))


def function(rows: pd.DataFrame, name: str, *inputs: str, target: Field = TOTAL) -> Computed:
    return compute(rows, target, Transform("function", name, inputs), contract(target))


def values(computed: Computed) -> list[Any]:
    return [None if pd.isna(value) else value for value in computed.values]


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[..., Any]], None]:
    return lambda name, body: monkeypatch.setitem(FUNCTIONS, name, body)


def test_an_expression_is_computed_for_every_row_and_keeps_its_offset() -> None:
    computed = sql(frame({PRICE: [Decimal("1.50"), Decimal("2.00")], COUNT: [3, 4]}), "harga * jumlah")

    assert values(computed) == [Decimal("4.50"), Decimal("8.00")]
    assert list(computed.values.index) == list(computed.bad.index) == [10, 20]


def test_a_missing_input_gives_a_missing_result_and_no_bad_row() -> None:
    computed = sql(frame({PRICE: [Decimal(1), None], COUNT: [None, 4]}), "harga * jumlah")

    assert values(computed) == [None, None]
    assert list(computed.bad) == [False, False]


def test_a_row_that_divides_by_zero_is_bad_and_its_neighbours_are_not() -> None:
    computed = sql(frame({PRICE: [Decimal(6), Decimal(6), None, Decimal(6)], COUNT: [2, 0, 3, None]}), "harga / jumlah")

    assert values(computed) == [Decimal(3), None, None, None]
    assert list(computed.bad) == [False, True, False, False]


def test_a_row_whose_result_does_not_fit_is_bad_and_its_neighbours_are_not() -> None:
    largest = Decimal("9999999999999999.99")
    computed = sql(frame({PRICE: [largest, Decimal(1), None]}), "harga + harga")

    assert values(computed) == [None, Decimal(2), None]
    assert list(computed.bad) == [True, False, False]


@pytest.mark.parametrize(
    ("column_type", "largest"),
    [("int", 2**31 - 1), ("bigint", 2**63 - 1)],
)
def test_an_integer_result_fits_its_column_or_is_bad(column_type: str, largest: int) -> None:
    computed = sql(frame({COUNT: [largest, largest - 1]}), "jumlah + 1", field("hasil", "integer", column_type))

    assert values(computed) == [None, largest]
    assert list(computed.bad) == [True, False]


def test_an_expression_may_give_text_a_date_a_time_or_a_truth() -> None:
    rows = frame({NAME: ["Budi"], COUNT: [2], TIME: [datetime(2025, 12, 31, 17, 30, tzinfo=UTC)]})

    assert values(sql(rows, "upper(nama) || '-' || jumlah", field("kode"))) == ["BUDI-2"]
    assert values(sql(rows, "jumlah > 1", field("banyak", "boolean"))) == [True]
    assert values(sql(rows, "waktu + INTERVAL 1 HOUR", TIME)) == [datetime(2025, 12, 31, 18, 30, tzinfo=UTC)]


def test_the_day_of_a_time_is_the_day_on_campus_whatever_zone_the_machine_is_in() -> None:
    program = (
        "from datetime import UTC, datetime\n"
        "from tests.unit.transform import test_compute as t\n"
        "rows = t.frame({t.TIME: [datetime(2025, 12, 31, 17, 30, tzinfo=UTC)]})\n"
        "print(t.values(t.sql(rows, 'CAST(waktu AS DATE)', t.DAY)))"
    )
    shown = [
        subprocess.run(
            [sys.executable, "-c", program], env={"TZ": zone}, cwd=Path(__file__).parents[3], capture_output=True, text=True,
            check=True,
        ).stdout
        for zone in ("America/New_York", "Asia/Jayapura")
    ]  # fmt: skip

    assert shown == [f"[{date(2026, 1, 1)!r}]\n"] * 2


def test_a_batch_without_rows_is_computed_too() -> None:
    assert values(sql(frame({PRICE: []}), "harga * 2")) == []


def causes(error: BaseException | None) -> list[str]:
    return [type(error).__name__, *causes(error.__cause__ or error.__context__)] if error else []


def escaping(statement: str) -> str:
    """An expression that closes its brackets and goes on with a statement of its own."""
    return f"1) AS BIGINT) AS value FROM batch; {statement}; SELECT CAST((1"


@pytest.mark.parametrize(
    ("expression", "refused_by"),
    [
        ("(SELECT size FROM read_text('{folder}/rahasia.csv'))", "PermissionException"),
        ("(SELECT count(*) FROM read_csv('{folder}/rahasia.csv'))", "PermissionException"),
        ("(SELECT count(*) FROM '{folder}/rahasia.csv')", "PermissionException"),
        ("(SELECT count(*) FROM glob('{folder}/*'))", "PermissionException"),
        ("(SELECT count(*) FROM read_csv('http://127.0.0.1:9/x.csv'))", "PermissionException"),
        (escaping("COPY batch TO '{folder}/keluar.csv'"), "PermissionException"),
        (escaping("ATTACH '{folder}/lain.db'"), "PermissionException"),
        (escaping("INSTALL httpfs"), "PermissionException"),
        (escaping("LOAD httpfs"), "PermissionException"),
        (escaping("SET enable_external_access = true"), "InvalidInputException"),
        (escaping("SET threads = 4"), "InvalidInputException"),
        (escaping("SET TimeZone = 'UTC'"), "InvalidInputException"),
        ("(SELECT sum(rahasia) FROM python_variable)", "CatalogException"),
    ],
    ids=[
        "reads a file", "reads a CSV file", "reads a file as a table", "lists a folder", "reads from the network",
        "writes a file", "opens a database", "installs an extension", "loads an extension", "opens the door",
        "changes a setting", "changes the zone", "reads a Python variable",
    ],
)  # fmt: skip
def test_an_expression_reaches_nothing_but_the_batch(
    expression: str, refused_by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rahasia.csv").write_text("a\n1\n")
    monkeypatch.setattr(compute_module, "python_variable", pd.DataFrame({"rahasia": [1]}), raising=False)

    with pytest.raises(FinalError) as caught:
        sql(frame({COUNT: [1]}), expression.format(folder=tmp_path), COUNT)

    assert refused_by in causes(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["rahasia.csv"]


def test_an_expression_that_cannot_be_run_stops_the_batch_and_names_the_field() -> None:
    with pytest.raises(FinalError) as caught:
        sql(frame({PRICE: [Decimal(1)]}), "harga * tidak_ada")

    assert str(caught.value) == (
        "contract include/contracts/pesanan.yaml: the transform of field 'total' (sql 'harga * tidak_ada') cannot be run over "
        "its inputs (BinderException). The batch was not judged; correct the transform."
    )


def test_a_function_gets_the_columns_it_names() -> None:
    amounts, units = field("jumlah", "number", "decimal(12,2)"), field("satuan")
    rows = frame({amounts: [Decimal("1.50"), Decimal(2)], units: ["lusin", "rim"]})

    computed = function(rows, "jumlah_pcs", "jumlah", "satuan", target=field("pcs", "number", "decimal(14,2)"))

    assert values(computed) == [Decimal(18), None]
    assert list(computed.bad) == [False, False]


def test_a_row_for_which_a_function_gives_more_than_its_column_holds_is_bad(
    register: Callable[[str, Callable[..., Any]], None],
) -> None:
    register("dobel", lambda prices: prices * 2)

    computed = function(frame({PRICE: [Decimal("9999999999999999.99"), Decimal(1)]}), "dobel", "harga")

    assert values(computed) == [None, Decimal(2)]
    assert list(computed.bad) == [True, False]


def test_a_function_that_fails_stops_the_batch_without_showing_a_value(
    register: Callable[[str, Callable[..., Any]], None],
) -> None:
    register("rusak", lambda names: names.map(float))

    with pytest.raises(FinalError) as caught:
        function(frame({NAME: ["Budi Santoso"]}), "rusak", "nama")

    assert "field 'total' (function 'rusak') cannot be run over its inputs (ValueError)" in str(caught.value)
    assert "Budi" not in str(caught.value)
