"""Every kind of source through the same suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.settings import DatabaseSettings
from tests.contract.sources import suite
from tests.contract.sources.kit import BinlogKit, MysqlKit
from tests.contract.sources.suite import Rule


def name(rule: Rule) -> str:
    return rule.__name__


@pytest.fixture(params=["MySQL", "MariaDB"])
def database(request: pytest.FixtureRequest) -> DatabaseSettings:
    settings: DatabaseSettings = request.getfixturevalue("warehouse" if request.param == "MySQL" else "campus")
    return settings


@pytest.mark.parametrize(
    "rule", suite.GENERAL + suite.OF_SOURCES_THAT_SEE_DELETES + suite.OF_WINDOWED_SOURCES, ids=name
)
def test_a_table_with_a_change_column(rule: Rule, database: DatabaseSettings, tmp_path: Path) -> None:
    rule(MysqlKit(database, tmp_path, change="updated_at"))


@pytest.mark.parametrize("rule", suite.GENERAL + suite.OF_SOURCES_THAT_SEE_DELETES, ids=name)
def test_a_table_without_a_change_column(rule: Rule, database: DatabaseSettings, tmp_path: Path) -> None:
    rule(MysqlKit(database, tmp_path, change=None))


@pytest.mark.parametrize("rule", suite.GENERAL + suite.OF_SOURCES_THAT_SEE_DELETES, ids=name)
def test_a_table_by_its_binlog(rule: Rule, database: DatabaseSettings, tmp_path: Path) -> None:
    rule(BinlogKit(database, tmp_path))
