"""The table of a contract: made, given what it lacks, refused where it is another's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from include.contract.model import Contract, Field, Mode
from include.errors import FinalError
from include.settings import OlapSettings
from include.sinks.olap import ddl
from include.sinks.olap.store import opened, state
from tests.contract.sinks.builders import ADDED, KEY, contract, with_field
from tests.unit.sinks_olap.builders import put, shipped


def prepare(settings: OlapSettings, made: Contract) -> tuple[dict[str, str], str]:
    """The columns afterwards, and the state."""
    with opened(settings, "prepare") as store:
        ddl.prepare(store, made, made.sinks[0])
        described = store.execute(f'DESCRIBE "{made.dataset}"').fetchall()
        return {name: type_ for name, type_, *_ in described}, state(store)


def with_scale(made: Contract, precision: int, scale: int) -> Contract:
    """The contract with another type of `nilai`."""

    def changed(field: Field) -> Field:
        return replace(field, precision=precision, scale=scale) if field.name == "nilai" else field

    return replace(made, fields=tuple(changed(field) for field in made.fields))


def test_every_column_has_the_type_that_holds_what_is_staged(settings: OlapSettings) -> None:
    columns, _ = prepare(settings, contract("olap", Mode.UPSERT))
    assert columns == {
        "kode": "VARCHAR",
        "nama": "VARCHAR",
        "uraian": "VARCHAR",
        "nilai": "DECIMAL(18,2)",
        "mikro": "DECIMAL(30,10)",
        "jumlah": "BIGINT",
        "aktif": "BOOLEAN",
        "tanggal": "DATE",
        "waktu": "TIMESTAMP WITH TIME ZONE",
        "_partition": "INTEGER",
        "_offset": "BIGINT",
        "_event_id": "VARCHAR",
        "_version": "VARCHAR",
        "_contract": "BIGINT",
        "_deleted": "BOOLEAN",
        "_valid_from": "TIMESTAMP WITH TIME ZONE",
        "_created_at": "TIMESTAMP WITH TIME ZONE",
        "_event_at": "TIMESTAMP WITH TIME ZONE",
        "_extracted_at": "TIMESTAMP WITH TIME ZONE",
        "_broker_at": "TIMESTAMP WITH TIME ZONE",
        "_semester": "VARCHAR",
        "_tahun_anggaran": "INTEGER",
        "_batch_id": "VARCHAR",
        "_loaded_at": "TIMESTAMP WITH TIME ZONE",
    }


def test_restricted_fields_are_left_out_because_a_copy_has_no_roles(settings: OlapSettings) -> None:
    made = shipped("tracer_study")
    columns, _ = prepare(settings, made)
    left_out = {field.name for field in made.fields} - columns.keys()
    assert left_out == {field.name for field in made.fields if field.protect in {"restrict", "drop"}} != set()


def test_a_new_field_is_a_new_column_and_a_new_state(settings: OlapSettings) -> None:
    before = contract("olap", Mode.UPSERT)
    columns, first = prepare(settings, before)
    more, second = prepare(settings, with_field(before, ADDED))
    assert more.keys() - columns.keys() == {"warna"}
    assert first != second


def test_a_wider_decimal_widens_its_column_and_keeps_the_values(settings: OlapSettings) -> None:
    made = contract("olap", Mode.UPSERT)
    put(settings, made, {"kode": "a", "nilai": Decimal("1.25")})
    columns, _ = prepare(settings, with_scale(made, 22, 4))
    assert columns["nilai"] == "DECIMAL(22,4)"
    with opened(settings, "look") as store:
        assert store.sql(f"SELECT nilai FROM {made.dataset}").fetchall() == [(Decimal("1.2500"),)]


def test_preparing_again_is_no_change(settings: OlapSettings) -> None:
    made = contract("olap", Mode.UPSERT)
    assert prepare(settings, made) == prepare(settings, made)


def test_a_field_that_the_contract_has_no_more_stays_with_its_values(settings: OlapSettings) -> None:
    made = contract("olap", Mode.UPSERT)
    put(settings, made, {"kode": "a", "nama": "Ani"})
    put(settings, replace(made, fields=(KEY,)), {"kode": "b"})
    with opened(settings, "look") as store:
        found = store.sql(f"SELECT kode, nama FROM {made.dataset} ORDER BY kode").fetchall()
    assert found == [("a", "Ani"), ("b", None)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda made: replace(made, sinks=(replace(made.sinks[0], mode=Mode.APPEND),)), "is in mode upsert .*expected mode append"),
        (
            lambda made: replace(made, fields=(*made.fields, replace(KEY, name="nomor", key_position=2))),
            r"with the key \(kode\), expected .*with the key \(kode, nomor\)",
        ),
        (lambda made: with_scale(made, 18, 4), r'"nilai" is DECIMAL\(18,2\), expected DECIMAL\(18,4\).*ALTER "nilai" TYPE'),
    ],
    ids=["another_mode", "another_key", "more_places_after_and_fewer_before_the_point"],
)  # fmt: skip
def test_a_table_that_is_not_what_the_contract_declares_is_refused(
    settings: OlapSettings, change, message: str
) -> None:
    made = contract("olap", Mode.UPSERT)
    prepare(settings, made)
    with pytest.raises(FinalError, match=message):
        prepare(settings, change(made))


def test_a_table_that_somebody_made_by_hand_is_refused(settings: OlapSettings) -> None:
    made = contract("olap", Mode.UPSERT)
    with opened(settings, "make it by hand") as store:
        store.execute(f"CREATE TABLE {made.dataset} (kode VARCHAR)")
    with pytest.raises(FinalError, match="was not made by this sink"):
        prepare(settings, made)


@pytest.mark.parametrize(("precision", "scale"), [(18, 2), (17, 2), (17, 1), (10, 0)])
def test_a_column_takes_decimals_that_it_holds_exactly(settings: OlapSettings, precision: int, scale: int) -> None:
    made = contract("olap", Mode.UPSERT)
    columns, _ = prepare(settings, made)
    assert prepare(settings, with_scale(made, precision, scale))[0] == columns
