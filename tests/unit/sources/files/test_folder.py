"""What the folder is to the source: which file is read when, which row is newer, what is sent once only."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from include.sources import drop_folder
from include.sources.files import FileSource
from tests.contract.sources.builders import column, contract, read, read_and_settle

NOON = datetime(2026, 8, 3, 12, tzinfo=UTC).timestamp()


@pytest.fixture
def source(tmp_path: Path) -> FileSource:
    return FileSource(contract(kind="csv", place="dosen_*.csv"), tmp_path, str(tmp_path / "state"))


def put(source: FileSource, name: str, text: str, modified: float = NOON) -> None:
    path = source.folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (modified, modified))


def test_the_same_content_under_two_names_is_read_once(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    put(source, "dosen_2.csv", "id,nama\n1,Ani\n")
    records, position = read_and_settle(source)
    put(source, "dosen_3.csv", "id,nama\n1,Ani\n", modified=NOON + 60)

    assert [record.position for record in records] == ["dosen_1.csv:2"]
    assert read(source, position)[0] == []


def test_a_file_that_changed_is_read_again_under_its_name(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    first, position = read_and_settle(source)
    put(source, "dosen_1.csv", "id,nama\n1,Ani Lestari\n", modified=NOON + 60)

    second, _ = read(source, position)

    assert [record.value["nama"] for record in second] == ["Ani Lestari"]
    assert second[0].version > first[0].version


@pytest.mark.parametrize("modified", [NOON, NOON - 86_400], ids=["same time", "older time"])
def test_a_file_that_is_dropped_later_is_newer_whatever_its_time_of_modification(
    source: FileSource, modified: float
) -> None:
    put(source, "dosen_2.csv", "id,nama\n1,Ani\n")
    first, position = read_and_settle(source)
    put(source, "dosen_1.csv", "id,nama\n1,Ani Lestari\n", modified=modified)

    second, _ = read(source, position)

    assert second[0].version > first[0].version


def test_of_two_files_the_one_modified_later_is_newer_whatever_their_names(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani Lestari\n", modified=NOON + 60)
    put(source, "dosen_2.csv", "id,nama\n1,Ani\n", modified=NOON)

    records, _ = read(source)

    newest = max(records, key=lambda record: record.version)
    assert newest.value["nama"] == "Ani Lestari"


def test_of_two_lines_with_one_key_the_later_is_newer(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n1,Ani Lestari\n")

    first, second = read(source)[0]

    assert first.version < second.version
    assert first.event_id != second.event_id


def test_blanks_around_a_key_are_no_part_of_it(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n 1 ,Ani\n")

    (record,) = read(source)[0]

    assert (record.key, record.value["id"]) == ("1", " 1 ")


def test_a_file_that_is_gone_after_it_was_read_is_no_error(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    _, position = read_and_settle(source)
    (source.folder / "dosen_1.csv").unlink()

    records, reading = read(source, position)

    assert (records, reading.refused) == ([], [])


def test_a_refused_file_stays_until_the_position_is_saved(source: FileSource) -> None:
    put(source, "dosen_1.csv", "")

    _, reading = read(source)
    assert (source.folder / "dosen_1.csv").exists()
    source.settle(reading)
    assert not (source.folder / "dosen_1.csv").exists()


def test_a_file_that_is_still_being_written_is_said_and_not_refused(
    source: FileSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "QUIET", 0.5)
    put(source, "dosen_1.csv", "id,nama\n1", modified=time.time())
    writer = threading.Timer(0.1, put, [source, "dosen_1.csv", "id,nama\n1,Ani\n"])
    writer.start()

    records, reading = read(source)
    writer.join()

    assert (records, reading.refused) == ([], [])
    assert reading.notes == ["dosen_1.csv: masih ditulis atau sudah diambil lagi; dilihat lagi pada run berikutnya."]
    assert [record.value["nama"] for record in read(source, reading.position)[0]] == ["Ani"]


def test_a_corrected_file_brings_what_was_corrected_and_no_more(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n2,Bdi\n3\n")
    first, position = read_and_settle(source)
    put(source, "dosen_1_perbaikan.csv", "id,nama\n1,Ani\n2,Budi\n3,Citra\n4,Dewi\n", modified=NOON + 60)

    second, reading = read(source, position)

    assert [(r.position, r.unreadable is None) for r in first] == [
        ("dosen_1.csv:2", True), ("dosen_1.csv:3", True), ("dosen_1.csv:4", False),
    ]  # fmt: skip
    assert [(r.position, r.value["nama"]) for r in second] == [
        ("dosen_1_perbaikan.csv:3", "Budi"),
        ("dosen_1_perbaikan.csv:4", "Citra"),
        ("dosen_1_perbaikan.csv:5", "Dewi"),
    ]
    assert (reading.read, reading.unchanged) == (4, 1)


def test_a_row_that_cannot_be_taken_keeps_its_key_so_that_the_corrected_one_settles_it(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n3\n")

    (record,) = read(source)[0]

    assert (record.key, record.value) == ("3", {"id": "3", "nama": None})


def test_a_row_that_still_cannot_be_taken_is_said_again(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n3\n")
    _, position = read_and_settle(source)
    put(source, "dosen_2.csv", "id,nama\n3\n1,Ani\n", modified=NOON + 60)

    records, _ = read(source, position)

    assert [(record.key, record.unreadable is None) for record in records] == [("3", False), ("1", True)]


def test_rows_without_a_key_are_sent_each_time(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n,Ani\n,Ani\n")

    records, reading = read(source)

    assert ([record.position for record in records], reading.unchanged) == (["dosen_1.csv:2", "dosen_1.csv:3"], 0)


def test_a_key_of_which_a_part_is_missing_is_none(source: FileSource) -> None:
    declared = contract(column("id", key=1), column("tahun", key=2), kind="csv", place="dosen_*.csv")
    put(source, "dosen_1.csv", "id,tahun\n1,\n1,\n1,2026\n1,2026\n")

    records, reading = read(replace(source, contract=declared))

    assert [(record.position, record.key) for record in records] == [
        ("dosen_1.csv:2", ""), ("dosen_1.csv:3", ""), ("dosen_1.csv:4", "1|2026"),
    ]  # fmt: skip
    assert reading.unchanged == 1


def test_a_state_that_comes_back_within_a_file_is_an_event_of_its_own(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n1,Ani Lestari\n1,Ani\n1,Ani\n")

    records, reading = read(source)

    assert [record.value["nama"] for record in records] == ["Ani", "Ani Lestari", "Ani"]
    assert len({record.event_id for record in records}) == 3
    assert reading.unchanged == 1


def test_a_copy_under_another_name_is_said_once(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    _, position = read_and_settle(source)
    put(source, "dosen_2.csv", "id,nama\n1,Ani\n", modified=NOON + 60)

    _, reading = read(source, position)

    assert reading.notes == ["dosen_2.csv: isinya sama dengan dosen_1.csv; tidak dibaca dua kali."]
    assert read(source, reading.position)[1].notes == []


def test_a_lost_snapshot_is_said_once_and_nothing_is_missed(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    _, position = read_and_settle(source)
    for kept in (source.folder / "state").rglob("*-*"):
        kept.unlink()
    put(source, "dosen_2.csv", "id,nama\n1,Ani\n2,Budi\n", modified=NOON + 60)

    records, reading = read(source, position)
    source.settle(reading)

    assert [record.key for record in records] == ["1", "2"]
    assert ["hilang" in note for note in reading.notes] == [True]
    assert read(source, reading.position)[1].notes == []


def test_a_lost_snapshot_is_said_once_also_when_nothing_is_new(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    _, position = read_and_settle(source)
    for kept in (source.folder / "state").rglob("*-*"):
        kept.unlink()

    _, reading = read(source, position)

    assert len(reading.notes) == 1
    assert read(source, reading.position)[1].notes == []


def test_one_snapshot_of_the_keys_is_kept(source: FileSource) -> None:
    position = None
    for number in range(3):
        put(source, f"dosen_{number}.csv", f"id,nama\n{number},Ani\n", modified=NOON + number)
        _, position = read_and_settle(source, position)

    assert len([path for path in (source.folder / "state").rglob("*") if path.is_file()]) == 1


def test_a_position_from_before_rows_were_compared_is_read_on(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")
    _, reading = read(source)
    before = {key: value for key, value in reading.position.items() if key != "snapshot"}

    assert read(source, before)[0] == []


def test_it_is_said_how_far_the_folder_was_read(source: FileSource) -> None:
    put(source, "dosen_1.csv", "id,nama\n1,Ani\n")

    _, reading = read(source)

    assert reading.freshness["read_to"] == "2026-08-03T12:00:00+00:00"
    assert reading.freshness["heard_from_at"] > "2026"


def test_a_folder_that_never_had_a_file_is_said(source: FileSource) -> None:
    records, reading = read(source)

    assert records == []
    assert [refusal.why for refusal in reading.refused] == [
        f"dosen_*.csv: belum ada berkas seperti itu di {source.folder}. Letakkan berkasnya di sana, lalu jalankan lagi."
    ]
