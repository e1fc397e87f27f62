"""The web APIs of the sample campus as a program of the stack."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from stack.campus.api import PASSWORD
from stack.paths import ROOT
from stack.ports import is_free
from stack.process import Daemon


@dataclass(frozen=True)
class CampusApiServer:
    """`lists` is the file that holds what it serves; it may come and change while the server runs."""

    home: Path
    port: int
    lists: Path
    password: str

    @property
    def daemon(self) -> Daemon:
        return Daemon("campus_api", self.home)

    def start(self) -> None:
        if self.daemon.pid is not None:
            return
        environment = {**os.environ, "PYTHONPATH": str(ROOT), PASSWORD: self.password}
        self.daemon.start([sys.executable, "-m", "stack.campus.api", str(self.port), str(self.lists)], environment)
        self.daemon.wait_ready(lambda: not is_free(self.port), 60)

    def stop(self) -> None:
        self.daemon.stop()
