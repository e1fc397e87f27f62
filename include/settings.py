"""Where the parts are: what a client needs to reach a database or a broker. Made from Airflow connections."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class BrokerSettings:
    """Client configuration for confluent_kafka, at least `bootstrap.servers`."""

    config: dict[str, Any] = field(repr=False)

    @property
    def servers(self) -> str:
        return str(self.config["bootstrap.servers"])
