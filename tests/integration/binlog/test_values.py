"""Every type of column, as a snapshot reads it and as the log tells it: the same values."""

from __future__ import annotations

import json
from typing import Any

import pytest

from include.contract.model import LogicalType
from include.records import SourceRecord
from include.sources.values import encode
from tests.contract.sources.builders import column, read
from tests.integration.binlog.builders import ID, NAMA, Table, told

ZERO = "0000-00-00 00:00:00"
VALUES: list[tuple[str, str, Any]] = [
    ("TINYINT", "-128", -128),
    ("TINYINT UNSIGNED", "255", 255),
    ("SMALLINT", "-32768", -32768),
    ("SMALLINT UNSIGNED", "65535", 65535),
    ("MEDIUMINT", "-8388608", -8388608),
    ("MEDIUMINT UNSIGNED", "16777215", 16777215),
    ("INT", "-2147483648", -2147483648),
    ("INT UNSIGNED", "4294967295", 4294967295),
    ("BIGINT", "-9223372036854775808", -9223372036854775808),
    ("BIGINT UNSIGNED", "18446744073709551615", 18446744073709551615),
    ("BOOLEAN", "TRUE", 1),
    ("BIT(1)", "b'1'", 1),
    ("BIT(12)", "b'100000000001'", 2049),
    ("BIT(64)", "18446744073709551615", 18446744073709551615),
    ("DECIMAL(18,2)", "1500000.50", "1500000.50"),
    ("DECIMAL(18,2)", "-0.01", "-0.01"),
    ("DECIMAL(65,30)", "-12345678901234567890123456789012345.000000000000000000000000000001",
     "-12345678901234567890123456789012345.000000000000000000000000000001"),
    ("DECIMAL(10,0)", "42", "42"),
    ("DECIMAL(4,4)", "0.0042", "0.0042"),
    ("FLOAT", "0.1", 0.1),
    ("FLOAT(9,2)", "123456.78", 123456.78),
    ("DOUBLE", "0.1", 0.1),
    ("DOUBLE", "-1.7976931348623157e308", -1.7976931348623157e308),
    ("YEAR", "2026", 2026),
    ("YEAR", "0", 0),
    ("DATE", "'2026-02-03'", "2026-02-03"),
    ("DATE", "'0000-00-00'", "0000-00-00"),
    ("DATE", "'2026-00-00'", "2026-00-00"),
    ("TIME", "'-26:30:05'", "-26:30:05"),
    ("TIME(6)", "'838:59:58.000001'", "838:59:58.000001"),
    ("TIME(2)", "'-00:00:00.05'", "-00:00:00.05"),
    ("TIME(3)", "'-12:00:01.5'", "-12:00:01.500"),
    ("DATETIME", "'2026-02-03 04:05:06'", "2026-02-03T04:05:06.000000"),
    ("DATETIME(1)", "'2026-02-03 04:05:06.7'", "2026-02-03T04:05:06.700000"),
    ("DATETIME(6)", "'9999-12-31 23:59:59.999999'", "9999-12-31T23:59:59.999999"),
    ("DATETIME", f"'{ZERO}'", ZERO),
    ("DATETIME(3)", f"'{ZERO}'", f"{ZERO}.000"),
    ("DATETIME", "'2026-02-00 10:00:00'", "2026-02-00 10:00:00"),
    ("TIMESTAMP(6) NULL", "'2026-02-03 04:05:06.000007'", "2026-02-02T21:05:06.000007Z"),
    ("TIMESTAMP NULL", f"'{ZERO}'", ZERO),
    ("CHAR(10)", "'Ani'", "Ani"),
    ("VARCHAR(300)", "'Añi\\n🎓'", "Añi\n🎓"),
    ("VARCHAR(20) CHARACTER SET latin1", "'Añi'", "Añi"),
    ("CHAR(4) CHARACTER SET ucs2", "'Añi'", "Añi"),
    ("VARCHAR(20)", "''", ""),
    ("VARCHAR(20)", "NULL", None),
    ("TINYTEXT", "'teks'", "teks"),
    ("LONGTEXT", "REPEAT('x', 70000)", "x" * 70_000),
    ("BINARY(4)", "x'FF00'", "ff000000"),
    ("VARBINARY(300)", "x'41FF00'", "41ff00"),
    ("BLOB", "'teks'", "74656b73"),
    ("ENUM('baru', 'lama')", "'lama'", "lama"),
    ("ENUM('baru', 'lama')", "''", ""),
    ("SET('a', 'b', 'c')", "'c,a'", "a,c"),
    ("SET('a', 'b')", "''", ""),
    ("ENUM('baru', 'Añejo') CHARACTER SET latin1", "'Añejo'", "Añejo"),
    ("ENUM('Ã±', 'ñ') CHARACTER SET latin1", "'Ã±'", "Ã±"),
    ("SET('ñ', 'é', 'a') CHARACTER SET latin1", "'ñ,é'", "ñ,é"),
    ("ENUM('ひ', 'か') CHARACTER SET ucs2", "'か'", "か"),
    ("SET('a', 'ñ') CHARACTER SET utf8mb4", "'ñ'", "ñ"),
    ("POINT", "ST_GeomFromText('POINT(1 2)')", "000000000101000000000000000000f03f0000000000000040"),
]  # fmt: skip
DOCUMENTS = ['{"a": 1, "b": [true, null, "ñ", 1.5, 18446744073709551615, -7]}', "null", '"teks"', "[]", "{}"]


