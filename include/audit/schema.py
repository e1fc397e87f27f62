"""Makes the tables of the trail and the time dimension."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pymysql.connections import Connection

from include.calendar import DAYS, academic_year, semester
from include.database import alone

FIRST_DAY, DAYS_KEPT = date(2015, 1, 1), 7670
"""The time dimension reaches from 2015 to the end of 2035."""
SCHEMA = Path(__file__).with_name("schema.sql")


def ensure_schema(connection: Connection[Any]) -> None:
    """Make what is missing. Cheap when nothing is, so every hop may call it first; safe when several call it at once."""
    if not _complete(connection):
        with alone(connection, "ensure_schema"):
            run_script(connection, SCHEMA)
            with connection.cursor() as cursor:
                cursor.executemany("INSERT IGNORE INTO dim_waktu VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", _days())
            connection.commit()
    # What follows shall not read the database as it was before another connection made it.
    connection.commit()


def run_script(connection: Connection[Any], script: Path) -> None:
    """Execute the statements of a SQL file. A semicolon ends a statement only at the end of a line."""
    text = "\n".join(
        line for line in script.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("--")
    )
    with connection.cursor() as cursor:
        for statement in text.split(";\n"):
            if statement.strip():
                cursor.execute(statement)


def _complete(connection: Connection[Any]) -> bool:
    declared = set(
        re.findall(r"CREATE (?:TABLE IF NOT EXISTS|OR REPLACE VIEW) (\w+)", SCHEMA.read_text(encoding="utf-8"))
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
        if declared - {name for (name,) in cursor.fetchall()}:
            return False
        cursor.execute("SELECT COUNT(*) FROM dim_waktu")
        return bool(cursor.fetchone() == (DAYS_KEPT,))


def _days() -> list[tuple[Any, ...]]:
    days = (FIRST_DAY + timedelta(days=n) for n in range(DAYS_KEPT))
    return [
        (d, DAYS[d.weekday()], d.month, (d.month + 2) // 3, d.year, semester(d), academic_year(d), d.year) for d in days
    ]
