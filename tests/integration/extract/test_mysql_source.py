"""What only a MySQL or MariaDB table can do: change times, key types, value types and refusals of the server."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from include.contract.model import Contract, LogicalType
from include.database import connect
from include.errors import FinalError, ServiceUnavailable
from include.records import Op, SourceRecord
from include.settings import DatabaseSettings
from include.sources.mysql import MysqlSource
from include.sources.values import encode
from tests.contract.sources.builders import CHANGED, break_off, column, contract, read, read_and_settle

NOON = datetime(2026, 8, 3, 12, tzinfo=UTC)


class Table:
    """A source table as a test wants it."""

    def __init__(self, database: DatabaseSettings, state: Path) -> None:
        self._database, self._state = replace(database, name="siakad"), state

    def run(self, *statements: str) -> None:
        with connect(self._database, autocommit=True) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def connection_that_reads(self) -> int:
        with connect(self._database) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'SELECT `id`%'"
            )
            ((number,),) = cursor.fetchall()
        return int(number)

    def source(self, contract: Contract) -> MysqlSource:
        return MysqlSource(contract, self._database, str(self._state))

    def at(self, id_: int, nama: str, changed: datetime | None) -> None:
        time_ = f"'{changed:%Y-%m-%d %H:%M:%S.%f}'" if changed else "NULL"
        self.run(f"REPLACE INTO dosens VALUES ({id_}, '{nama}', {time_})")


@pytest.fixture
def table(database: DatabaseSettings, tmp_path: Path) -> Table:
    return Table(database, tmp_path)


@pytest.fixture
def polled(table: Table) -> MysqlSource:
    """A table with a change column."""
    table.run("CREATE TABLE dosens (id BIGINT PRIMARY KEY, nama VARCHAR(200), updated_at TIMESTAMP(6) NULL)")
    id_ = column("id", key=1, type_=LogicalType.INTEGER)
    return table.source(contract(id_, column("nama"), CHANGED, change="updated_at"))


def names(records: list[SourceRecord]) -> list[str]:
    return [record.value["nama"] for record in records]


def test_an_update_that_commits_late_is_found_within_the_overlap(table: Table, polled: MysqlSource) -> None:
    table.at(1, "Ani", NOON - timedelta(hours=1))
    table.at(2, "Budi", NOON)
    _, position = read_and_settle(polled)
    table.at(1, "Ani Lestari", NOON - timedelta(minutes=9))

    assert names(read(polled, position)[0]) == ["Ani Lestari"]


def test_a_new_row_is_found_however_old_its_change_time_is(table: Table, polled: MysqlSource) -> None:
    table.at(2, "Budi", NOON)
    _, position = read_and_settle(polled)
    table.at(1, "Ani", NOON - timedelta(days=400))

    assert names(read(polled, position)[0]) == ["Ani"]


def test_two_edits_that_share_a_time_have_versions_in_their_order(table: Table, polled: MysqlSource) -> None:
    table.at(1, "Ani", NOON)
    first, position = read_and_settle(polled)
    table.at(1, "Ani Lestari", NOON)
    second, position = read_and_settle(polled, position)
    table.at(1, "Ani", NOON)
    third, _ = read_and_settle(polled, position)

    assert first[0].version < second[0].version < third[0].version
    assert len({first[0].event_id, second[0].event_id, third[0].event_id}) == 3


def test_a_change_time_that_was_set_back_still_gives_a_newer_version(table: Table, polled: MysqlSource) -> None:
    table.at(1, "Ani", NOON)
    first, position = read_and_settle(polled)
    table.at(1, "Ani Lestari", NOON - timedelta(minutes=5))

    second, _ = read(polled, position)

    assert names(second) == ["Ani Lestari"]
    assert second[0].version > first[0].version


def test_a_row_without_change_time_is_sent_once_and_again_when_it_changes(table: Table, polled: MysqlSource) -> None:
    table.at(1, "Ani", None)
    table.at(2, "Budi", NOON)
    first, position = read_and_settle(polled)
    second, position = read_and_settle(polled, position)
    table.at(1, "Ani Lestari", None)
    third, _ = read(polled, position)

    assert names(first) == ["Ani", "Budi"]
    assert second == []
    assert names(third) == ["Ani Lestari"]
    assert third[0].version > first[0].version


def test_a_row_from_the_future_does_not_hide_what_changes_until_then(table: Table, polled: MysqlSource) -> None:
    table.at(1, "Ani", NOON)
    table.at(2, "Budi", datetime(2037, 1, 1, tzinfo=UTC))
    _, position = read_and_settle(polled)
    table.at(1, "Ani Lestari", datetime.now(UTC))

    records, position = read_and_settle(polled, position)

    assert names(records) == ["Ani Lestari"]
    table.run("DELETE FROM dosens WHERE id = 2")
    deleted, _ = read(polled, position)
    assert deleted[0].version > "02114380800000000"


def test_a_contract_that_gets_a_column_sends_every_row_again(table: Table, polled: MysqlSource) -> None:
    table.at(1, "Ani", NOON - timedelta(days=400))
    table.at(2, "Budi", NOON)
    _, position = read_and_settle(polled)
    table.run("ALTER TABLE dosens ADD COLUMN nidn VARCHAR(10) DEFAULT '7'")
    id_ = column("id", key=1, type_=LogicalType.INTEGER)
    widened = table.source(contract(id_, column("nama"), column("nidn"), CHANGED, change="updated_at"))

    records, position = read_and_settle(widened, position)

    assert [record.value["nidn"] for record in records] == ["7", "7"]
    assert read(widened, position)[0] == []


def test_a_change_column_may_have_another_name_in_the_source(table: Table) -> None:
    table.run(
        "CREATE TABLE dosens (id INT PRIMARY KEY, nama VARCHAR(20), tgl_ubah TIMESTAMP(6) NULL)",
        "INSERT INTO dosens VALUES (1, 'Ani', '2026-08-03 12:00:00')",
    )
    changed = column("updated_at", type_=LogicalType.TIMESTAMP, source_name="tgl_ubah")
    source = table.source(contract(column("id", key=1), column("nama"), changed, change="updated_at"))

    _, position = read_and_settle(source)
    table.run("INSERT INTO dosens VALUES (2, 'Budi', '2026-08-03 13:00:00')")
    assert names(read(source, position)[0]) == ["Budi"]


@pytest.mark.parametrize(
    ("type_", "known", "new"),
    [
        ("BIGINT", "9007199254740992", "9007199254740993"),
        ("BIGINT UNSIGNED", "18446744073709551614", "18446744073709551615"),
        ("DECIMAL(20,2)", "900719925474099.29", "900719925474099.30"),
        ("DATE", "'2026-08-03'", "'2026-08-04'"),
        ("DATETIME(6)", "'2026-08-03 12:00:00.000001'", "'2026-08-03 12:00:00.000002'"),
        ("TIMESTAMP(6)", "'2026-08-03 12:00:00.000001'", "'2026-08-03 12:00:00.000002'"),
        ("VARCHAR(20) COLLATE utf8mb4_bin", "'a'", "'A'"),
        ("VARBINARY(16)", "x'00FF'", "x'00FE'"),
        ("BIT(8)", "b'00000001'", "b'00000010'"),
    ],
    ids=["bigint", "unsigned", "decimal", "date", "datetime", "timestamp", "case", "bytes", "bits"],
)
def test_a_key_of_any_type_finds_its_own_row_and_no_other(table: Table, type_: str, known: str, new: str) -> None:
    table.run(
        f"CREATE TABLE dosens (id {type_} NOT NULL PRIMARY KEY, nama VARCHAR(20), updated_at TIMESTAMP(6) NULL)",
        f"INSERT INTO dosens VALUES ({known}, 'Ani', '2026-08-03 12:00:00')",
    )
    source = table.source(contract(column("id", key=1), column("nama"), CHANGED, change="updated_at"))
    _, position = read_and_settle(source)
    table.run(f"INSERT INTO dosens VALUES ({new}, 'Budi', '2020-01-01')")

    added, position = read_and_settle(source, position)
    assert names(added) == ["Budi"]
    table.run(f"DELETE FROM dosens WHERE id = {new}")
    deleted, _ = read(source, position)
    assert [(record.op, record.key) for record in deleted] == [(Op.DELETE, added[0].key)]
    assert encode({"id": deleted[0].value["id"]}).replace(b'"', b"") == encode({"id": added[0].value["id"]}).replace(
        b'"', b""
    )


def test_rows_of_a_composite_key_are_told_apart(table: Table) -> None:
    table.run(
        "CREATE TABLE dosens (a VARCHAR(9), b VARCHAR(9), nama VARCHAR(20), PRIMARY KEY (a, b))",
        "INSERT INTO dosens VALUES ('1|2', '3', 'Ani'), ('1', '2|3', 'Budi'), ('1|2', '3|', 'Citra')",
    )
    source = table.source(contract(column("a", key=1), column("b", key=2), column("nama")))
    first, position = read_and_settle(source)
    table.run("DELETE FROM dosens WHERE nama = 'Budi'")

    deleted, _ = read(source, position)

    assert len({record.key for record in first}) == 3
    assert [record.value for record in deleted] == [{"a": "1", "b": "2|3"}]


def test_a_key_that_names_several_rows_is_refused(table: Table) -> None:
    table.run("CREATE TABLE dosens (id INT, nama VARCHAR(20))", "INSERT INTO dosens VALUES (1, 'Ani'), (1, 'Budi')")

    with pytest.raises(FinalError, match=r"siakad\.dosens: more than one row has the same \(id\)"):
        read(table.source(contract()))


@pytest.mark.parametrize(
    ("type_", "literal", "expected"),
    [
        ("BIGINT", "-9007199254740993", -9007199254740993),
        ("DECIMAL(20,10)", "0.0000000001", "0.0000000001"),
        ("DOUBLE", "0.1", 0.1),
        ("FLOAT", "3.25", 3.25),
        ("BIT(1)", "b'1'", 1),
        ("BIT(12)", "b'100000000001'", 2049),
        ("BOOLEAN", "TRUE", 1),
        ("YEAR", "2026", 2026),
        ("DATE", "'2026-02-03'", "2026-02-03"),
        ("TIME", "'-26:30:05'", "-26:30:05"),
        ("TIME(6)", "'838:59:58.000001'", "838:59:58.000001"),
        ("DATETIME(6)", "'2026-02-03 04:05:06.7'", "2026-02-03T04:05:06.700000"),
        ("TIMESTAMP NULL", "'2026-02-03 04:05:06'", "2026-02-03T04:05:06.000000Z"),
        ("VARCHAR(20)", "'Añi\\n🎓'", "Añi\n🎓"),
        ("LONGTEXT", "REPEAT('x', 250)", "x" * 250),
        ("LONGTEXT", "REPEAT('x', 251)", "x" * 251),
        ("LONGTEXT", "REPEAT('x', 65536)", "x" * 65_536),
        ("DATETIME", "'2026-02-03 04:05:06'", "2026-02-03T04:05:06.000000"),
        ("ENUM('a', 'b')", "'b'", "b"),
        ("SET('a', 'b')", "'a,b'", "a,b"),
        ("JSON", """'{"a": 1}'""", '{"a": 1}'),
        ("BLOB", "'teks'", "teks"),
        ("VARCHAR(5)", "NULL", None),
    ],
)  # fmt: skip
def test_a_value_comes_as_the_server_has_it(table: Table, type_: str, literal: str, expected: Any) -> None:
    table.run(f"CREATE TABLE dosens (id INT PRIMARY KEY, nama {type_})", f"INSERT INTO dosens VALUES (1, {literal})")

    records, _ = read(table.source(contract()))

    assert json.loads(encode(records[0].value))["nama"] == expected


def test_bytes_that_are_no_text_stay_the_bytes_that_they_are(table: Table) -> None:
    table.run("CREATE TABLE dosens (id INT PRIMARY KEY, nama VARBINARY(9))", "INSERT INTO dosens VALUES (1, x'41FF42')")

    records, _ = read(table.source(contract()))

    assert encode(records[0].value) == b'{"id":1,"nama":"A\xffB"}'


def test_a_timestamp_is_an_instant_whatever_the_zone_of_the_session_that_wrote_it(
    table: Table, polled: MysqlSource
) -> None:
    table.run("SET time_zone = '+07:00'", "INSERT INTO dosens VALUES (1, 'Ani', '2026-08-03 08:00:00')")

    records, reading = read(polled)

    assert json.loads(encode(records[0].value))["updated_at"] == "2026-08-03T01:00:00.000000Z"
    assert reading.newest_change == datetime(2026, 8, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("type_", "first_of_the_day", "first_of_the_next"),
    [
        ("TIMESTAMP(6)", "2026-08-02 17:00:00", "2026-08-03 17:00:00"),
        ("DATETIME(6)", "2026-08-03 00:00:00", "2026-08-04 00:00:00"),
        ("DATE", "2026-08-03", "2026-08-04"),
    ],
)
def test_a_window_is_a_day_on_campus_for_every_kind_of_change_column(
    table: Table, type_: str, first_of_the_day: str, first_of_the_next: str
) -> None:
    table.run(
        f"CREATE TABLE dosens (id INT PRIMARY KEY, nama VARCHAR(20), updated_at {type_} NULL)",
        f"INSERT INTO dosens VALUES (1, 'Ani', '{first_of_the_day}'), (2, 'Budi', '{first_of_the_next}')",
    )
    source = table.source(contract(column("id", key=1), column("nama"), CHANGED, change="updated_at"))
    first, position = read_and_settle(source)
    day = datetime(2026, 8, 2, 17, tzinfo=UTC)

    with source.read_window(position, day, day + timedelta(days=1)) as window:
        records = list(window.records)

    assert names(records) == ["Ani"]
    assert records[0].event_id == first[0].event_id


def test_a_change_column_of_text_is_refused(table: Table) -> None:
    table.run("CREATE TABLE dosens (id INT PRIMARY KEY, nama VARCHAR(9), updated_at VARCHAR(20))")
    table.run("INSERT INTO dosens VALUES (1, 'Ani', '03-08-2026')")
    source = table.source(contract(column("id", key=1), column("nama"), CHANGED, change="updated_at"))

    with pytest.raises(FinalError, match=r"dosens\.updated_at is the change column and no TIMESTAMP, DATETIME or DATE"):
        read(source)


def test_a_change_time_that_no_calendar_has_is_refused_with_its_value(table: Table) -> None:
    table.run(
        "CREATE TABLE dosens (id INT PRIMARY KEY, nama VARCHAR(20), updated_at DATETIME NULL)",
        "SET sql_mode = ''",
        "INSERT INTO dosens VALUES (1, 'Ani', '2026-02-00 10:00:00')",
    )
    source = table.source(contract(column("id", key=1), column("nama"), CHANGED, change="updated_at"))

    with pytest.raises(FinalError, match=r"dosens\.updated_at .* holds 2026-02-00 10:00:00, which is in no calendar"):
        read(source)


def test_a_table_that_is_not_there_is_refused_with_its_name(table: Table) -> None:
    with pytest.raises(
        FinalError, match=r"siakad\.dosens cannot be read \(error 1146\).*check schema\[0\]\.physicalName"
    ):
        read(table.source(contract()))


def test_a_pass_that_is_broken_off_locks_nothing(table: Table, polled: MysqlSource) -> None:
    table.at(1, "Ani", NOON)
    table.at(2, "Budi", NOON)

    break_off(polled)

    table.run("SET lock_wait_timeout = 2", "ALTER TABLE dosens ADD COLUMN nidn INT")


def test_a_warehouse_from_an_older_backup_finds_deletes_by_the_snapshot_that_is_left(
    table: Table, polled: MysqlSource
) -> None:
    table.at(1, "Ani", NOON)
    table.at(2, "Budi", NOON)
    first, restored = read_and_settle(polled)
    table.at(3, "Citra", NOON)
    read_and_settle(polled, restored)
    table.run("DELETE FROM dosens WHERE id IN (1, 3)")

    records, reading = read(polled, restored)

    assert [(record.op, record.key) for record in records] == [(Op.DELETE, "1"), (Op.DELETE, "3"), (Op.UPSERT, "2")]
    assert records[2].event_id == first[1].event_id
    assert ["found by another snapshot" in note for note in reading.notes] == [True]


def test_a_server_that_ends_the_connection_while_it_is_read_is_a_transient_error(
    table: Table, polled: MysqlSource
) -> None:
    table.run(
        "INSERT INTO dosens WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
        "SELECT a.i * 1000 + b.i, REPEAT('x', 200), NULL FROM n AS a JOIN n AS b"
    )

    with polled.read(None) as reading:
        next(reading.records)
        table.run(f"KILL {table.connection_that_reads()}")
        with pytest.raises(ServiceUnavailable, match=r"database 'siakad' at 127\.0\.0\.1:\d+ does not answer"):
            list(reading.records)
    assert reading.position == {}


def test_change_times_at_the_beginning_of_time_are_polled(table: Table, polled: MysqlSource) -> None:
    table.at(1, "Ani", datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    _, position = read_and_settle(polled)
    table.at(1, "Ani Lestari", datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC))

    assert names(read(polled, position)[0]) == ["Ani Lestari"]


@pytest.mark.parametrize("type_", ["DATETIME", "DATE"])
def test_a_zero_date_counts_as_no_change_time(table: Table, type_: str) -> None:
    table.run(
        f"CREATE TABLE dosens (id INT PRIMARY KEY, nama VARCHAR(20), updated_at {type_} NOT NULL)",
        "SET sql_mode = ''",
        "INSERT INTO dosens VALUES (1, 'Ani', '0000-00-00')",
    )
    source = table.source(contract(column("id", key=1), column("nama"), CHANGED, change="updated_at"))

    first, position = read_and_settle(source)

    assert [record.value["updated_at"] for record in first] in (["0000-00-00"], ["0000-00-00 00:00:00"])
    assert read(source, position)[0] == []
