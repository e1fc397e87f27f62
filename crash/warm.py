"""Imports what a task needs, so that a process forked from one that has imported this starts at once, as Airflow's tasks do.

Only modules are imported: no client, no thread, nothing that a fork would break.
"""

from __future__ import annotations

import logging
from importlib import import_module

HEAVY = (
    "confluent_kafka", "duckdb", "great_expectations", "pandas", "pyarrow.parquet", "pymysql", "crash.world",
    "include.quality.suite", "include.sinks.lakehouse.sink", "include.sinks.olap.sink",
)  # fmt: skip

# Great Expectations tells of every class that it registers.
logging.getLogger("great_expectations").setLevel(logging.WARNING)
for name in HEAVY:
    import_module(name)
