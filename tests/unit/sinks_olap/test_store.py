"""What goes wrong with the private file, in the words of the project."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from include.errors import FinalError, ServiceUnavailable
from include.settings import OlapSettings
from include.sinks.olap.store import opened

OPENS_IT = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
time.sleep(60)
"""


def open_it(settings: OlapSettings) -> None:
    with opened(settings, "open it") as store:
        store.sql("SELECT bit_xor(i) FROM big").fetchall()


@pytest.fixture
def big(settings: OlapSettings) -> OlapSettings:
    """A store of several blocks."""
    with opened(settings, "fill it") as store:
        store.execute("CREATE TABLE big AS SELECT hash(i) AS i FROM range(500_000) numbers(i)")
    return settings


def test_a_store_is_made_where_there_is_none(settings: OlapSettings) -> None:
    with opened(settings, "look") as store:
        assert store.sql("SELECT count(*) FROM etl_ledger").fetchall() == [(0,)]


def test_what_a_killed_load_had_moved_out_of_its_memory_is_swept_away(big: OlapSettings) -> None:
    left = big.file.with_name("kampus.duckdb.tmp") / "duckdb_temp_storage_DEFAULT-0.tmp"
    left.parent.mkdir()
    left.write_bytes(b"x" * 1000)
    open_it(big)
    assert not left.parent.exists()


def test_what_is_not_committed_is_rolled_back(big: OlapSettings) -> None:
    with opened(big, "leave early") as store:
        store.begin()
        store.execute("DELETE FROM big")
    with opened(big, "look") as store:
        assert store.sql("SELECT count(*) FROM big").fetchall() == [(500_000,)]


def test_a_file_that_another_program_has_open_is_a_matter_of_waiting(big: OlapSettings) -> None:
    with subprocess.Popen([sys.executable, "-c", OPENS_IT, str(big.file)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        with pytest.raises(ServiceUnavailable, match=rf"open in another program \(PID {other.pid}\)"):
            open_it(big)
        other.kill()
    open_it(big)


@pytest.mark.parametrize("damage", ["no_database", "cut_off", "overwritten"])
def test_a_damaged_file_is_final_and_the_way_back_is_said(big: OlapSettings, damage: str) -> None:
    size = big.file.stat().st_size
    match damage:
        case "no_database":
            big.file.write_bytes(b"x" * 5000)
        case "cut_off":
            os.truncate(big.file, size // 2)
        case _:
            with big.file.open("r+b") as file:
                file.seek(size // 2)
                file.write(b"x" * (size // 4))
    with pytest.raises(FinalError, match=r"is damaged.*Put the newest copy in its place"):
        open_it(big)


def test_a_value_that_is_refused_is_not_shown(big: OlapSettings) -> None:
    with pytest.raises(FinalError, match="ConversionException") as refusal, opened(big, "fail") as store:
        store.execute("INSERT INTO big VALUES ('rahasia')")
    assert "rahasia" not in str(refusal.value)
    assert refusal.value.__cause__ is None


FILLS_ITS_DISK = """
import resource, sys
from datetime import timedelta
from pathlib import Path
from include.errors import ServiceUnavailable
from include.settings import OlapSettings
from include.sinks.olap.store import opened
settings = OlapSettings(Path(sys.argv[1]), Path(sys.argv[1]).parent)
room = settings.file.stat().st_size + 500_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    with opened(settings, "fill the disk") as store:
        store.begin()
        store.execute("INSERT INTO big SELECT hash(i) FROM range(2_000_000) numbers(i)")
        store.commit()
except ServiceUnavailable as error:
    print(error)
"""


def test_a_full_disk_takes_nothing_and_is_a_matter_of_making_room(big: OlapSettings) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLS_ITS_DISK, str(big.file)], capture_output=True, text=True, check=True
    )
    assert "cannot be read or written" in done.stdout
    assert "free space" in done.stdout
    with opened(big, "look") as store:
        assert store.sql("SELECT count(*) FROM big").fetchall() == [(500_000,)]
