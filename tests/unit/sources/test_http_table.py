from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from include.contract.model import Field
from include.errors import FinalError
from include.sources.http_table import HttpTable
from tests.contract.sources.builders import CHANGED, column, contract

DRIFTED = replace(column("jenis", source_name="id_jenis_evaluasi"), aliases=("id_basis_evaluasi",))


def table(*fields: Field, change: str | None = None, **options: Any) -> HttpTable:
    return HttpTable(contract(column("id", key=1), *fields, kind="http", change=change, **options), "feeder.GetListX")


def test_a_row_has_the_contracts_columns_and_no_others() -> None:
    assert table(column("nama")).row({"nama": "Ani", "alamat": "Bandung", "id": "1"}) == {"id": "1", "nama": "Ani"}


def test_a_column_under_one_of_its_aliases_is_the_same_row() -> None:
    now, before = {"id": "1", "id_jenis_evaluasi": "2"}, {"id": "1", "id_basis_evaluasi": "2"}
    assert table(DRIFTED).row(before) == table(DRIFTED).row(now) == now


def test_a_column_may_be_inside_another() -> None:
    inside = column("prodi", source_name="prodi.kode")
    assert table(inside).row({"id": "1", "prodi": {"kode": "55201"}}) == {"id": "1", "prodi.kode": "55201"}


def test_a_column_that_is_missing_is_refused_with_what_there_is_instead() -> None:
    with pytest.raises(FinalError, match=r"feeder\.GetListX has no column nama; there are alamat, id\. .*`aliases`"):
        table(column("nama")).row({"id": "1", "alamat": "Bandung"})


def test_a_column_may_be_missing_where_the_api_leaves_out_what_is_empty() -> None:
    assert table(column("nama"), emptyLeftOut=True).row({"id": "1"}) == {"id": "1", "nama": None}


def test_a_row_that_is_no_object_is_refused() -> None:
    with pytest.raises(FinalError, match="a row is str, expected an object"):
        table().row("Ani")


@pytest.mark.parametrize(
    "written",
    ["2026-08-03T08:30:00+07:00", "2026-08-03T01:30:00Z", "2026-08-03 08:30:00", "03-08-2026 08:30:00", 1785720600],
    ids=str,
)
def test_a_change_time_in_any_writing_is_an_instant(written: str | int) -> None:
    assert table(CHANGED, change="updated_at").changed({"updated_at": written}) == datetime(
        2026, 8, 3, 1, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("written", [None, "", "0000-00-00 00:00:00"])
def test_a_row_may_have_no_change_time(written: str | None) -> None:
    assert table(CHANGED, change="updated_at").changed({"updated_at": written}) is None


def test_a_change_time_that_cannot_be_read_is_refused_without_being_shown() -> None:
    with pytest.raises(FinalError, match=r"updated_at is the change column.*cannot be read") as refused:
        table(CHANGED, change="updated_at").changed({"updated_at": "kemarin"})
    assert "kemarin" not in str(refused.value)
