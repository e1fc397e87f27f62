"""The sinks, by the names that contracts give them."""

from __future__ import annotations

from collections.abc import Callable

from include.contract.model import Contract
from include.errors import FinalError
from include.settings import DatabaseSettings, LakehouseSettings, OlapSettings
from include.sinks.base import Sink
from include.sinks.olap.sink import OlapSink
from include.sinks.warehouse.sink import WarehouseSink

WAREHOUSE = "warehouse"
"""The sink that the plans and the trail of all sinks stand in."""


def sink_of(
    contract: Contract,
    name: str,
    warehouse: DatabaseSettings,
    lakehouse: LakehouseSettings | None = None,
    olap: OlapSettings | None = None,
) -> Sink:
    """Raises FinalError when the contract's sink is not set up."""
    makers: dict[str, Callable[[], Sink]] = {
        WAREHOUSE: lambda: WarehouseSink(warehouse),
        "lakehouse": lambda: _lakehouse(contract, warehouse, lakehouse),
        "olap": lambda: _olap(contract, warehouse, olap),
    }
    return makers[name]()


def _lakehouse(contract: Contract, warehouse: DatabaseSettings, settings: LakehouseSettings | None) -> Sink:
    if settings is None:
        raise _not_set_up(contract, "lakehouse", "kampus_lakehouse")
    # pyiceberg takes seconds to import, and a task that needs none of it does not pay.
    from include.sinks.lakehouse.sink import LakehouseSink

    return LakehouseSink(settings, warehouse)


def _olap(contract: Contract, warehouse: DatabaseSettings, settings: OlapSettings | None) -> Sink:
    if settings is None:
        raise _not_set_up(contract, "OLAP store", "kampus_olap")
    return OlapSink(settings, warehouse)


def _not_set_up(contract: Contract, sink: str, connection: str) -> FinalError:
    return FinalError(
        f"{contract.path} loads into the {sink}, and none is set up. Add the Airflow connection {connection!r}, or take the sink "
        f"out of the contract."
    )
