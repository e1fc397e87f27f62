"""What the sink suite needs of a kind of sink, and a table in it that a case loads batches into."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from pymysql.cursors import DictCursor

from include.audit import plan
from include.audit.identity import batch_id
from include.contract.model import Contract, Mode
from include.database import connect
from include.records import OffsetRange, PlannedBatch, RunContext
from include.settings import DatabaseSettings
from include.sinks.base import LoadOutcome, Sink
from include.staging import StagedBatch, stage
from tests.contract.sinks.builders import Refused, Row, contract, keyed, reject_table, table_of

RUN = RunContext("ingest__uji", "manual__2026-08-03", "load", try_number=2, map_index=1)


class Kit(ABC):
    """One kind of sink, made ready for a test. Plans and the trail are in the warehouse, whatever the sink is."""

    warehouse: DatabaseSettings
    staging: Path
    keeps_every_message: ClassVar[bool] = False
    """Whether the sink leaves it to a query which messages count, and so loads every accepted one."""

    @abstractmethod
    def sink(self) -> Sink:
        """A sink, ready to use; each call gives another one over the same store."""

    @abstractmethod
    def rows(self, contract: Contract) -> list[dict[str, Any]]:
        """Every row that counts in the sink's table as Python values: bool, Decimal, date, datetime in UTC, None."""

    @abstractmethod
    def failing(self) -> AbstractContextManager[None]:
        """While it is open, a load fails after it has begun to write rows."""

    @abstractmethod
    def forget_contracts(self, contract: Contract) -> None:
        """Make the table as it was when rows did not say by which contract they were read."""

    @abstractmethod
    def lose(self, contract: Contract, offset: int) -> None:
        """Take the row of a message out of the table, as nothing that loads does."""

    def table(self, mode: Mode) -> Table:
        sink = self.sink()
        made = contract(sink.name, mode)
        sink.prepare(made)
        return Table(self, sink, made)


@dataclass
class Table:
    """A table of the sink, with the batches that were loaded into it."""

    kit: Kit
    sink: Sink
    contract: Contract
    ends: dict[int, int] = field(default_factory=dict)

    @property
    def topic_id(self) -> str:
        return f"topik-{self.contract.dataset}"

    def load(
        self, *messages: Row | Refused, partition: int = 0, start: int | None = None, generation: int = 0
    ) -> LoadOutcome:
        """Plan, stage and load one batch of messages at consecutive offsets."""
        batch = self.plan(len(messages), partition, start, generation=generation)
        return self.sink.load(batch, self.contract, self.stage(batch, *messages), RUN)

    def plan(
        self, offsets: int, partition: int = 0, start: int | None = None, topic_id: str | None = None, generation: int = 0
    ) -> PlannedBatch:  # fmt: skip
        start = self.ends.get(partition, 0) if start is None else start
        self.ends[partition] = start + offsets
        range_ = OffsetRange(self.contract.topic.name, topic_id or self.topic_id, partition, start, start + offsets)
        version = self.contract.version
        id_ = batch_id(range_, version, "1", generation)
        batch = PlannedBatch(id_, self.contract.dataset, range_, version, "1", generation)
        with connect(self.kit.warehouse, autocommit=True) as connection:
            plan.append(connection, batch, RUN)
        return batch

    def stage(self, batch: PlannedBatch, *messages: Row | Refused) -> StagedBatch:
        placed = list(enumerate(messages, batch.range.start))
        rows = [(offset, message) for offset, message in placed if isinstance(message, Row)]
        rejects = [(offset, message) for offset, message in placed if isinstance(message, Refused)]
        return stage(
            str(self.kit.staging),
            batch,
            keyed(table_of(self.contract, batch.range.partition, rows)),
            reject_table(rejects),
            warnings={"nama.panjang": 2},
            held=None,
        )

    def read(self, *columns: str) -> list[tuple[Any, ...]]:
        """The rows in the order of their keys and offsets, cut to some columns."""
        rows = sorted(self.kit.rows(self.contract), key=lambda row: (row["kode"], row["_partition"], row["_offset"]))
        return [tuple(row[name] for name in columns) for row in rows]

    def counts(self, loaded: int = 0, rejected: int = 0, superseded: int = 0, skipped: int = 0) -> LoadOutcome:
        """The outcome that a load of the sink has; one that keeps every message has loaded the older and the repeated too."""
        read = loaded + rejected + superseded + skipped
        if self.kit.keeps_every_message:
            return LoadOutcome(read, read - rejected, rejected, superseded=0, skipped=0)
        return LoadOutcome(read, loaded, rejected, superseded, skipped)

    def ledger(self, generation: int = 0) -> dict[int, int]:
        return self.sink.position(self.contract, generation)

    def audit(self) -> list[dict[str, Any]]:
        return self._select(
            "SELECT * FROM etl_audit WHERE dataset = %s AND sink = %s ORDER BY audit_id", self.sink.name
        )

    def rejects(self) -> list[dict[str, Any]]:
        """The messages in quarantine, with their bytes and what v_karantina says of them."""
        return self._select(
            "SELECT q.message_key, q.message_value, v.* FROM etl_quarantine q JOIN v_karantina v USING (topic_id, partition_id, "
            "message_offset) WHERE q.dataset = %s ORDER BY q.partition_id, q.message_offset"
        )

    def with_contract(self, changed: Contract) -> Table:
        self.sink.prepare(changed)
        return replace(self, contract=changed)

    def by_version(self, version: str) -> Table:
        """The same table by a newer contract that declares the same."""
        return self.with_contract(replace(self.contract, version=version))

    def beside(self) -> Table:
        """The same table, reached through another sink."""
        return replace(self, sink=self.kit.sink())

    def _select(self, sql: str, *more: str) -> list[dict[str, Any]]:
        with connect(self.kit.warehouse, cursor=DictCursor) as connection, connection.cursor() as cursor:
            cursor.execute(sql, (self.contract.dataset, *more))
            return list(cursor.fetchall())
