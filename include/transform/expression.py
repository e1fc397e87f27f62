"""What a SQL expression of a contract may be: a function of one row that gives the same whenever it is run.

Only then is a batch the same after a retry, in another range, and on another machine. Sums over rows are views in the
warehouse.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

import duckdb

MACROS = {"if", "ifnull", "nullif"}
"""Macros of DuckDB that are functions of their arguments; of others its catalogue does not say."""

ASK_THE_CLOCK = {"age"}
"""Functions that read the clock, one of whose forms DuckDB calls consistent all the same."""

FORBIDDEN = {
    "SUBQUERY": "a subquery",
    "WINDOW": "a window over rows",
    "STAR": "`*`",
    "PARAMETER": "a parameter",
}


def refusal(expression: str, columns: Collection[str]) -> str | None:
    """Why an expression over `columns` is no such function, or None."""
    with duckdb.connect(":memory:", config={"enable_external_access": "false"}) as connection:
        try:
            # Parsed as an expression, so that a closing bracket cannot begin another clause or statement.
            duckdb.SQLExpression(expression)
            tree = connection.execute("SELECT json_serialize_sql(?)", [f"SELECT ({expression}\n)"]).fetchall()[0][0]
        except duckdb.Error as error:
            return str(error).splitlines()[0]
        parsed = json.loads(tree)
        if parsed["error"]:
            return str(parsed["error_message"])
        for node in _nodes(parsed):
            if node.get("class") in FORBIDDEN:
                return f"{FORBIDDEN[node['class']]} is not a function of one row"
            if node.get("class") == "COLUMN_REF" and node["column_names"][-1] not in columns:
                return f"no column {node['column_names'][-1]!r}"
            if (name := node.get("function_name")) in _impure():
                return f"{name}() is not a function of one row that always gives the same"
    return None


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, list):
        for below in tree:
            yield from _nodes(below)
    elif isinstance(tree, dict):
        yield tree
        for below in tree.values():
            yield from _nodes(below)


@lru_cache(maxsize=1)
def _impure() -> frozenset[str]:
    """Every function that DuckDB does not call scalar and consistent: sums, clocks, random numbers, readers of files."""
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            "SELECT function_name FROM duckdb_functions() GROUP BY function_name "
            "HAVING NOT bool_and(function_type = 'scalar' AND coalesce(stability, '') = 'CONSISTENT')"
        ).fetchall()
    return frozenset(name for (name,) in rows) - MACROS | ASK_THE_CLOCK
