"""Which sinks a contract loads into."""

from __future__ import annotations

from collections.abc import Callable

from include.contract.model import Contract
from include.errors import FinalError
from include.settings import DatabaseSettings, LakehouseSettings
from include.sinks.base import Sink
from include.sinks.warehouse.sink import WarehouseSink


def sinks_of(contract: Contract, warehouse: DatabaseSettings, lakehouse: LakehouseSettings | None = None) -> list[Sink]:
    """Raises FinalError when the contract names a sink that is not set up."""
    makers: dict[str, Callable[[], Sink]] = {
        "warehouse": lambda: WarehouseSink(warehouse),
        "lakehouse": lambda: _lakehouse(contract, warehouse, lakehouse),
    }
    return [makers[spec.sink]() for spec in contract.sinks]


def _lakehouse(contract: Contract, warehouse: DatabaseSettings, settings: LakehouseSettings | None) -> Sink:
    if settings is None:
        raise FinalError(
            f"{contract.path} loads into the lakehouse, and none is set up. Add the Airflow connection 'kampus_lakehouse', or "
            f"take the sink out of the contract."
        )
    # pyiceberg takes seconds to import, and a task that needs none of it does not pay.
    from include.sinks.lakehouse.sink import LakehouseSink

    return LakehouseSink(settings, warehouse)
