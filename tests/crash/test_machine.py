"""Histories of plans, loads, crashes, zombies, replays, changes and restored backups, drawn by Hypothesis, against a plain model.

A crash is an exception that nothing catches, at a named point: what SIGKILL does there, the other tests show.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from crash.dataset import SINKS, contract
from crash.messages import BAD, Message, bad, delete, edit
from crash.orders import KINDS, REPLAY, Order
from crash.world import World, parts, places
from include.audit.conservation import violations
from include.database import connect
from include.ingest import PartitionWork
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings
from tests.crash.model import Model
from tests.crash.points import POINTS

CRASHES = sorted(name for name in POINTS if not name.startswith("source") and name != "warehouse: commit sent")


class Crash(BaseException):
    """Nothing of the pipeline catches it."""


def crash() -> None:
    raise Crash


@contextmanager
def crashing_at(name: str) -> Iterator[None]:
    point = POINTS[name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(point.owner, point.name, point.wrap(getattr(point.owner, point.name), crash))
        yield


keys, versions = st.sampled_from("abcd"), st.integers(1, 9)
messages = st.one_of(
    st.builds(edit, keys, versions),
    st.builds(
        lambda key, version, n: edit(key, version, event=f"{key}-{version}-{n}"), keys, versions, st.integers(1, 3)
    ),
    st.builds(delete, keys, versions),
    st.builds(bad, keys, versions, st.sampled_from(sorted(BAD))),
)


class Pipeline(RuleBasedStateMachine):
    """`broker`, `warehouse` and `home` are set by the test."""

    broker: BrokerSettings
    warehouse: DatabaseSettings
    home: Path

    def __init__(self) -> None:
        super().__init__()
        self.name = f"uji_{uuid.uuid4().hex[:12]}"
        self.model, self.sent, self.runs = Model(), list[Message](), 0
        self.old_work: list[PartitionWork] = []
        self.restored = False
        """Then sinks that are ahead have audit rows of batches that today's contract judges otherwise."""
        self.world = World(self.contract(), parts(self.broker, self.warehouse, self.home / self.name))
        self.log = self.world.log()
        self.world.send(edit("a", 1))
        self.log.read_on()
        self.back_up()

    def contract(self) -> Any:
        return contract(self.name, f"uji.{self.name}", minor=self.model.minor, partitions=self.model.partitions)

    @rule(some=st.lists(messages, min_size=1, max_size=6))
    def produce(self, some: list[Message]) -> None:
        self.sent += some
        self.world.send(*some)
        self.log.read_on()

    @precondition(lambda self: self.sent)
    @rule()
    def republish(self) -> None:
        self.world.send(*self.sent)
        self.log.read_on()

    @rule(max_rows=st.integers(1, 5), sinks=st.lists(st.sampled_from(SINKS), unique=True))
    def run(self, max_rows: int, sinks: list[str]) -> None:
        """A run whose loads into some sinks came late."""
        self.old_work = self.world.plan(max_rows)
        self.model.plan(self.log.messages)
        for work in self.old_work:
            for sink in sinks:
                self.world.load(work, sink)

    @rule(point=st.sampled_from(CRASHES))
    def crash(self, point: str) -> None:
        with suppress(Crash), crashing_at(point):
            self.world.ingest()
        # Whatever it had planned, the next run plans the rest, before the contract may change.
        self.world.plan()
        self.model.plan(self.log.messages)

    @precondition(lambda self: self.old_work)
    @rule(sink=st.sampled_from(SINKS))
    def wake_a_zombie(self, sink: str) -> None:
        """After everything was loaded by others, an old copy of a load comes along."""
        self.finish()
        for work in self.old_work:
            self.world.load(work, sink)

    @rule(point=st.sampled_from([None, *CRASHES]))
    def replay(self, point: str | None) -> None:
        """Perhaps it crashes; its retry goes on with the same generation."""
        self.finish()
        self.runs += 1
        order = Order(REPLAY, RunContext("replay__uji", f"{self.runs}", "load"))
        if point:
            with suppress(Crash), crashing_at(point):
                self.carry_out(order)
        self.carry_out(order)
        self.model.replay(self.log.messages)

    @precondition(lambda self: self.model.minor < 4)
    @rule(more_partitions=st.booleans())
    def change_the_contract(self, more_partitions: bool) -> None:
        self.model.minor += 1
        self.model.partitions += more_partitions
        self.world = self.world.with_contract(self.contract())

    @rule()
    def back_up(self) -> None:
        self.finish()
        self.saved = self.model.backup(), copied(self.warehouse, self.name)

    @rule(some=st.lists(messages, min_size=1, max_size=3))
    def restore(self, some: list[Message]) -> None:
        """What comes afterwards is planned together with what the warehouse has forgotten."""
        self.finish()
        planned, rows = self.saved
        self.model.restore(planned)
        put_back(self.warehouse, self.name, rows)
        self.old_work, self.restored = [], True
        self.produce(some)

    def teardown(self) -> None:
        self.finish()
        holds = places(self.world.parts)
        for sink in SINKS:
            expected, found = self.model.expected(sink, self.log.messages), getattr(holds, sink)(self.name)
            assert (sink, expected - found, found - expected) == (sink, {}, {})
        if not self.restored:
            with connect(self.warehouse) as connection:
                assert violations(connection, self.name) == []

    def finish(self) -> None:
        """The ordinary run that comes after anything."""
        self.world.ingest()
        self.model.plan(self.log.messages)
        self.model.load()

    def carry_out(self, order: Order) -> None:
        for work in KINDS[order.kind](self.world, order.run):
            order.stage(self.world, work)
            for sink in SINKS:
                self.world.load(work, sink, order.run)


def copied(warehouse: DatabaseSettings, dataset: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of a dataset in the warehouse, by table."""
    with connect(warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.table_name FROM information_schema.tables t JOIN information_schema.columns c "
            "USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' "
            "AND column_name = 'dataset'"
        )
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for name in [*(name for (name,) in cursor.fetchall()), dataset]:
            cursor.execute(f"SELECT * FROM `{name}`{_of(name, dataset)}")
            rows[name] = list(cursor.fetchall())
        return rows


def put_back(warehouse: DatabaseSettings, dataset: str, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    with connect(warehouse) as connection, connection.cursor() as cursor:
        for name, old in rows.items():
            cursor.execute(f"DELETE FROM `{name}`{_of(name, dataset)}")
            if old:
                cursor.executemany(f"INSERT INTO `{name}` VALUES ({', '.join(['%s'] * len(old[0]))})", old)
        connection.commit()


def _of(table: str, dataset: str) -> str:
    return "" if table == dataset else f" WHERE dataset = '{dataset}'"


def test_any_history_ends_as_the_model_says(
    broker: BrokerSettings, shared_warehouse: DatabaseSettings, tmp_path: Path
) -> None:
    Pipeline.broker, Pipeline.warehouse, Pipeline.home = broker, shared_warehouse, tmp_path
    run_state_machine_as_test(
        Pipeline,
        settings=settings(
            max_examples=8,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
