"""How far every dataset is: what its topic holds and what its sinks have loaded."""

from __future__ import annotations

from dataclasses import dataclass

from include.audit.ledger import positions
from include.broker.offsets import topic_offsets
from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.database import connect
from include.errors import UnknownTopic
from include.settings import BrokerSettings, DatabaseSettings


@dataclass(frozen=True)
class DatasetProgress:
    """`consumed` is what every sink has; `loaded` and `rejected` are the warehouse's."""

    dataset: str
    produced: int
    consumed: int
    loaded: int
    rejected: int

    @property
    def lag(self) -> int:
        return self.produced - self.consumed


def progress(broker: BrokerSettings, warehouse: DatabaseSettings) -> list[DatasetProgress]:
    return [_one(contract, broker, warehouse) for contract in load_catalog().contracts]


def _one(contract: Contract, broker: BrokerSettings, warehouse: DatabaseSettings) -> DatasetProgress:
    try:
        produced = sum(high for _, high in topic_offsets(broker, contract.topic.name).partitions.values())
    except UnknownTopic:
        # Before the first extract there is no topic yet.
        produced = 0
    with connect(warehouse) as connection, connection.cursor() as cursor:
        consumed = min(sum(positions(connection, contract.dataset, spec.sink).values()) for spec in contract.sinks)
        cursor.execute(
            "SELECT COALESCE(SUM(loaded), 0), COALESCE(SUM(rejected), 0) FROM etl_audit WHERE dataset = %s AND sink = "
            "'warehouse' AND generation = 0",
            (contract.dataset,),
        )
        loaded, rejected = cursor.fetchone()
    return DatasetProgress(contract.dataset, produced, consumed, int(loaded), int(rejected))
