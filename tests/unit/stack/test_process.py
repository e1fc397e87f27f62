from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from stack.errors import StackError
from stack.process import Daemon


@pytest.fixture
def daemon(tmp_path: Path) -> Daemon:
    return Daemon("sleeper", tmp_path)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 5
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(pid)


def test_a_program_is_found_again_and_stopped(daemon: Daemon, tmp_path: Path) -> None:
    daemon.start(["sleep", "60"])
    assert Daemon("sleeper", tmp_path).pid == daemon.pid
    daemon.stop()
    assert daemon.pid is None


def test_what_a_program_started_is_stopped_with_it(daemon: Daemon, tmp_path: Path) -> None:
    daemon.start(["sh", "-c", f"sleep 60 & echo $! > {tmp_path}/child; wait"])
    daemon.wait_ready(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text() != "", 5)
    child = int((tmp_path / "child").read_text())
    daemon.stop()
    wait_until_gone(child)


def test_a_reused_process_id_is_not_mistaken_for_the_program(daemon: Daemon, tmp_path: Path) -> None:
    (tmp_path / "sleeper.pid").write_text(f"{os.getpid()} 1")
    assert daemon.pid is None


def test_a_program_that_ends_while_starting_is_quoted(daemon: Daemon) -> None:
    daemon.start(["sh", "-c", "echo 'no such option: --frob' >&2; exit 3"])
    with pytest.raises(StackError, match=r"sleeper ended while starting(.|\n)*no such option: --frob"):
        daemon.wait_ready(lambda: False, 5)


def test_a_program_that_never_gets_ready_is_said_so(daemon: Daemon) -> None:
    daemon.start(["sleep", "60"])
    with pytest.raises(StackError, match="sleeper was not ready after 1 s"):
        daemon.wait_ready(lambda: False, 1)
    daemon.kill()
    assert daemon.pid is None
