"""Airflow connections turned into the settings of a client. The only module in `include` that knows Airflow.

| connection | type | holds |
|---|---|---|
| kampus_kafka | kafka | extra: the client configuration, at least `bootstrap.servers` |
| kampus_registry | generic | extra: the client configuration of a schema registry, at least `url`; for datasets in Avro alone |
| kampus_gudang | mysql | the warehouse, with the account that loads |
| kampus_gudang_migrasi | mysql | the warehouse, with the account that makes and changes tables |
| siakad, unit_bisnis, ... | mysql | a source database, with an account that may only read |
| tracer_drop, referensi_drop, ... | fs | extra `path`: a drop folder for files |
| feeder, sister, ... | http | a web API: host, port, schema (https unless it says http), login, password; extra as its kind needs |
| kampus_lakehouse | generic | extra: pyiceberg's catalog properties; `namespace` names ours in it |
| kampus_olap | fs | extra `path`: the folder of the DuckDB file and its copies |
| kampus_pseudonym | generic | password: the key of the pseudonyms |
| kampus_staging, kampus_state, kampus_laporan | fs | extra `path`: staged batches, key snapshots, reports |
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from include.contract.model import Contract
from include.errors import FinalError
from include.settings import (
    BrokerSettings,
    DatabaseSettings,
    HttpSettings,
    LakehouseSettings,
    OlapSettings,
    RegistrySettings,
)
from include.sources.base import Source
from include.sources.binlog import BinlogSource
from include.sources.feeder import FeederApi
from include.sources.files import OPENERS, FileSource
from include.sources.http_api import OpenApi, RestApi
from include.sources.http_source import HttpSource
from include.sources.mysql import MysqlSource
from include.sources.outbox import OutboxSource
from include.sources.sister import SisterApi

BROKER = "kampus_kafka"
REGISTRY = "kampus_registry"
WAREHOUSE = "kampus_gudang"
MIGRATION = "kampus_gudang_migrasi"
LAKEHOUSE = "kampus_lakehouse"
OLAP = "kampus_olap"
PSEUDONYM = "kampus_pseudonym"
STAGING = "kampus_staging"
STATE = "kampus_state"
REPORTS = "kampus_laporan"

WEB_APIS: dict[str, OpenApi] = {"http": RestApi, "feeder": FeederApi, "sister": SisterApi}
"""The kinds of source that are asked over HTTP."""


def broker() -> BrokerSettings:
    config = _connection(BROKER).extra_dejson
    if not config.get("bootstrap.servers"):
        raise FinalError(
            f"connection {BROKER!r} has no 'bootstrap.servers' in its extra. Expected host:port[,host:port]."
        )
    return BrokerSettings(config)


def broker_of(contract: Contract) -> BrokerSettings:
    """The broker, and the schema registry where the dataset's messages need one."""
    return replace(broker(), registry=registry()) if contract.topic.format == "avro" else broker()


def registry() -> RegistrySettings:
    config = _connection(REGISTRY).extra_dejson
    if not config.get("url"):
        raise FinalError(f"connection {REGISTRY!r} has no 'url' in its extra. Expected https://host[:port].")
    return RegistrySettings(config)


def database(connection_id: str) -> DatabaseSettings:
    connection = _connection(connection_id)
    return DatabaseSettings(
        host=connection.host or "localhost",
        port=connection.port or 3306,
        user=connection.login or "",
        password=connection.password or "",
        database=connection.schema or "",
        name=connection_id,
        ssl=connection.extra_dejson.get("ssl"),
    )


def warehouse() -> DatabaseSettings:
    return replace(database(WAREHOUSE), migration=database(MIGRATION))


def lakehouse() -> LakehouseSettings:
    properties = dict(_connection(LAKEHOUSE).extra_dejson)
    namespace = properties.pop("namespace", LakehouseSettings.namespace)
    if not properties:
        raise FinalError(
            f"connection {LAKEHOUSE!r} has no catalog in its extra. Expected pyiceberg's properties: `type`, `uri`, `warehouse`."
        )
    return LakehouseSettings(properties, namespace)


def olap() -> OlapSettings:
    return OlapSettings.local(Path(folder(OLAP)))


def source(contract: Contract, snapshot: str | None = None) -> Source:
    """The source of a dataset, by its kind, at the connection that its contract names.

    `snapshot` names a request to read all of a table again; sources without a change log have no use for it.
    """
    if contract.source.kind in OPENERS:
        return FileSource(contract, Path(folder(contract.source.connection)), folder(STATE))
    if contract.source.kind == "binlog":
        return BinlogSource(contract, database(contract.source.connection), folder(STATE), snapshot)
    if contract.source.kind == "outbox":
        return OutboxSource(contract, database(contract.source.connection))
    if open_api := WEB_APIS.get(contract.source.kind):
        return HttpSource(contract, web_api(contract.source.connection), folder(STATE), open_api)
    return MysqlSource(contract, database(contract.source.connection), folder(STATE))


def web_api(connection_id: str) -> HttpSettings:
    """Where a web API is. TLS is used unless the connection's schema says http."""
    connection = _connection(connection_id)
    extra = dict(connection.extra_dejson)
    scheme, _, place = (connection.host or "").rpartition("://")
    host, slash, path = place.partition("/")
    if not host:
        raise FinalError(
            f"connection {connection_id!r} has no host. Expected one, with a path where the API is below one."
        )
    if "@" in host:
        raise FinalError(
            f"connection {connection_id!r} has an account in its host, where it would be shown. Put it into login and password."
        )
    port = f":{connection.port}" if connection.port else ""
    return HttpSettings(
        name=connection_id,
        url=f"{scheme or connection.schema or 'https'}://{host}{port}{slash}{path}".rstrip("/"),
        user=connection.login or "",
        password=connection.password or "",
        ca=extra.pop("ca", None),
        timeout=float(extra.pop("timeout", HttpSettings.timeout)),
        extra=extra,
    )


def folder(connection_id: str) -> str:
    """The path or fsspec URL that a connection of type fs points to."""
    path = _connection(connection_id).extra_dejson.get("path")
    if not path:
        raise FinalError(
            f"connection {connection_id!r} has no 'path' in its extra. Expected a folder or an fsspec URL."
        )
    return str(path)


def pseudonym_key() -> bytes:
    password = _connection(PSEUDONYM).password
    if not password:
        raise FinalError(
            f"connection {PSEUDONYM!r} has no password. It is the key of the pseudonyms: set it once, keep it."
        )
    return str(password).encode()


def _connection(connection_id: str) -> Connection:
    try:
        return Connection.get(connection_id)
    except AirflowNotFoundException as error:
        raise FinalError(
            f"Airflow has no connection {connection_id!r}. Add it under Admin > Connections, or set the environment "
            f"variable AIRFLOW_CONN_{connection_id.upper()}."
        ) from error