def values(record: SourceRecord) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(encode(record.value))
    return shown


def test_a_value_is_the_same_in_a_snapshot_and_in_the_log(table: Table) -> None:
    columns = [f"c{number}" for number in range(len(VALUES))]
    fields = [column(name) for name in columns]
    types = ", ".join(f"{name} {type_}" for name, (type_, _, _) in zip(columns, VALUES, strict=True))
    insert = f"INSERT INTO dosens VALUES (%s, {', '.join(literal for _, literal, _ in VALUES)})"
    campus = ["SET sql_mode = ''", "SET time_zone = '+07:00'"]
    table.run(*campus, f"CREATE TABLE dosens (id BIGINT PRIMARY KEY, {types})", insert.replace("%s", "1"))
    source = table.source(ID, *fields)
    (from_table,), reading = read(source)
    table.run(*campus, insert.replace("%s", "2"))
    (from_log,), _ = read(source, reading.position)

    expected = {name: value for name, (_, _, value) in zip(columns, VALUES, strict=True)}
    assert values(from_table) == {"id": 1, **expected}
    assert values(from_log) == {"id": 2, **expected}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_json_document_is_the_same_document(table: Table, document: str) -> None:
    table.run("CREATE TABLE dosens (id BIGINT PRIMARY KEY, nama JSON)", f"INSERT INTO dosens VALUES (1, '{document}')")
    source = table.source()
    (from_table,), reading = read(source)
    table.run(f"INSERT INTO dosens VALUES (2, '{document}')")
    (from_log,), _ = read(source, reading.position)

    assert json.loads(from_table.value["nama"]) == json.loads(from_log.value["nama"]) == json.loads(document)


def test_bytes_that_are_no_text_in_a_column_of_text_stay_the_bytes_that_they_are(table: Table) -> None:
    table.run("CREATE TABLE dosens (id BIGINT PRIMARY KEY, nama VARCHAR(9) CHARACTER SET latin1)")
    source = table.source()
    _, reading = read(source)
    table.run("INSERT INTO dosens VALUES (1, x'4181')")

    (record,), _ = read(source, reading.position)

    assert encode(record.value) == b'{"id":1,"nama":"A\x81"}'


