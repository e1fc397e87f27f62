"""The Airflow connection that a contract names, made from an address where there is none yet."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from include.connections import BROKER
from include.draft.seen import Unusable

DATABASES, FILES = ("mysql", "binlog"), ("csv", "xlsx")
EXAMPLES = {
    "mysql": "mysql://akun@host:3306/basis_data",
    "binlog": "mysql://akun@host:3306/basis_data",
    "csv": "/path/folder/tempat/berkas",
    "xlsx": "/path/folder/tempat/berkas",
    "http": "https://api.kampus.ac.id",
    "feeder": "http://feeder.kampus.ac.id:8082",
    "sister": "https://sister.kampus.ac.id/ws.php/1.0?id_pengguna=...",
    "events": "host:9092",
}
"""How an address is written, by kind of source."""


def is_declared(connection: str) -> bool:
    return _variable(connection) in os.environ


def declare(connection: str, kind: str, address: str, password: Callable[[], str]) -> str:
    """Make the connection for this process. Returns the line for `.env` that makes it for Airflow, without its password.

    `password` is asked for one that is not in the address. Raises Unusable when the address is none of this kind.
    """
    value = _value(kind, address.strip())
    if "login" in value and not value["password"]:
        value["password"] = password()
    os.environ[_variable(connection)] = json.dumps(value)
    shown = {**value, "password": ""} if "password" in value else value
    return f"{_variable(connection)}='{json.dumps(shown)}'"


def default_connection(kind: str, address: str | None) -> str | None:
    """The broker has one connection; a database's is named like the database."""
    if kind == "events":
        return BROKER
    if address and kind in DATABASES:
        return urlsplit(address).path.strip("/").lower() or None
    return kind if kind in {"feeder", "sister"} else None


def _value(kind: str, address: str) -> dict[str, Any]:
    if kind in FILES:
        return {"conn_type": "fs", "extra": {"path": address.removeprefix("file://")}}
    if kind == "events":
        return {"conn_type": "kafka", "extra": {"bootstrap.servers": address}}
    parts = urlsplit(address)
    try:
        account = {
            "login": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "port": parts.port,
        }
    except ValueError as error:
        raise _no_address(kind) from error
    if not parts.hostname:
        raise _no_address(kind)
    return _database(parts, account) if kind in DATABASES else _web(parts, account)


def _database(parts: SplitResult, account: dict[str, Any]) -> dict[str, Any]:
    database = parts.path.strip("/")
    if parts.scheme not in {"mysql", "mariadb"} or not database or not account["login"]:
        raise _no_address("mysql")
    return {"conn_type": "mysql", "host": parts.hostname, **account, "schema": database}


def _web(parts: SplitResult, account: dict[str, Any]) -> dict[str, Any]:
    if parts.scheme not in {"http", "https"}:
        raise _no_address("http")
    named = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = f"{parts.hostname}{parts.path.rstrip('/')}" if not account["port"] else parts.hostname
    if account["port"] and parts.path.strip("/"):
        host, account = (
            f"{parts.scheme}://{parts.hostname}:{account['port']}{parts.path.rstrip('/')}",
            {**account, "port": None},
        )
    return {"conn_type": "http", "schema": parts.scheme, "host": host, **account, "extra": named}


def _no_address(kind: str) -> Unusable:
    return Unusable(f"Itu bukan alamat yang dapat dipakai. Yang diharapkan: {EXAMPLES[kind]}")


def _variable(connection: str) -> str:
    return f"AIRFLOW_CONN_{connection.upper()}"
