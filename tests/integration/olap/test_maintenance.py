"""The weekly chore publishes what no copy has yet and removes copies that nobody is led to any more."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from include.maintenance.olap import Published, publish_store
from include.sinks.olap.copies import newest_copy, open_newest
from tests.contract.sinks.builders import row
from tests.contract.sinks.kit import Table
from tests.contract.sinks.olap_kit import OlapKit
from tests.integration.olap.builders import published


def test_what_came_after_the_last_publication_is_published_and_old_copies_are_counted(
    kit: OlapKit, table: Table
) -> None:
    table.load(row("a"))
    first = publish_store(kit.settings, kit.warehouse)
    table.load(row("a", 2))
    assert published(table) == [("a", 1)]
    second = publish_store(kit.settings, kit.warehouse)
    assert published(table) == [("a", 2)]
    time.sleep(0.01)
    soon = replace(kit.settings, keep_copies=timedelta(milliseconds=1))
    size = (kit.settings.copies / first.newest).stat().st_size
    assert publish_store(soon, kit.warehouse) == Published(second.newest, copies=1, bytes=size)
    assert publish_store(soon, kit.warehouse) == Published(second.newest, copies=0, bytes=0)
    assert [file.name for file in kit.settings.copies.glob("kampus-*")] == [second.newest]


def test_a_reader_keeps_the_copy_that_was_removed(kit: OlapKit, table: Table) -> None:
    table.load(row("a"))
    publish_store(kit.settings, kit.warehouse)
    soon = replace(kit.settings, keep_copies=timedelta())
    with open_newest(kit.settings) as reader:
        table.load(row("a", 2))
        publish_store(soon, kit.warehouse)
        publish_store(soon, kit.warehouse)
        assert reader.sql(f"SELECT _version::BIGINT FROM {table.contract.dataset}").fetchall() == [(1,)]


def test_a_store_that_was_never_loaded_is_published_empty(kit: OlapKit) -> None:
    done = publish_store(kit.settings, kit.warehouse)
    newest = newest_copy(kit.settings)
    assert newest is not None
    assert done == Published(newest.path.name, copies=0, bytes=0)
