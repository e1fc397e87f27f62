"""The OLAP store published once more, and copies that nobody is led to any more removed."""

from __future__ import annotations

from dataclasses import dataclass

from include.settings import DatabaseSettings, OlapSettings
from include.sinks.olap.copies import prune
from include.sinks.olap.sink import OlapSink


@dataclass(frozen=True)
class Published:
    """The newest copy, and the copies and bytes that were removed."""

    newest: str
    copies: int
    bytes: int


def publish_store(olap: OlapSettings, warehouse: DatabaseSettings) -> Published:
    """A copy stays for the time that the settings say after a newer one came; a reader that has it open keeps it."""
    pruned = prune(olap)
    newest = OlapSink(olap, warehouse).publish()
    return Published(newest.path.name, pruned.copies, pruned.bytes)
