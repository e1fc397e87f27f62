"""Makes the tables of the trail and the time dimension."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pymysql.connections import Connection

from include.calendar import DAYS, academic_year, semester

FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2035, 12, 31)
SCHEMA = Path(__file__).with_name("schema.sql")


def ensure_schema(connection: Connection[Any]) -> None:
    """Make what is missing. Cheap when nothing is, so every hop may call it first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'dim_waktu'"
        )
        if cursor.fetchone() == (1,):
            cursor.execute("SELECT COUNT(*) FROM dim_waktu")
            if cursor.fetchone() == ((LAST_DAY - FIRST_DAY).days + 1,):
                return
        run_script(connection, SCHEMA)
        cursor.executemany("REPLACE INTO dim_waktu VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", _days())
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


def _days() -> list[tuple[Any, ...]]:
    days = (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return [
        (d, DAYS[d.weekday()], d.month, (d.month + 2) // 3, d.year, semester(d), academic_year(d), d.year) for d in days
    ]
