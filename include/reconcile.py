"""A campus day of a topic beside every sink: nothing missing, nothing twice. Compares, and changes nothing.

The day's messages are read again by the contract that each range was loaded with. Every accepted one must be in every sink,
as it was or as something newer; every rejected one in quarantine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow.compute as pc

from include import ingest
from include.audit.contracts import pinned_contract
from include.audit.coverage import audit_faults, live_batches, quarantined, rejected
from include.audit.schema import ensure_schema
from include.broker.topics import ensure_topic
from include.consume import consume
from include.contract.model import Contract
from include.database import connect
from include.days import offsets_of
from include.errors import NotLoadedYet, NotReconciled
from include.ingest import Parts
from include.records import OffsetRange, PlannedBatch
from include.sinks.base import Sink
from include.staging import StagedBatch

NAMED = 5
"""Offsets and differences that a message names; it counts all of them."""


@dataclass(frozen=True)
class Finding:
    """What is wrong with a stretch of offsets in one place."""

    place: str
    stretch: OffsetRange
    what: str

    def __str__(self) -> str:
        return f"{self.stretch} in {self.place}: {self.what}"


def reconcile(contract: Contract, parts: Parts, day: date) -> dict[str, Any]:
    """Compare the day with every sink of the dataset. Returns what was compared.

    Raises NotReconciled when something is missing or there twice, NotLoadedYet when all that is wrong is that a sink has
    not come so far yet, OffsetsLost when retention has deleted messages of the day.
    """
    ensure_topic(parts.broker, contract.topic)
    with connect(parts.warehouse) as connection:
        ensure_schema(connection)
        unprepared = ingest.prepare(contract, parts)
        offsets = offsets_of(contract, day, parts.broker, connection)
    if unprepared:
        raise unprepared[0]
    sinks = [parts.sink(contract, spec.sink) for spec in contract.sinks]
    beside = _Sinks(contract, parts, [(sink, sink.position(contract)) for sink in sinks])
    stretches = [
        OffsetRange(offsets.topic, offsets.topic_id, partition, *ends)
        for partition, ends in sorted(offsets.partitions.items())
    ]
    late = [finding for stretch in stretches for finding in beside.late(stretch)]
    findings = [finding for stretch in stretches for finding in beside.audits(stretch)]
    counts = {"accepted": 0, "rejected": 0}
    for stretch in stretches:
        for staged, pinned in beside.read_again(stretch):
            counts["accepted"] += staged.accepted
            counts["rejected"] += staged.rejected
            findings += beside.contents(staged, pinned)
    if findings:
        raise NotReconciled(_message(contract, day, findings, late))
    if late:
        raise NotLoadedYet(_late_message(contract, day, late))
    names = [sink.name for sink in sinks]
    return {"day": day.isoformat(), "ranges": [str(stretch) for stretch in stretches], **counts, "sinks": names}


@dataclass(frozen=True)
class _Sinks:
    """Every sink of a dataset, with the next offset that it needs of each partition."""

    contract: Contract
    parts: Parts
    standing: Sequence[tuple[Sink, Mapping[int, int]]]

    def late(self, stretch: OffsetRange) -> Iterator[Finding]:
        for sink, position in self.standing:
            loaded = _loaded(stretch, position)
            if loaded.end < stretch.end:
                yield Finding(sink.name, replace(stretch, start=loaded.end), "not loaded yet")

    def audits(self, stretch: OffsetRange) -> Iterator[Finding]:
        with connect(self.parts.warehouse) as connection:
            for sink, position in self.standing:
                loaded = _loaded(stretch, position)
                if loaded.start < loaded.end:
                    for fault in audit_faults(connection, self.contract.dataset, sink.name, loaded):
                        yield Finding(sink.name, loaded, fault)

    def read_again(self, stretch: OffsetRange) -> Iterator[tuple[StagedBatch, Contract]]:
        """The batches of what a sink has loaded of a stretch, cut to it, each with the contract that it was loaded with."""
        loaded = max((_loaded(stretch, position) for _, position in self.standing), key=lambda part: part.end)
        if loaded.start == loaded.end:
            return
        with connect(self.parts.warehouse) as connection:
            batches = live_batches(connection, self.contract.dataset, loaded)
            pinned = [replace(pinned_contract(connection, batch), sinks=self.contract.sinks) for batch in batches]
        for batch, text in zip(batches, pinned, strict=True):
            with tempfile.TemporaryDirectory() as folder:
                yield consume(_cut(batch, loaded), text, self.parts.broker, folder, self.parts.pseudonym_key), text

    def contents(self, staged: StagedBatch, pinned: Contract) -> Iterator[Finding]:
        stretch, rows = staged.batch.range, staged.rows()
        with connect(self.parts.warehouse) as connection:
            missing = set(staged.rejects()["offset"].to_pylist()) - quarantined(connection, stretch)
            if missing:
                yield Finding("etl_quarantine", stretch, f"{_offsets(missing)} rejected and not there")
            for sink, position in self.standing:
                loaded = _loaded(stretch, position)
                found = sink.difference(pinned, rows.filter(pc.less(rows["_offset"], loaded.end)))
                lacking = set(found.lacking) - rejected(connection, sink.name, loaded, found.lacking)
                if lacking:
                    yield Finding(sink.name, loaded, f"{_offsets(lacking)} accepted and not there")
                if found.twice:
                    yield Finding(sink.name, loaded, f"{_offsets(found.twice)} there twice")


def _loaded(stretch: OffsetRange, position: Mapping[int, int]) -> OffsetRange:
    """The part of the stretch that a sink has come past."""
    end = min(stretch.end, max(stretch.start, position.get(stretch.partition, 0)))
    return replace(stretch, end=end)


def _cut(batch: PlannedBatch, stretch: OffsetRange) -> PlannedBatch:
    range_ = batch.range
    part = replace(range_, start=max(range_.start, stretch.start), end=min(range_.end, stretch.end))
    return replace(batch, range=part)


def _offsets(offsets: Collection[int]) -> str:
    first = ", ".join(str(offset) for offset in sorted(offsets)[:NAMED])
    more = ", ..." if len(offsets) > NAMED else ""
    return f"{len(offsets)} messages (offsets {first}{more})"


def _message(contract: Contract, day: date, findings: Sequence[Finding], late: Sequence[Finding]) -> str:
    more = f"; and {len(findings) - NAMED} more" if len(findings) > NAMED else ""
    behind = f" Beside that, {len(late)} ranges are not loaded yet." if late else ""
    return (
        f"{contract.dataset} on {day} is not in its sinks as it is in Kafka, {len(findings)} differences: "
        f"{'; '.join(map(str, findings[:NAMED]))}{more}.{behind} Nothing was changed. What is not there comes back by a replay: "
        f"airflow backfill create --dag-id replay__{contract.dataset} --from-date {day} --to-date {day} --reprocess-behavior "
        f'completed --dag-run-conf \'{{"mode": "replay"}}\'. For what is there twice, or an audit that does not add up, see '
        f"docs/runbook.md."
    )


def _late_message(contract: Contract, day: date, late: Sequence[Finding]) -> str:
    return (
        f"{contract.dataset} on {day}: nothing is lost, but {len(late)} ranges are not loaded yet: "
        f"{'; '.join(map(str, late[:NAMED]))}. The retry compares again. If it goes on, look at ingest__{contract.dataset}: it is "
        f"paused, a batch is held, or the sink is away."
    )
