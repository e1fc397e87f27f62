"""Which sinks a contract loads into."""

from __future__ import annotations

from collections.abc import Callable

from include.contract.model import Contract
from include.settings import DatabaseSettings
from include.sinks.base import Sink
from include.sinks.warehouse.sink import WarehouseSink


def sinks_of(contract: Contract, warehouse: DatabaseSettings) -> list[Sink]:
    makers: dict[str, Callable[[], Sink]] = {"warehouse": lambda: WarehouseSink(warehouse)}
    return [makers[spec.sink]() for spec in contract.sinks]
