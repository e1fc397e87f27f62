"""Starting, finding and stopping the programs of the stack."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stack.errors import StackError


@dataclass(frozen=True)
class Daemon:
    """A program that goes on running, known by a pid file and a log in its home folder."""

    name: str
    home: Path

    @property
    def log(self) -> Path:
        return self.home / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        """The process id, or None when it is not running. A reused process id is not mistaken for it."""
        try:
            pid, started = (self.home / f"{self.name}.pid").read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if _start_time(int(pid)) == started else None

    def start(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment, cwd=self.home,
                start_new_session=True, preexec_fn=_default_sigint,
            )  # fmt: skip
        pid_file = self.home / f"{self.name}.pid"
        pid_file.write_text(f"{process.pid} {_start_time(process.pid)}")

    def wait_ready(self, ready: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if ready():
                return
            if self.pid is None:
                raise StackError(
                    f"{self.name} ended while starting. Its last words, from {self.log}:\n{self.last_words()}"
                )
            time.sleep(0.2)
        raise StackError(f"{self.name} was not ready after {seconds:.0f} s. See {self.log}:\n{self.last_words()}")

    def last_words(self, lines: int = 12) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def stop(self, seconds: float = 20) -> None:
        """End the program and everything it started: politely, then hard."""
        pid = self.pid
        if pid is None:
            return
        _signal_group(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while self.pid is not None and time.monotonic() < deadline:
            time.sleep(0.1)
        _signal_group(pid, signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if (pid := self.pid) is not None:
            _signal_group(pid, signal.SIGKILL)
            while self.pid is not None:
                time.sleep(0.02)


def _start_time(pid: int) -> str | None:
    """The kernel's start time of a live process; None for a dead one or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return None
    if fields[0] == "Z":
        os.waitpid(pid, os.WNOHANG) if _is_child(pid) else None
        return None
    return fields[19]


def _is_child(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1] == str(os.getpid())
    except FileNotFoundError:
        return False


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _default_sigint() -> None:
    # A program started in the background of a shell inherits an ignored SIGINT, and airflow never un-ignores it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
