"""A contract's table in the warehouse: made, and given new columns, before any load. DDL commits by itself in MySQL."""

from __future__ import annotations

from typing import Any

from pymysql.connections import Connection

from include.contract.model import Contract, Field, Mode, Protect, SinkSpec
from include.errors import FinalError
from include.transform.schema import kept_fields

META_COLUMNS = {
    "_partition": "INT NOT NULL",
    "_offset": "BIGINT NOT NULL",
    "_event_id": "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
    "_version": "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL",
    "_deleted": "TINYINT NOT NULL",
    "_valid_from": "DATETIME(6) NOT NULL",
    "_created_at": "DATETIME(6) NULL",
    "_event_at": "DATETIME(6) NULL",
    "_extracted_at": "DATETIME(6) NULL",
    "_broker_at": "DATETIME(6) NOT NULL",
    "_semester": "CHAR(5) NULL",
    "_tahun_anggaran": "INT NULL",
    "_batch_id": "CHAR(32) CHARACTER SET ascii NOT NULL",
    "_loaded_at": "DATETIME(6) NOT NULL",
}


def key_columns(contract: Contract, sink: SinkSpec) -> list[str]:
    """The primary key: one row per key, per version of a key, or per event."""
    keys = [field.name for field in contract.key_fields]
    match sink.mode:
        case Mode.UPSERT:
            return keys
        case Mode.HISTORY:
            # A row in one state has one event id however often it is sent, so a republished version adds nothing.
            return [*keys, "_event_id"]
        case Mode.APPEND:
            return ["_event_id"]


def columns(contract: Contract) -> dict[str, str]:
    """Name and type of every column, in the order of the staged frame, then what the load adds."""
    return {**{field.name: _column(field) for field in kept_fields(contract)}, **META_COLUMNS}


def prepare(connection: Connection[Any], contract: Contract, sink: SinkSpec) -> None:
    """Make the table, add the columns it lacks, and renew its views. Nothing is ever dropped or narrowed.

    Raises FinalError for a table with a second UNIQUE index, where a load could replace another row than it means to.
    """
    declared = columns(contract)
    existing = _existing_columns(connection, sink.table)
    with connection.cursor() as cursor:
        if not existing:
            body = ", ".join(f"`{name}` {type_}" for name, type_ in declared.items())
            keys = ", ".join(f"`{name}`" for name in key_columns(contract, sink))
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS `{sink.table}` ({body}, PRIMARY KEY ({keys}), KEY trail (_partition, _offset)) "
                f"CHARACTER SET utf8mb4"
            )
            for statement in _views(contract, sink):
                cursor.execute(statement)
            return
        _refuse_second_unique(connection, sink.table)
        missing = [f"ADD COLUMN `{name}` {type_}" for name, type_ in declared.items() if name not in existing]
        if missing:
            cursor.execute(f"ALTER TABLE `{sink.table}` {', '.join(missing)}")
            for statement in _views(contract, sink):
                cursor.execute(statement)


def _column(field: Field) -> str:
    type_ = "VARCHAR(32)" if field.protect is Protect.PSEUDONYM else field.column_type.upper()
    return f"{type_} {'NOT NULL' if field.key_position else 'NULL'}"


def _existing_columns(connection: Connection[Any], table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s",
            (table,),
        )
        return {name for (name,) in cursor.fetchall()}


def _refuse_second_unique(connection: Connection[Any], table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = %s "
            "AND non_unique = 0 AND index_name <> 'PRIMARY'",
            (table,),
        )
        names = [name for (name,) in cursor.fetchall()]
    if names:
        raise FinalError(
            f"table {table!r} has a second UNIQUE index ({', '.join(names)}), so a load could replace another row than it means "
            f"to. Drop the index, or check uniqueness with a quality rule in the contract."
        )


def _views(contract: Contract, sink: SinkSpec) -> list[str]:
    statements = []
    if sink.mode is Mode.HISTORY:
        keys = ", ".join(f"`{field.name}`" for field in contract.key_fields)
        fields = ", ".join(f"`{field.name}`" for field in kept_fields(contract))
        statements.append(
            f"CREATE OR REPLACE VIEW `{sink.table}_kini` AS SELECT {fields}, _valid_from, _partition, _offset FROM (SELECT t.*, "
            f"ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY _version DESC) AS _newest FROM `{sink.table}` t) AS versions "
            f"WHERE _newest = 1 AND _deleted = 0"
        )
    if sink.table == "pesanan":
        statements.append(DAILY_ORDERS)
    return statements


DAILY_ORDERS = (
    "CREATE OR REPLACE VIEW v_pesanan_harian AS SELECT DATE(_event_at + INTERVAL 7 HOUR) AS tanggal, "
    "COUNT(*) AS jumlah_pesanan, SUM(total_value) AS total_value FROM pesanan WHERE _deleted = 0 AND status <> 'batal' "
    "GROUP BY DATE(_event_at + INTERVAL 7 HOUR)"
)
"""Orders per campus day (WIB is UTC+7): cancelled and deleted ones are left out."""
