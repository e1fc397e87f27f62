"""Statements that change a table without a word of each row: TRUNCATE, DROP, RENAME, ALTER."""

from __future__ import annotations

import pytest

from include.errors import FinalError
from include.records import Op
from tests.contract.sources.builders import column, read
from tests.integration.binlog.builders import ID, NAMA, Table, folded, read_on, told


def test_after_truncate_the_keys_that_were_there_are_deleted(table: Table) -> None:
    table.named((1, "Ani"), (2, "Budi"))
    source = table.source()
    first, reading = read_on(source)
    table.run(
        "INSERT INTO dosens VALUES (3, 'Citra')", "TRUNCATE TABLE dosens", "INSERT INTO dosens VALUES (2, 'Baru')"
    )

    records, reading = read_on(source, reading.position)

    assert folded(first + records) == {"2": "Baru"}
    assert sorted(record.key for record in records if record.op is Op.DELETE) == ["1", "3"]
    assert read(source, reading.position)[0] == []


def test_a_table_that_is_dropped_and_made_again_is_compared_by_key(table: Table) -> None:
    table.named((1, "Ani"), (2, "Budi"))
    source = table.source()
    first, reading = read_on(source)
    table.run("DROP TABLE dosens")
    table.named((2, "Budi"), (4, "Dewi"))

    records, _ = read_on(source, reading.position)

    assert folded(first + records) == {"2": "Budi", "4": "Dewi"}


def test_a_table_that_takes_the_place_of_another_is_read_anew(table: Table) -> None:
    table.named((1, "Ani"), (2, "Budi"))
    source = table.source()
    first, reading = read_on(source)
    table.run(
        "CREATE TABLE _dosens_new LIKE dosens",
        "INSERT INTO _dosens_new VALUES (2, 'Budi'), (3, 'Citra')",
        "RENAME TABLE dosens TO _dosens_old, _dosens_new TO dosens",
    )

    records, _ = read_on(source, reading.position)

    assert folded(first + records) == {"2": "Budi", "3": "Citra"}


def test_columns_that_are_added_and_moved_in_mid_stream_are_read_by_name(table: Table) -> None:
    table.named((1, "Ani"))
    source = table.source()
    _, reading = read_on(source)
    table.run(
        "INSERT INTO dosens VALUES (2, 'Budi')",
        "ALTER TABLE dosens ADD COLUMN nidn INT FIRST, MODIFY COLUMN nama VARCHAR(400) AFTER nidn",
        "INSERT INTO dosens (id, nama, nidn) VALUES (3, 'Citra', 9)",
    )

    records, reading = read(source, reading.position)

    assert told(records) == [("2", "upsert", "Budi"), ("3", "upsert", "Citra")]
    assert ["was altered" in note and "ask for a new snapshot" in note for note in reading.notes] == [True]


def test_a_column_that_came_later_than_what_the_log_tells_stops_with_what_to_do(table: Table) -> None:
    table.named((1, "Ani"))
    source = table.source()
    _, reading = read_on(source)
    table.run("INSERT INTO dosens VALUES (2, 'Budi')", "ALTER TABLE dosens RENAME COLUMN nama TO nama_lengkap")
    renamed = table.source(ID, column("nama_lengkap"))

    with pytest.raises(FinalError, match=r"siakad\.dosens had no column nama_lengkap when .*ask for a new snapshot"):
        read(renamed, reading.position)

    again, _ = read_on(table.source(ID, column("nama_lengkap"), asked="manual"), reading.position)
    assert [record.value["nama_lengkap"] for record in again] == ["Ani", "Budi"]


def test_statements_on_other_tables_and_rolled_back_ones_tell_nothing(table: Table) -> None:
    table.named((1, "Ani"))
    source = table.source()
    _, reading = read_on(source)
    table.run(
        "CREATE TABLE dosens_arsip LIKE dosens",
        "INSERT INTO dosens_arsip SELECT * FROM dosens",
        "TRUNCATE TABLE dosens_arsip",
        "DROP TABLE dosens_arsip",
        "CREATE TEMPORARY TABLE dosens_sementara (id INT)",
        "START TRANSACTION",
        "DELETE FROM dosens",
        "ROLLBACK",
        "START TRANSACTION",
        "SAVEPOINT a",
        "UPDATE dosens SET nama = 'Anu'",
        "ROLLBACK TO a",
        "INSERT INTO dosens VALUES (2, 'Budi')",
        "COMMIT",
    )

    records, reading = read(source, reading.position)

    assert told(records) == [("2", "upsert", "Budi")]
    assert reading.notes == []


def test_rows_written_by_statement_stop_with_what_to_set(campus_table: Table) -> None:
    campus_table.named((1, "Ani"))
    source = campus_table.source()
    _, reading = read_on(source)
    campus_table.run("SET SESSION binlog_format = 'STATEMENT'", "UPDATE dosens SET nama = 'Anu'")

    with pytest.raises(FinalError, match=r"written by statement .* binlog_format=ROW"):
        read(source, reading.position)


def test_only_changed_columns_in_the_log_stop_with_what_to_set(table: Table) -> None:
    table.named((1, "Ani"))
    source = table.source(ID, NAMA)
    _, reading = read_on(source)
    table.run("SET SESSION binlog_row_image = 'MINIMAL'", "UPDATE dosens SET nama = 'Anu'")

    with pytest.raises(FinalError, match=r"only some columns .* binlog_row_image=FULL"):
        read(source, reading.position)


def test_compressed_transactions_stop_with_what_to_set(mysql_table: Table) -> None:
    mysql_table.named((1, "Ani"))
    source = mysql_table.source()
    _, reading = read_on(source)
    mysql_table.run("SET SESSION binlog_transaction_compression = ON", "INSERT INTO dosens VALUES (2, 'Budi')")

    with pytest.raises(FinalError, match=r"compressed transactions\. Set binlog_transaction_compression=OFF"):
        read(source, reading.position)


def test_a_prepared_transaction_stops_with_what_to_do(table: Table) -> None:
    table.named((1, "Ani"))
    source = table.source()
    _, reading = read_on(source)
    table.run("XA START 'a'", "INSERT INTO dosens VALUES (2, 'Budi')", "XA END 'a'", "XA PREPARE 'a'", "XA COMMIT 'a'")

    with pytest.raises(FinalError, match="prepared by XA"):
        read(source, reading.position)


def test_rows_of_a_partition_that_is_dropped_are_deleted(table: Table) -> None:
    table.run(
        "CREATE TABLE dosens (id BIGINT PRIMARY KEY, nama VARCHAR(20)) PARTITION BY RANGE (id) "
        "(PARTITION lama VALUES LESS THAN (10), PARTITION baru VALUES LESS THAN MAXVALUE)",
        "INSERT INTO dosens VALUES (1, 'Ani'), (2, 'Budi'), (11, 'Citra')",
    )
    source = table.source()
    first, reading = read_on(source)
    table.run("UPDATE dosens SET id = 12 WHERE id = 1", "UPDATE dosens SET nama = 'Budi Baru' WHERE id = 2")
    second, reading = read_on(source, reading.position)
    assert told(second) == [("1", "delete", None), ("12", "upsert", "Ani"), ("2", "upsert", "Budi Baru")]
    table.run("ALTER TABLE dosens DROP PARTITION baru")

    third, _ = read_on(source, reading.position)

    assert folded(first + second + third) == {"2": "Budi Baru"}
