"""The first snapshot, while others write to the table: nothing is lost and nothing comes twice at the seam."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from threading import Event, Thread
from typing import Any

import pytest

from include.database import connect
from include.records import Op, SourceRecord
from include.sources import binlog, binlog_ranges
from include.sources.mysql import MysqlSource
from tests.contract.sources.builders import column, read
from tests.integration.binlog.builders import ID, NAMA, Table, folded, read_on, told


def between_rows_and_log(monkeypatch: pytest.MonkeyPatch, happens: Any) -> None:
    """Let something happen after a range of rows was read and before the log is read up to its end."""
    read_range = binlog.read_range

    def reading(*arguments: Any) -> Any:
        found = read_range(*arguments)
        happens()
        return found

    monkeypatch.setattr(binlog, "read_range", reading)


def test_a_table_is_read_range_by_range_and_then_by_its_log(table: Table) -> None:
    table.named((1, "Ani"), (2, "Budi"), (3, "Citra"))
    source = table.source(rows_at_once=2)

    first, reading = read(source)
    assert told(first) == [("1", "upsert", "Ani"), ("2", "upsert", "Budi")]
    assert reading.more
    second, reading = read(source, reading.position)
    assert told(second) == [("3", "upsert", "Citra")]
    assert not reading.more
    assert read(source, reading.position)[0] == []


def test_a_row_that_changes_between_its_range_and_the_log_comes_once_as_it_is_now(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.named((1, "Ani"), (2, "Budi"))
    between_rows_and_log(monkeypatch, lambda: table.run("UPDATE dosens SET nama = 'Ani Lestari' WHERE id = 1"))

    records, _ = read(table.source())

    assert told(records) == [("1", "upsert", "Ani Lestari"), ("2", "upsert", "Budi")]


def test_a_row_that_is_deleted_between_its_range_and_the_log_does_not_stay(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.named((1, "Ani"), (2, "Budi"))
    between_rows_and_log(monkeypatch, lambda: table.run("DELETE FROM dosens WHERE id = 1"))

    records, _ = read(table.source())

    assert folded(records) == {"2": "Budi"}


def test_a_row_of_which_the_log_told_before_its_range_comes_once(table: Table) -> None:
    table.named((1, "Ani"), (2, "Budi"))
    source = table.source(rows_at_once=1)
    _, reading = read(source)
    table.run("UPDATE dosens SET nama = 'Budi Santoso' WHERE id = 2", "INSERT INTO dosens VALUES (0, 'Nol')")

    records, _ = read_on(source, reading.position)

    assert told(records) == [("2", "upsert", "Budi Santoso"), ("0", "upsert", "Nol")]


class Writer(Thread):
    """Somebody who changes the table at random until told to stop, one transaction after the other."""

    def __init__(self, table: Table, random: Random) -> None:
        super().__init__(daemon=True)
        self._table, self._random, self.enough = table, random, Event()

    def run(self) -> None:
        with connect(self._table.database) as connection, connection.cursor() as cursor:
            while not self.enough.is_set():
                for _ in range(self._random.randint(1, 3)):
                    cursor.execute(self._statement())
                connection.commit()

    def _statement(self) -> str:
        key, name = self._random.randint(1, 120), self._random.choice(["Ani", "Budi", "Citra", "Dewi"])
        return self._random.choice(
            [
                f"REPLACE INTO dosens VALUES ({key}, '{name}')",
                f"UPDATE dosens SET nama = CONCAT('{name} ', id) WHERE id BETWEEN {key} AND {key + 3}",
                f"DELETE FROM dosens WHERE id = {key}",
                f"UPDATE IGNORE dosens SET id = id + 1000 WHERE id = {key}",
            ]
        )


@pytest.fixture
def writer(table: Table) -> Iterator[Writer]:
    table.named(*((id_, f"awal {id_}") for id_ in range(1, 100)))
    writing = Writer(table, Random(1))
    yield writing
    writing.enough.set()
    writing.join()


def test_nothing_is_lost_or_doubled_while_others_write(table: Table, writer: Writer) -> None:
    source, records, reading = table.source(rows_at_once=10), [], None
    writer.start()
    while reading is None or reading.position["ranges"]:
        more, reading = read(source, reading.position if reading else None)
        source.settle(reading)
        records += more
    writer.enough.set()
    writer.join()
    more, _ = read_on(source, reading.position)
    records += more

    assert folded(records) == table.names()
    assert max(Counter(record.event_id for record in records).values()) == 1
    assert rows_read_after_the_log_told(records) == []
    assert [record.version for record in records] == sorted({record.version for record in records})


def rows_read_after_the_log_told(records: list[SourceRecord]) -> list[str]:
    """Keys of which a range gave a row that the log, or another range, had told before."""
    seen: set[str] = set()
    again = []
    for record in records:
        assert record.change is not None
        if record.change.op == "r" and record.key in seen:
            again.append(record.key)
        seen.add(record.key)
    return again


def test_a_snapshot_reads_no_more_at_once_than_fits_into_the_memory(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binlog_ranges, "MAX_BYTES", 250)
    monkeypatch.setattr(binlog_ranges, "AT_ONCE", 1)
    table.named(*((id_, "x" * 100) for id_ in range(5)))

    records, reading = read(table.source())

    assert len(records) == 3
    assert reading.more
    assert len(read_on(table.source(), reading.position)[0]) == 2


def test_a_new_column_in_the_contract_reads_the_table_again(table: Table) -> None:
    table.named((1, "Ani"))
    _, reading = read_on(table.source())
    table.run("ALTER TABLE dosens ADD COLUMN nidn VARCHAR(10) DEFAULT '7'")

    records, reading = read_on(table.source(ID, NAMA, column("nidn")), reading.position)

    assert [(record.op, record.value["nidn"]) for record in records] == [(Op.UPSERT, "7")]
    assert ["was altered" in note for note in reading.notes] == [True]


def test_a_change_of_a_column_that_the_contract_does_not_have_sends_nothing(table: Table) -> None:
    table.run(
        "CREATE TABLE dosens (id BIGINT PRIMARY KEY, nama VARCHAR(20), dilihat INT)",
        "INSERT INTO dosens VALUES (1, 'Ani', 0)",
    )
    _, reading = read_on(table.source())
    table.run("UPDATE dosens SET dilihat = 7", "UPDATE dosens SET nama = 'Ani Lestari'")

    records, reading = read(table.source(), reading.position)

    assert told(records) == [("1", Op.UPSERT, "Ani Lestari")]
    assert (reading.read, reading.unchanged) == (2, 1)


def test_a_table_that_was_polled_before_is_read_anew_and_deletes_since_then_are_found(table: Table) -> None:
    table.named((1, "Ani"), (2, "Budi"))
    logged = table.source()
    polled, reading = read(MysqlSource(logged.contract, logged.settings, logged.state_url))
    table.run("DELETE FROM dosens WHERE id = 1", "UPDATE dosens SET nama = 'Budi Santoso' WHERE id = 2")

    records, reading = read_on(logged, reading.position)

    assert told(records) == [("2", Op.UPSERT, "Budi Santoso"), ("1", Op.DELETE, None)]
    assert min(record.version for record in records) > max(record.version for record in polled)
    assert read(logged, reading.position)[0] == []