@pytest.mark.parametrize(
    ("type_", "first", "second"),
    [
        ("BIGINT UNSIGNED", "18446744073709551614", "18446744073709551615"),
        ("DECIMAL(20,2)", "-900719925474099.29", "900719925474099.30"),
        ("DATE", "'2026-08-03'", "'2026-08-04'"),
        ("DATETIME(6)", "'2026-08-03 12:00:00.000001'", "'2026-08-03 12:00:00.000002'"),
        ("TIMESTAMP(6)", "'2026-08-03 12:00:00.000001'", "'2026-08-03 12:00:00.000002'"),
        ("VARCHAR(20) COLLATE utf8mb4_bin", "'it''s'", "'ñ'"),
        ("VARBINARY(16)", "x'00FE'", "x'00FF'"),
        ("BIT(8)", "b'00000001'", "b'00000010'"),
    ],
    ids=["unsigned", "decimal", "date", "datetime", "timestamp", "text", "bytes", "bits"],
)
def test_a_table_is_read_range_by_range_by_a_key_of_any_type(table: Table, type_: str, first: str, second: str) -> None:
    table.run(
        f"CREATE TABLE dosens (id {type_} NOT NULL PRIMARY KEY, nama VARCHAR(20))",
        f"INSERT INTO dosens VALUES ({first}, 'Ani'), ({second}, 'Budi')",
    )
    source = table.source(column("id", key=1), NAMA, rows_at_once=1)
    (one,), reading = read(source)
    (two,), reading = read(source, reading.position)
    table.run("DELETE FROM dosens")
    third, _ = read(source, reading.position)

    assert [record.value["nama"] for record in (one, two)] == ["Ani", "Budi"]
    assert [record.key for record in third] == [one.key, two.key]


def test_ranges_of_a_composite_key_in_the_order_of_its_index(table: Table) -> None:
    table.run(
        "CREATE TABLE dosens (a INT, b VARCHAR(9), nama VARCHAR(20), PRIMARY KEY (b, a))",
        "INSERT INTO dosens VALUES (2, 'x', 'Ani'), (1, 'y', 'Budi'), (1, 'x', 'Citra'), (3, 'w', 'Dewi')",
    )
    fields = (column("a", key=1, type_=LogicalType.INTEGER), column("b", key=2), NAMA)
    source = table.source(*fields, rows_at_once=1)

    names, reading = [], None
    while reading is None or reading.more:
        records, reading = read(source, reading and reading.position)
        names += [record.value["nama"] for record in records]

    assert names == ["Dewi", "Citra", "Ani", "Budi"]


def test_a_changed_key_is_a_delete_before_a_newer_row(table: Table) -> None:
    table.named((1, "Ani"))
    source = table.source()
    _, reading = read(source)
    table.run("UPDATE dosens SET id = 7 WHERE id = 1")

    records, _ = read(source, reading.position)

    assert told(records) == [("1", "delete", None), ("7", "upsert", "Ani")]
    assert records[0].version < records[1].version


def test_computed_and_hidden_columns_do_not_move_the_others(table: Table) -> None:
    table.run(
        "CREATE TABLE dosens (id BIGINT PRIMARY KEY, besar VARCHAR(20) GENERATED ALWAYS AS (UPPER(nama)) VIRTUAL, "
        "panjang INT GENERATED ALWAYS AS (LENGTH(nama)) STORED, rahasia INT INVISIBLE DEFAULT 7, nama VARCHAR(20), "
        "INDEX (besar))",
        "INSERT INTO dosens (id, nama) VALUES (1, 'Ani')",
    )
    fields = (ID, NAMA, column("besar"), column("panjang"), column("rahasia"))
    (from_table,), reading = read(table.source(*fields))
    table.run("INSERT INTO dosens (id, nama) VALUES (2, 'Ani')", "UPDATE dosens SET nama = 'Budi' WHERE id = 2")
    (inserted, updated), _ = read(table.source(*fields), reading.position)

    assert from_table.value == {"id": 1, "nama": "Ani", "besar": "ANI", "panjang": 3, "rahasia": 7}
    assert inserted.value == {**from_table.value, "id": 2}
    assert updated.value == {"id": 2, "nama": "Budi", "besar": "BUDI", "panjang": 4, "rahasia": 7}


def test_an_index_on_an_expression_does_not_move_the_columns(mysql_table: Table) -> None:
    mysql_table.run("CREATE TABLE dosens (id BIGINT PRIMARY KEY, nama VARCHAR(20), INDEX ((UPPER(nama))))")
    _, reading = read(mysql_table.source())
    mysql_table.run("INSERT INTO dosens VALUES (1, 'Ani')")

    assert told(read(mysql_table.source(), reading.position)[0]) == [("1", "upsert", "Ani")]
