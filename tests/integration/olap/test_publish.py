"""When loads publish, and that a load does not depend on it."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from include.contract.model import Mode
from include.errors import ServiceUnavailable
from include.sinks.olap.copies import newest_copy, open_newest
from tests.contract.sinks.builders import row
from tests.contract.sinks.kit import Table
from tests.contract.sinks.olap_kit import OlapKit
from tests.integration.olap.builders import batch, load, published


def test_a_reader_sees_what_every_load_has_published(kit: OlapKit) -> None:
    table = replace(kit, publish_every=timedelta()).table(Mode.APPEND)
    for number in range(3):
        load(table, batch(table, row(f"{number}")))
        with open_newest(kit.settings) as copy:
            assert copy.sql(f"SELECT count(*) FROM {table.contract.dataset}").fetchall() == [(number + 1,)]


def test_loads_within_the_interval_wait_for_the_next_publication(table: Table) -> None:
    for number in range(3):
        load(table, batch(table, row(f"{number}")))
    count = f"SELECT count(*) FROM {table.contract.dataset}"
    with open_newest(table.kit.settings) as copy:
        assert copy.sql(count).fetchall() == [(1,)]
    table.sink.publish()
    with open_newest(table.kit.settings) as copy:
        assert copy.sql(count).fetchall() == [(3,)]


def test_a_load_whose_publication_fails_is_loaded_and_warns(table: Table, caplog: pytest.LogCaptureFixture) -> None:
    in_the_way = table.kit.settings.copies
    in_the_way.write_text("no folder")
    with caplog.at_level(logging.WARNING):
        assert not load(table, batch(table, row("a")))
    assert "not published now: folder" in caplog.text
    assert (table.ledger(), newest_copy(table.kit.settings)) == ({0: 1}, None)
    with pytest.raises(ServiceUnavailable, match="cannot be read or written"):
        table.sink.publish()
    in_the_way.unlink()
    table.sink.publish()
    assert published(table) == [("a", 1)]
