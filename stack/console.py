"""What the stack says while it works."""

from __future__ import annotations

import sys


class ProgressLine:
    """A line that changes: on a terminal in its place, elsewhere a new one whenever it says something else."""

    def __init__(self) -> None:
        self._shown = ""

    def show(self, text: str) -> None:
        if text == self._shown:
            return
        self._shown = text
        if sys.stdout.isatty():
            print(f"\r  {text}\033[K", end="", flush=True)
        else:
            print(f"  {text}", flush=True)

    def end(self) -> None:
        if self._shown and sys.stdout.isatty():
            print(flush=True)
