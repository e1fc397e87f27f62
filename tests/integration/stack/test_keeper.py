"""The local Airflow's components are kept alive, and end with the one who keeps them."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stack.keeper import Command, Keeper


def component(file: Path) -> Command:
    """A program that writes its process id into a file, a line for each time it is started, and goes on."""
    script = f"import os, time; open({str(file)!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(600)"
    return Command([sys.executable, "-c", script])


def starts(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_component_that_ends_is_started_again_and_the_others_are_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scheduler, triggerer = tmp_path / "scheduler", tmp_path / "triggerer"
    keeper = Keeper({"scheduler": component(scheduler), "triggerer": component(triggerer)}, pause=0)
    keeping = threading.Thread(target=keeper.keep)
    keeping.start()
    try:
        wait_until(lambda: len(starts(scheduler)) == len(starts(triggerer)) == 1)
        os.kill(starts(scheduler)[0], signal.SIGKILL)
        wait_until(lambda: len(starts(scheduler)) == 2)
    finally:
        keeper.stop()
        keeping.join()
    assert len(starts(triggerer)) == 1
    assert "scheduler ended with status -9; it is started again" in capsys.readouterr().out
    assert not any(Path(f"/proc/{pid}").exists() for pid in [*starts(scheduler), *starts(triggerer)])
