"""Rows in tables of every mode. What all sinks promise is in the suite; here is what only this one could get wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from include.contract.model import Contract, Field, LogicalType, Mode
from include.errors import LoadMismatch
from include.settings import OlapSettings
from include.sinks.base import Written
from include.sinks.olap.store import opened
from tests.contract.sinks.builders import FIELDS, contract
from tests.unit.sinks_olap.builders import put

ORDER = Field("order", "Urutan", LogicalType.INTEGER, "int", "order", required=True, key_position=2)
KNOWN = Field("known", "Dikenal", LogicalType.STRING, "varchar(9)", "known")
"""Names that SQL and this module have a meaning for."""


def two_keys(mode: Mode) -> Contract:
    return contract("olap", mode, fields=(*FIELDS, ORDER, KNOWN))


def rows(settings: OlapSettings, made: Contract, columns: str) -> list[tuple[Any, ...]]:
    with opened(settings, "look") as store:
        return store.sql(f'SELECT {columns} FROM "{made.sinks[0].table}" ORDER BY ALL').fetchall()


def test_a_key_of_two_fields_is_one_key(settings: OlapSettings) -> None:
    made = two_keys(Mode.UPSERT)
    put(settings, made, {"kode": "a", "order": 1, "known": "x"}, {"kode": "a", "order": 2, "known": "x"}, version=1)
    written = put(settings, made, {"kode": "a", "order": 2, "known": "y"}, {"kode": "b", "order": 1}, version=2)
    assert written == Written(loaded=2, superseded=0, skipped=0)
    assert rows(settings, made, 'kode, "order", known') == [("a", 1, "x"), ("a", 2, "y"), ("b", 1, None)]


def test_a_history_of_a_key_of_two_fields_keeps_every_version_once(settings: OlapSettings) -> None:
    made = two_keys(Mode.HISTORY)
    again = [{"kode": "a", "order": n, "_event_id": "e"} for n in (1, 2, 1)]
    assert put(settings, made, *again) == Written(loaded=2, superseded=0, skipped=1)
    assert put(settings, made, *again) == Written(loaded=0, superseded=0, skipped=3)


@pytest.mark.parametrize("table", ["order", "newest", "known", "accepted", "staged", "main", "kampus"])
def test_a_dataset_may_have_any_name(settings: OlapSettings, table: str) -> None:
    made = contract("olap", Mode.UPSERT)
    named = replace(made, sinks=(replace(made.sinks[0], table=table),))
    put(settings, named, {"kode": "a", "nama": "lama"}, version=1)
    put(settings, named, {"kode": "a", "nama": "baru"}, version=2)
    assert rows(settings, named, "nama") == [("baru",)]


def test_empty_text_is_missing_as_in_the_warehouse(settings: OlapSettings) -> None:
    made = contract("olap", Mode.APPEND)
    put(settings, made, {"kode": "a", "nama": "", "uraian": " "})
    assert rows(settings, made, "nama, uraian") == [(None, " ")]


def test_a_key_that_somebody_made_twice_is_not_loaded_over(settings: OlapSettings) -> None:
    made = contract("olap", Mode.UPSERT)
    put(settings, made, {"kode": "a"}, version=1)
    with opened(settings, "double it by hand") as store:
        store.execute(f"INSERT INTO {made.dataset} SELECT * FROM {made.dataset}")
    with pytest.raises(LoadMismatch, match=r"2 rows were removed and 1 added, expected .* a key that stands twice"):
        put(settings, made, {"kode": "a"}, version=2)
    assert len(rows(settings, made, "kode")) == 2
