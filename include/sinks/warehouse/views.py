"""The views over a contract's table: the present state of a history table, and those in `views/<dataset>/<view>.sql`."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pymysql.connections import Connection

from include.contract.model import Contract, Mode, SinkSpec
from include.transform.schema import kept_fields

FOLDER = Path(__file__).with_name("views")
NEWEST_FIRST = "_version DESC, _partition DESC, _offset DESC"
"""Which version of a key is the newest: the source says it, and where it says the same twice, the later message."""


def renew(connection: Connection[Any], contract: Contract, sink: SinkSpec) -> None:
    """Make the views that are missing or were made from another definition. The others are left alone."""
    definitions = _definitions(contract, sink)
    made = _made(connection)
    with connection.cursor() as cursor:
        for name, select in definitions.items():
            checksum = hashlib.sha256(select.encode()).hexdigest()
            if made.get(name) == checksum:
                continue
            cursor.execute(f"CREATE OR REPLACE VIEW `{name}` AS {select}")
            cursor.execute(
                "INSERT INTO etl_view (view_name, checksum, made_at) VALUES (%s, %s, NOW(6)) "
                "ON DUPLICATE KEY UPDATE checksum = VALUES(checksum), made_at = VALUES(made_at)",
                (name, checksum),
            )
    connection.commit()


def view_names(contract: Contract, sink: SinkSpec) -> list[str]:
    return list(_definitions(contract, sink))


def _made(connection: Connection[Any]) -> dict[str, str]:
    """Checksum of the definition of every view that is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.views WHERE table_schema = DATABASE()")
        present = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT view_name, checksum FROM etl_view")
        return {name: checksum for name, checksum in cursor.fetchall() if name in present}


def _definitions(contract: Contract, sink: SinkSpec) -> dict[str, str]:
    files = sorted((FOLDER / contract.dataset).glob("*.sql"))
    written = {file.stem: file.read_text(encoding="utf-8") for file in files}
    return {f"{sink.table}_kini": _present(contract, sink), **written} if sink.mode is Mode.HISTORY else written


def _present(contract: Contract, sink: SinkSpec) -> str:
    keys = ", ".join(f"`{field.name}`" for field in contract.key_fields)
    fields = ", ".join(f"`{field.name}`" for field in kept_fields(contract))
    return (
        f"SELECT {fields}, _valid_from, _partition, _offset FROM (SELECT t.*, ROW_NUMBER() OVER (PARTITION BY {keys} "
        f"ORDER BY {NEWEST_FIRST}) AS _newest FROM `{sink.table}` t) AS versions WHERE _newest = 1 AND _deleted = 0"
    )
