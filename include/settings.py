"""Where the parts are: what a client needs to reach a database or a broker. Made from Airflow connections."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class DatabaseSettings:
    """A MySQL or MariaDB server. `name` is what messages call it (the Airflow connection id)."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    name: str
    ssl: dict[str, Any] | None = field(default=None, repr=False)
    migration: DatabaseSettings | None = field(default=None, repr=False)
    """How the same database is reached where its tables are changed; None where this account changes them."""


@dataclass(frozen=True)
class RegistrySettings:
    """Client configuration for a schema registry, as Confluent's client takes it, at least `url`."""

    config: dict[str, Any] = field(repr=False)

    @property
    def url(self) -> str:
        return str(self.config["url"])


@dataclass(frozen=True)
class BrokerSettings:
    """Client configuration for confluent_kafka, at least `bootstrap.servers`."""

    config: dict[str, Any] = field(repr=False)
    registry: RegistrySettings | None = None
    """Where the schemas of messages in Avro are kept."""

    @property
    def servers(self) -> str:
        return str(self.config["bootstrap.servers"])


@dataclass(frozen=True)
class LakehouseSettings:
    """An Iceberg catalog and the namespace of our tables in it. `name` is what messages call it.

    `catalog` are pyiceberg's own properties: another catalog or an object store is configuration only.
    """

    catalog: dict[str, str] = field(repr=False)
    namespace: str = "kampus"
    name: str = "kampus_lakehouse"

    @classmethod
    def local(cls, folder: str) -> LakehouseSettings:
        """Tables in a folder of this machine, with a SQLite catalog beside them. The folder must exist."""
        return cls({"type": "sql", "uri": f"sqlite:///{folder}/catalog.db?timeout=30", "warehouse": f"file://{folder}"})


@dataclass(frozen=True)
class OlapSettings:
    """A DuckDB file that only loads open, and the folder of the copies that people read.

    The file stands on a disk of the machine that loads. `patience` is how long a load waits for another one.
    """

    file: Path
    copies: Path
    publish_every: timedelta = timedelta(minutes=5)
    """A load publishes when the newest copy is older. What came in between waits for the next load, or for `publish`."""
    keep_copies: timedelta = timedelta(minutes=15)
    """How long a copy stays after a newer one was published."""
    patience: timedelta = timedelta(minutes=5)

    @classmethod
    def local(cls, folder: Path) -> OlapSettings:
        return cls(folder / "private" / "kampus.duckdb", folder / "copies")


@dataclass(frozen=True)
class HttpSettings:
    """A web API. `url` is what every path comes after, without a slash at its end; `name` is what messages call it."""

    name: str
    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)
    """What one kind of API needs beside an account, for example `id_pengguna`."""
    ca: str | None = None
    """A file with the certificates to trust, where the usual ones are not enough."""
    timeout: float = 60.0
    """Seconds that an answer may keep silent."""
    attempts: int = 5
    """How often a request is made before it is given back to Airflow, and the waits between, in seconds."""
    first_wait: float = 1.0
    longest_wait: float = 60.0
