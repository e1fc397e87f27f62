"""Versions by the place of a change in a MySQL or MariaDB binlog."""

from __future__ import annotations

EARLIEST = "0"
"""Sorts before every place in a log."""


def binlog_version(file: str, position: int, row: int) -> str:
    """`file` is the name of a binlog, which ends in its number, for example mysql-bin.000003."""
    number = file.rpartition(".")[2]
    return f"{int(number) if number.isdecimal() else 0:010d}-{position:015d}-{row:08d}"
