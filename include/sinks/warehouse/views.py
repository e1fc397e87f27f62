"""The views over a contract's table: what BI tools read, the present state of a history table, `views/<dataset>/*.sql`."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any

from pymysql.connections import Connection

from include.contract.model import Contract, Field, Mode, SinkSpec
from include.transform.schema import kept_fields

FOLDER = Path(__file__).with_name("views")
NEWEST_FIRST = "_version DESC, _partition DESC, _offset DESC, _contract DESC"
"""Which version of a key is the newest: the source says it, and where it says the same twice, the later message."""
KNOWN_OF_A_ROW = ("_valid_from", "_event_at", "_semester", "_tahun_anggaran", "_partition", "_offset")
"""What a BI view shows beside the fields: times, and the coordinates that lead back to the message."""


def renew(connection: Connection[Any], contract: Contract, sink: SinkSpec) -> None:
    """Make the views that are missing or were made from another definition. The others are left alone."""
    definitions = _definitions(contract, sink, _columns(connection, sink.table))
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
    return list(_definitions(contract, sink, ()))


def shared_names(contract: Contract, sink: SinkSpec) -> list[str]:
    """The views that hold nothing personal, for whoever may read and no more."""
    return [_bi_name(sink), *_written(contract)]


def bi_fields(contract: Contract) -> tuple[Field, ...]:
    """The fields that a BI view shows: none that is personal, pseudonyms and restricted ones neither."""
    return tuple(field for field in kept_fields(contract) if field.classification != "personal")


def _columns(connection: Connection[Any], table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW COLUMNS FROM `{table}`")
        return {name for name, *_ in cursor.fetchall()}


def _made(connection: Connection[Any]) -> dict[str, str]:
    """Checksum of the definition of every view that is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.views WHERE table_schema = DATABASE()")
        present = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT view_name, checksum FROM etl_view")
        return {name: checksum for name, checksum in cursor.fetchall() if name in present}


def _definitions(contract: Contract, sink: SinkSpec, columns: Container[str]) -> dict[str, str]:
    """Name and SELECT of every view; `columns` are those that the table has by now."""
    definitions = {_bi_name(sink): _for_bi(contract, sink, columns)}
    if sink.mode is Mode.HISTORY:
        names = [*(field.name for field in kept_fields(contract)), "_valid_from", "_partition", "_offset"]
        definitions[f"{sink.table}_kini"] = _present(contract, sink, _quoted(names), names)
    return definitions | _written(contract)


def _bi_name(sink: SinkSpec) -> str:
    return f"bi_{sink.table}"


def _written(contract: Contract) -> dict[str, str]:
    files = sorted((FOLDER / contract.dataset).glob("*.sql"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def _for_bi(contract: Contract, sink: SinkSpec, columns: Container[str]) -> str:
    """A renamed field shows under both names, with the value that a row was loaded with under whichever it was."""
    shown, read = [], []
    for field in bi_fields(contract):
        former = field.former_name if field.former_name in columns else None
        value = f"COALESCE(`{field.name}`, `{former}`)" if former else f"`{field.name}`"
        names = [field.name, field.former_name] if field.former_name else [field.name]
        shown += [f"{value} AS `{name}`" for name in names]
        read += [field.name, former] if former else [field.name]
    return _present(contract, sink, [*shown, *KNOWN_OF_A_ROW], [*read, *KNOWN_OF_A_ROW])


def _present(contract: Contract, sink: SinkSpec, shown: Sequence[str], read: Sequence[str]) -> str:
    """A SELECT of the expressions `shown`, which are over the columns `read`, from the rows that count now."""
    if sink.mode is not Mode.HISTORY:
        return f"SELECT {', '.join(shown)} FROM `{sink.table}` WHERE _deleted = 0"
    keys = ", ".join(f"`{field.name}`" for field in contract.key_fields)
    return (
        f"SELECT {', '.join(shown)} FROM (SELECT {', '.join(_quoted(read))}, _deleted, ROW_NUMBER() OVER (PARTITION BY {keys} "
        f"ORDER BY {NEWEST_FIRST}) AS _newest FROM `{sink.table}`) AS versions WHERE _newest = 1 AND _deleted = 0"
    )


def _quoted(names: Sequence[str]) -> list[str]:
    return [f"`{name}`" for name in names]
