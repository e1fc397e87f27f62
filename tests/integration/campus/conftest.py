"""Campuses in databases of their own on the test server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from include.database import connect
from include.settings import DatabaseSettings
from stack.campus.write import BUSINESS, SIAKAD, Databases


@dataclass
class Campuses:
    """Names databases for campuses, and removes them."""

    server: DatabaseSettings
    named: list[Databases] = field(default_factory=list)

    def new(self) -> Databases:
        self.named.append(Databases(self.server, f"uji_{uuid.uuid4().hex[:8]}_"))
        return self.named[-1]

    def remove(self) -> None:
        with connect(self.server, autocommit=True) as connection, connection.cursor() as cursor:
            for databases in self.named:
                for name in (SIAKAD, BUSINESS):
                    cursor.execute(f"DROP DATABASE IF EXISTS `{databases.settings(name).database}`")


@pytest.fixture(scope="module")
def campuses(campus_server: DatabaseSettings) -> Iterator[Campuses]:
    found = Campuses(campus_server)
    yield found
    found.remove()
