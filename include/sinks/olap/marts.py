"""What a copy has beside the loaded tables: the present state of history tables, and the marts in `marts/*.sql`.

A mart is a table, made anew for every copy, so that its answer does not depend on how many rows it is made of.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from include.calendar import CAMPUS_ZONE
from include.contract.model import Mode
from include.errors import FinalError
from include.sinks.olap.write import NEWEST_FIRST

FOLDER = Path(__file__).with_name("marts")
CAMPUS_DAY = f"hari_kampus(saat) AS CAST(saat AT TIME ZONE '{CAMPUS_ZONE.key}' AS DATE)"


def make_marts(copy: DuckDBPyConnection) -> None:
    """Every mart whose tables are all there. Raises FinalError for one that does not fit them."""
    copy.execute(f"CREATE OR REPLACE MACRO {CAMPUS_DAY}")
    for table, keys in _histories(copy):
        copy.execute(f'CREATE OR REPLACE VIEW "{table}_kini" AS {_present(table, keys)}')
    tables = {name for (name,) in copy.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    for file in sorted(FOLDER.glob("*.sql")):
        select = file.read_text(encoding="utf-8")
        if copy.get_table_names(select) <= tables:
            _make(copy, file.stem, select)


def _make(copy: DuckDBPyConnection, mart: str, select: str) -> None:
    try:
        copy.execute(f"CREATE OR REPLACE TABLE {mart} AS {select}")
    except duckdb.ProgrammingError as error:
        raise FinalError(
            f"mart {mart!r} does not fit the tables of the OLAP store ({type(error).__name__}), so nothing was published. Compare "
            f"include/sinks/olap/marts/{mart}.sql with the contracts of the tables that it reads."
        ) from error


def _histories(copy: DuckDBPyConnection) -> list[tuple[str, list[str]]]:
    rows = copy.execute("SELECT table_name, keys FROM etl_table WHERE mode = ?", [Mode.HISTORY.value]).fetchall()
    return [(table, keys) for table, keys in rows]


def _present(table: str, keys: list[str]) -> str:
    columns = ", ".join(f'"{key}"' for key in keys)
    newest = f"row_number() OVER (PARTITION BY {columns} ORDER BY {NEWEST_FIRST}) = 1"
    return f'SELECT * FROM (SELECT * FROM "{table}" QUALIFY {newest}) WHERE NOT _deleted'
