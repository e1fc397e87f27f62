from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from include.errors import ServiceUnavailable
from include.sinks.olap.lock import Busy, locked

NOT_AT_ALL, LONG = timedelta(), timedelta(seconds=30)
HOLDS_UNTIL_KILLED = """
import sys, time
from datetime import timedelta
from pathlib import Path
from include.sinks.olap.lock import locked
with locked(Path(sys.argv[1]), "load pesanan[0] 0..10", timedelta()):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_is_free_when_its_holder_has_left_it(tmp_path: Path) -> None:
    for _ in range(2):
        with locked(tmp_path / "lock", "load", NOT_AT_ALL):
            pass


def test_it_is_free_when_its_holder_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock", "load", NOT_AT_ALL):
        _ = 1 / 0
    with locked(tmp_path / "lock", "load", NOT_AT_ALL):
        pass


def test_who_does_not_get_it_is_told_who_holds_it_for_what(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "lock", "load pesanan[0] 0..10", NOT_AT_ALL),
        pytest.raises(Busy, match=rf"load pesanan\[1\] 5..9: .*\(load pesanan\[0\] 0..10: process {os.getpid()} on "),
        locked(tmp_path / "lock", "load pesanan[1] 5..9", NOT_AT_ALL),
    ):
        pass


def test_who_waits_gets_it_as_soon_as_it_is_free(tmp_path: Path) -> None:
    got = threading.Event()

    def wait() -> None:
        with locked(tmp_path / "lock", "second", LONG):
            got.set()

    waiting = threading.Thread(target=wait)
    with locked(tmp_path / "lock", "first", NOT_AT_ALL):
        waiting.start()
        assert not got.wait(0.2)
    assert got.wait(10)
    waiting.join()


def test_a_killed_process_lets_go_of_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDS_UNTIL_KILLED, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=f"process {holder.pid} on "), locked(lock, "load", NOT_AT_ALL):
            pass
        holder.kill()
        holder.wait()
        with locked(lock, "load", NOT_AT_ALL):
            pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(ServiceUnavailable, match=r"folder .*/file .* cannot be read or written"),
        locked(tmp_path / "file" / "lock", "load", NOT_AT_ALL),
    ):
        pass
