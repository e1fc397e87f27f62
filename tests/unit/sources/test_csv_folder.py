from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from include.sources.csv_folder import CsvSource
from tests.contract.sources.builders import contract, read, read_and_settle

NOON = datetime(2026, 8, 3, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def source(tmp_path: Path) -> CsvSource:
    return CsvSource(contract(kind="csv", place="dosen_*.csv"), tmp_path)


def put(source: CsvSource, name: str, text: str, modified: float = NOON) -> None:
    path = source.folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (modified, modified))


def test_the_same_content_under_two_names_is_read_once(source: CsvSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    put(source, "dosen_2.csv", "id,nama\n1,Ani\n")
    records, position = read_and_settle(source)
    put(source, "dosen_3.csv", "id,nama\n1,Ani\n", modified=NOON + 60)

    assert [record.position for record in records] == ["dosen_1.csv:2"]
    assert read(source, position)[0] == []


def test_a_file_that_changed_is_read_again_under_its_name(source: CsvSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    first, position = read_and_settle(source)
    put(source, "dosen_1.csv", "id,nama\n1,Ani Lestari\n", modified=NOON + 60)

    second, _ = read(source, position)

    assert [record.value["nama"] for record in second] == ["Ani Lestari"]
    assert second[0].version > first[0].version


@pytest.mark.parametrize("modified", [NOON, NOON - 86_400], ids=["same time", "older time"])
def test_a_file_that_is_dropped_later_is_newer_whatever_its_time_of_modification(
    source: CsvSource, modified: float
) -> None:
    put(source, "dosen_2.csv", "id,nama\n1,Ani\n")
    first, position = read_and_settle(source)
    put(source, "dosen_1.csv", "id,nama\n1,Ani Lestari\n", modified=modified)

    second, _ = read(source, position)

    assert second[0].version > first[0].version


def test_of_two_files_the_one_modified_later_is_newer_whatever_their_names(source: CsvSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani Lestari\n", modified=NOON + 60)
    put(source, "dosen_2.csv", "id,nama\n1,Ani\n", modified=NOON)

    records, _ = read(source)

    newest = max(records, key=lambda record: record.version)
    assert newest.value["nama"] == "Ani Lestari"


def test_of_two_lines_with_one_key_the_later_is_newer(source: CsvSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n1,Ani Lestari\n")

    first, second = read(source)[0]

    assert first.version < second.version
    assert first.event_id != second.event_id


def test_blanks_around_a_key_are_no_part_of_it(source: CsvSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n 1 ,Ani\n")

    (record,) = read(source)[0]

    assert (record.key, record.value["id"]) == ("1", " 1 ")


def test_a_file_that_is_gone_after_it_was_read_is_no_error(source: CsvSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    _, position = read_and_settle(source)
    (source.folder / "dosen_1.csv").unlink()

    records, reading = read(source, position)

    assert (records, reading.refused) == ([], [])


def test_a_refused_file_stays_until_the_position_is_saved(source: CsvSource) -> None:
    put(source, "dosen_1.csv", "")

    _, reading = read(source)
    assert (source.folder / "dosen_1.csv").exists()
    source.settle(reading)
    assert not (source.folder / "dosen_1.csv").exists()


def test_a_file_that_is_still_being_written_is_said_and_not_refused(
    source: CsvSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(source, "dosen_1.csv", "id,nama\n1")
    monkeypatch.setattr("include.sources.drop_folder.DropFolder.read", lambda *_: None)

    records, reading = read(source)

    assert (records, reading.refused) == ([], [])
    assert reading.notes == ["dosen_1.csv: is still being written or was taken away; the next run looks again."]
