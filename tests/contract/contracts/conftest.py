from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pymysql.connections import Connection

from include.audit.schema import ensure_schema
from include.database import connect
from include.settings import DatabaseSettings

pytest.register_assert_rewrite("tests.contract.contracts.suite")


@pytest.fixture(params=["warehouse", "campus"], ids=["mysql", "mariadb"])
def connection(request: pytest.FixtureRequest) -> Iterator[Connection[Any]]:
    """A fresh warehouse on each of the two servers."""
    settings: DatabaseSettings = request.getfixturevalue(request.param)
    with connect(settings, autocommit=True) as opened:
        ensure_schema(opened)
        yield opened
