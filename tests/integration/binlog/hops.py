"""A table on its way from its binlog to a topic, and from there into a batch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from include.contract.model import Contract
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.binlog import BinlogSource
from tests.integration.binlog.builders import Table
from tests.integration.extract.builders import Hop


def hop_of(
    table: Table, broker: BrokerSettings, trail: DatabaseSettings, state: Path, topic: str, rows_at_once: int = 1_000,
    format_: str = "plain",
) -> tuple[Hop, BinlogSource]:  # fmt: skip
    source = table.source(topic=topic, rows_at_once=rows_at_once)
    contract: Contract = replace(source.contract, topic=replace(source.contract.topic, format=format_))
    return Hop(contract, broker, trail, state), replace(source, contract=contract)
