"""What a copy has beside the loaded tables: a view of the present state of each, and the marts in `marts/*.sql`.

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

READS = "SELECT json_extract_string(json_serialize_sql(?), '$..table_name')"
"""The tables and views that a statement names."""


def make_marts(copy: DuckDBPyConnection) -> None:
    """Every mart whose tables are all there. Raises FinalError for one that does not fit them."""
    copy.execute(f"CREATE OR REPLACE MACRO {CAMPUS_DAY}")
    datasets = copy.execute("SELECT table_name, mode, keys FROM etl_table").fetchall()
    for table, mode, keys in datasets:
        copy.execute(f'CREATE OR REPLACE VIEW "{table}_kini" AS {_present(table, Mode(mode), keys)}')
    there = {name for (name,) in copy.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    for file in sorted(FOLDER.glob("*.sql")):
        select = file.read_text(encoding="utf-8")
        ((reads,),) = copy.execute(READS, [select]).fetchall()
        if there.issuperset(reads):
            _make(copy, file.stem, select)


def _make(copy: DuckDBPyConnection, mart: str, select: str) -> None:
    try:
        copy.execute(f"CREATE OR REPLACE TABLE {mart} AS {select}")
    except duckdb.ProgrammingError as error:
        raise FinalError(
            f"mart {mart!r} does not fit the tables of the OLAP store ({type(error).__name__}), so nothing was published. Compare "
            f"include/sinks/olap/marts/{mart}.sql with the contracts of the tables that it reads."
        ) from error


def _present(table: str, mode: Mode, keys: list[str]) -> str:
    """What there is now: the newest version of every key that is not deleted, or every event."""
    columns = ", ".join(f'"{key}"' for key in keys)
    newest = f"QUALIFY row_number() OVER (PARTITION BY {columns} ORDER BY {NEWEST_FIRST}) = 1"
    rows = f'SELECT * FROM "{table}" {newest if mode is Mode.HISTORY else ""}'
    return f"SELECT COLUMNS('^[^_]'), _valid_from, _partition, _offset FROM ({rows}) WHERE NOT _deleted"
