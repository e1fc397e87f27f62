"""A sink's table made again from Kafka, from nothing, beside the one that people read.

A rebuild is a generation of its own, in every sink the same way: the new table is loaded by the ordinary load, live loading
goes on meanwhile, and when the new table has all that the old one has, it takes its place in one step. It may be killed
anywhere and run again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from include import ingest
from include.audit.generation import Generation, Kind, open_generation, read_generation
from include.audit.plan import open_batches
from include.audit.rebuild import plan_again, require_everything, starts_of
from include.audit.schema import ensure_schema
from include.broker.offsets import topic_offsets
from include.contract.model import Contract, SinkSpec
from include.database import connect
from include.errors import FinalError, TransientError
from include.ingest import Parts
from include.records import RunContext
from include.sinks.base import Sink
from include.sinks.beside import Beside
from include.sinks.olap.beside import OlapBeside
from include.sinks.warehouse.beside import WarehouseBeside

ROUNDS = 50
"""How often a new table loads what came in while it was loaded, before a try gives up."""


@dataclass(frozen=True)
class Order:
    """What somebody asked for. `accept_loss`: also when Kafka does not have everything any more."""

    dataset: str
    sink: str
    who: str
    why: str
    accept_loss: bool = False


@dataclass(frozen=True)
class Rebuilt:
    """What the new table was made of: batches, and the messages that were read, loaded and rejected."""

    dataset: str
    sink: str
    generation: int
    batches: int
    read: int
    loaded: int
    rejected: int


@dataclass(frozen=True)
class _Way:
    """How a table is loaded: the contract, with it as the only sink, and the parts that lead to it."""

    contract: Contract
    parts: Parts

    @property
    def spec(self) -> SinkSpec:
        (only,) = self.contract.sinks
        return only

    @property
    def sink(self) -> Sink:
        return self.parts.sink(self.contract, self.spec.sink)


def rebuild(contract: Contract, order: Order, parts: Parts, run: RunContext) -> Rebuilt:
    """Make the table of a dataset in one sink anew and let it take the old one's place.

    Raises OffsetsLost when Kafka lacks what the sink has loaded and nobody accepted that, BatchHeld when the quality gate
    holds a batch: after its release the same run goes on.
    """
    spec = contract.sink(order.sink)
    if spec is None:
        raise FinalError(f"{contract.path} does not load into sink {order.sink!r}, so there is nothing to rebuild.")
    live = _Way(replace(contract, sinks=(spec,)), parts)
    generation = _opened(live, order, run)
    beside, new = _beside(live, generation)
    # A try that was killed after the last step loads what is left, if anything is, where people read.
    way = new if beside.prepare() else live
    for _ in range(ROUNDS):
        _load_again(live, way, generation, run)
        if way is live or beside.take_place():
            beside.clean_up()
            live.sink.prepare(live.contract)
            return _counted(live, generation)
    raise TransientError(
        f"{contract.dataset} in sink {order.sink!r}: live loading was ahead {ROUNDS} times. People go on reading the old table; "
        f"the retry goes on where this try ended. If it goes on, pause ingest__{contract.dataset} for the last step."
    )


def _opened(live: _Way, order: Order, run: RunContext) -> Generation:
    """The generation of this run, opened if it has none."""
    parts, contract = live.parts, live.contract
    offsets = topic_offsets(parts.broker, contract.topic.name)
    with connect(parts.warehouse) as connection:
        ensure_schema(connection)
    live.sink.prepare(contract)
    starts = {partition: low for partition, (low, _) in offsets.partitions.items()}
    request = {
        **asdict(order),
        "topic_id": offsets.topic_id,
        "starts": starts,
        "contract_version": contract.version,
    }
    with connect(parts.warehouse) as connection:
        if not order.accept_loss:
            require_everything(connection, contract, live.sink.position(contract), offsets)
        number = open_generation(connection, contract.dataset, Kind.REBUILD, request, run, order.who, order.why)
        return read_generation(connection, number)


def _beside(live: _Way, generation: Generation) -> tuple[Beside, _Way]:
    """The new table, and the way to it."""
    contract, parts, spec = live.contract, live.parts, live.spec
    number, starts = generation.generation, starts_of(generation)
    if spec.sink == "lakehouse" and parts.lakehouse:
        # pyiceberg takes seconds to import.
        from include.sinks.lakehouse.beside import LakehouseBeside

        lakehouse = LakehouseBeside(parts.lakehouse, contract, number, starts)
        return lakehouse, replace(live, parts=replace(parts, lakehouse=lakehouse.new))
    if spec.sink == "olap" and parts.olap:
        olap = OlapBeside(parts.olap, contract, spec, number, starts)
        return olap, replace(live, parts=replace(parts, olap=olap.new))
    warehouse = WarehouseBeside(parts.warehouse, contract.dataset, spec, number, starts)
    return warehouse, replace(live, contract=replace(contract, sinks=(warehouse.new,)))


def _load_again(live: _Way, way: _Way, generation: Generation, run: RunContext) -> None:
    """Load what the live table has, as far as it has come by now, and the generation has not."""
    position = live.sink.position(live.contract)
    with connect(live.parts.warehouse) as connection:
        plan_again(connection, live.contract, generation, position, run)
        batches = open_batches(connection, way.contract, generation.generation)
    for work in ingest.by_partition(batches):
        ingest.load(way.contract, work, way.spec.sink, way.parts, run)


def _counted(live: _Way, generation: Generation) -> Rebuilt:
    with connect(live.parts.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), COALESCE(SUM(read_count), 0), COALESCE(SUM(loaded), 0), COALESCE(SUM(rejected), 0) FROM etl_audit "
            "WHERE dataset = %s AND sink = %s AND generation = %s",
            (live.contract.dataset, live.spec.sink, generation.generation),
        )
        counts: list[Any] = [int(count) for count in cursor.fetchone()]
    return Rebuilt(live.contract.dataset, live.spec.sink, generation.generation, *counts)
