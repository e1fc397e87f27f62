"""`python -m stack.keeper`: the components of Airflow under one process, which starts one that has ended again.

`airflow standalone` would leave it dead, and its SQLite database, locked a moment too long, is enough to end a scheduler.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from stack.paths import VENV

AIRFLOW = str(VENV / "bin" / "airflow")
COMPONENTS = ("scheduler", "dag-processor", "api-server", "triggerer")
DATABASE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
PATIENT = "?timeout=60"
"""Seconds to wait for SQLite's lock, which the DAG processor holds for as long as it writes what it parsed."""
PAUSE = 2.0
"""Seconds between the end of a component and its new start."""
LOOK = 0.2


@dataclass(frozen=True)
class Command:
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


class Keeper:
    """Runs commands by name until it is told to stop."""

    def __init__(self, commands: Mapping[str, Command], pause: float = PAUSE) -> None:
        self._commands = commands
        self._pause = pause
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._due = dict.fromkeys(commands, 0.0)
        self._stopping = False

    def keep(self) -> None:
        """Until `stop`, which ends all of them."""
        while not self._stopping:
            for name, command in self._commands.items():
                self._look_after(name, command)
            time.sleep(LOOK)
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait()

    def stop(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        self._stopping = True

    def _look_after(self, name: str, command: Command) -> None:
        process = self._running.get(name)
        if process is not None and process.poll() is not None:
            _say(f"{name} ended with status {process.returncode}; it is started again")
            self._due[name] = time.monotonic() + self._pause
            del self._running[name]
        elif process is None and time.monotonic() >= self._due[name]:
            self._running[name] = subprocess.Popen(command.arguments, env=command.environment)


def main() -> int:
    subprocess.run([AIRFLOW, "db", "migrate"], check=True)
    keeper = Keeper({component: _command(component) for component in COMPONENTS})
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, keeper.stop)
    keeper.keep()
    return 0


def _command(component: str) -> Command:
    """The API server alone must not wait long: it does so in its event loop, which whoever holds the lock may need."""
    if component == "api-server":
        return Command([AIRFLOW, component])
    return Command([AIRFLOW, component], {**os.environ, DATABASE: os.environ[DATABASE] + PATIENT})


def _say(what: str) -> None:
    print(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} keeper: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
