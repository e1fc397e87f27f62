"""MySQL's own client programs, for dumps: from Debian unstable like the server, else those on the PATH."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

from stack.errors import StackError
from stack.packages import program, unpacked

CLIENTS = ("mysql", "mysqldump")


def link_clients(folder: Path) -> None:
    """Put `mysql` and `mysqldump` into a folder, for a PATH. Raises StackError when they cannot be had."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in CLIENTS:
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {shlex.join(_client(name))} "$@"\n')
        script.chmod(0o755)


def _client(name: str) -> list[str]:
    try:
        return program(unpacked("mysql-client", ["mysql-client-core"], suite="sid"), f"usr/bin/{name}")
    except StackError:
        found = shutil.which(name)
        if not found:
            raise
        return [found]
