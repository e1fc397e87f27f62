"""From columns to the fields of a contract, and to invented rows of their shape."""

from __future__ import annotations

from typing import Any

from include.draft.fields import DraftField, change_column, fields_of
from include.draft.fixture import fixture
from include.draft.names import names_of
from include.draft.personal import guesses
from include.draft.seen import Column, Seen


def drafted(
    seen: Seen, key: tuple[str, ...], dataset: str = "mahasiswa"
) -> tuple[dict[str, DraftField], dict[str, str]]:
    names = names_of(column.name for column in seen.columns)
    personal = guesses({names[column.name]: seen.values(column.name) for column in seen.columns}, dataset)
    columns = {name: column for column, name in names.items()}
    fields, left_out = fields_of(seen, names, key, {columns[name]: told for name, told in personal.items()})
    return {field.name: field for field in fields}, left_out


def seen(columns: dict[str, str], *rows: tuple[Any, ...], required: tuple[str, ...] = ()) -> Seen:
    dicts = [dict(zip(columns, row, strict=True)) for row in rows]
    return Seen(tuple(Column(name, native, name in required) for name, native in columns.items()), dicts)


def test_what_the_source_enforces_is_required_unless_empty_text_stands_in_it() -> None:
    table = seen({"nim": "char(9)", "kota": "char(9)", "gol": "char(9)"}, ("1", "Solo", ""), required=("kota", "gol"))
    fields, _ = drafted(table, ("nim",))
    assert [name for name, field in fields.items() if field.required] == ["nim", "kota"]


def test_the_figures_tell_the_type_the_empty_and_the_different_values() -> None:
    fields, _ = drafted(
        seen({"nim": "char(9)", "kota": "char(9)"}, ("1", "Solo"), ("2", None), ("3", "Solo")), ("nim",)
    )
    assert fields["kota"].figures == "char(9), kosong 1 dari 3, 1 nilai berbeda, panjang 4-4"


def test_of_a_personal_column_not_even_the_length_is_told() -> None:
    fields, _ = drafted(seen({"nim": "char(9)", "nik": "char(16)"}, ("1", "3271014408990001")), ("nim",))
    assert fields["nik"].figures == "char(16), kosong 0 dari 1, 1 nilai berbeda"
    assert (fields["nik"].kind.physical, fields["nik"].rules) == ("varchar(32)", ())


def test_a_number_that_is_personal_is_dropped_because_no_pseudonym_is_made_of_it() -> None:
    fields, _ = drafted(seen({"nim": "char(9)", "nik": "bigint"}, ("1", 3271014408990001)), ("nim",))
    personal = fields["nik"].personal
    assert personal is not None
    assert (personal.protect, fields["nik"].kind.logical) == ("drop", "integer")


def test_a_column_without_a_form_is_left_out_with_the_reason() -> None:
    fields, left_out = drafted(seen({"nim": "char(9)", "lokasi": "geometry"}, ("1", "x")), ("nim",))
    assert (list(fields), list(left_out)) == (["nim"], ["lokasi"])


def test_a_key_that_is_too_wide_for_a_table_is_narrowed_to_what_was_seen() -> None:
    columns = dict.fromkeys(("a", "b", "c"), "varchar(255)")
    fields, _ = drafted(seen(columns, ("1", "2", "3")), ("a", "b", "c"))
    assert [field.kind.physical for field in fields.values()] == ["varchar(10)"] * 3


def test_a_row_that_is_too_wide_for_a_table_has_longtext_in_it() -> None:
    columns = {"id": "int"} | {f"isi_{n}": "varchar(5000)" for n in range(4)}
    fields, _ = drafted(seen(columns, (1, "a", "b", "c", "d")), ("id",))
    assert sorted(field.kind.physical for field in fields.values()) == ["int", "longtext", *["varchar(5000)"] * 3]


def test_the_change_column_is_the_one_that_the_server_sets() -> None:
    table = Seen((Column("updated_at", "datetime"), Column("diubah", "timestamp", changed=True)), [])
    fields, _ = drafted(table, ())
    assert change_column(table, list(fields.values())) == "diubah"


def test_a_time_of_change_that_cannot_always_be_read_is_none() -> None:
    good = seen({"updated_at": ""}, ("2026-01-31 08:00:00",))
    bad = seen({"updated_at": "datetime"}, ("2026-01-31 08:00:00",), ("0000-00-00 00:00:00",))
    assert change_column(good, list(drafted(good, ())[0].values())) == "updated_at"
    assert change_column(bad, list(drafted(bad, ())[0].values())) is None


def test_invented_rows_have_the_shape_of_the_field_and_nothing_of_a_person() -> None:
    columns = {
        "nim": "char(9)",
        "nama": "varchar(99)",
        "email": "varchar(5)",
        "lahir": "date",
        "ipk": "decimal(3,2)",
        "aktif": "tinyint(1)",
    }
    fields, _ = drafted(seen(columns, ("1", "Siti Aminah", "a@b.c", "1999-08-04", "3.50", 1)), ("nim",))
    first, *_, last = fixture(list(fields.values()))
    assert first == {
        "nim": "nim 1", "nama": "contoh nama orang 1", "email": "1", "lahir": "2001-01-01", "ipk": "1", "aktif": 1,
    }  # fmt: skip
    assert (last["nim"], last["ipk"], last["email"]) == ("nim 20", "0", "20")


def test_invented_rows_take_over_lists_of_right_values_alone() -> None:
    table = seen(
        {"nim": "char(9)", "status": "enum('A','C')", "kode": "char(4)"}, *((str(n), "A", f"{n:04}") for n in range(60))
    )
    rows = fixture(list(drafted(table, ("nim",))[0].values()))
    assert [rows[0]["status"], rows[1]["status"], rows[2]["kode"]] == ["C", "A", "0003"]
