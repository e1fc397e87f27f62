"""Copied to `$AIRFLOW_HOME/config`. Imports the heavy libraries once, in the scheduler, whose forked tasks inherit them.

A task then starts in a fraction of a second instead of several. Only modules are imported: no client, no thread, nothing
that a fork would break.
"""

from __future__ import annotations

import logging
import sys

if "scheduler" in sys.argv:
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    import confluent_kafka  # noqa: F401
    import duckdb  # noqa: F401
    import great_expectations  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import pymysql  # noqa: F401
    import xlsxwriter  # noqa: F401
