"""The OLAP store keeps every promise of the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.settings import DatabaseSettings
from tests.contract.sinks.olap_kit import OlapKit
from tests.contract.sinks.suite import PROMISES, Promise


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_olap_store_keeps_its_promise(mysql_warehouse: DatabaseSettings, tmp_path: Path, promise: Promise) -> None:
    promise(OlapKit(mysql_warehouse, tmp_path))
