"""Whether the trail tells the truth about the log: plans, audit rows, ledgers, quarantine and staging, a sentence per fault."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from crash.fold import Contracts, Log, Place, rejected
from crash.stores import Places

Found = Mapping[str, Any]


@dataclass(frozen=True)
class Trail:
    """The rows that the warehouse has about a dataset. Of a plan's revisions only the newest is kept."""

    dataset: str
    plans: list[Found]
    audits: list[Found]
    ledger: list[Found]
    quarantine: list[Found]
    attempts: list[Found]
    redriven: frozenset[tuple[int, Place]]
    """Generation and place of every message that was sent again from the quarantine."""
    revised: frozenset[str]
    """The ids of batches of older revisions, which nothing was loaded of."""

    @classmethod
    def read(cls, places: Places, dataset: str) -> Trail:
        def select(table: str, order: str = "1") -> list[Found]:
            return list(places.select(f"SELECT * FROM {table} WHERE dataset = %s ORDER BY {order}", dataset))

        revisions = select("etl_plan", "generation, topic_id, partition_id, start_offset, revision")
        newest = {_start(plan): plan for plan in revisions}
        ids = {plan["batch_id"] for plan in newest.values()}
        return cls(
            dataset,
            list(newest.values()),
            select("etl_audit", "sink, generation, topic_id, partition_id, start_offset"),
            select("etl_ledger"),
            select("etl_quarantine"),
            select("etl_attempt"),
            frozenset(
                (row["generation"], (row["partition_id"], row["message_offset"]))
                for row in places.select(
                    "SELECT r.* FROM etl_redrive r JOIN etl_generation USING (generation) WHERE dataset = %s", dataset
                )
            ),
            frozenset(plan["batch_id"] for plan in revisions) - ids,
        )

    def contracts(self) -> Contracts:
        """Under which versions of the contract each offset was planned."""
        found: dict[Place, set[int]] = defaultdict(set)
        for plan in self.plans:
            minor = int(plan["contract_version"].split(".")[1])
            for offset in range(plan["start_offset"], plan["end_offset"]):
                place = plan["partition_id"], offset
                if plan["action"] != "redrive" or (plan["generation"], place) in self.redriven:
                    found[place].add(minor)
        return {place: frozenset(minors) for place, minors in found.items()}


def faults(trail: Trail, log: Log, places: Places, sinks: tuple[str, ...]) -> Iterator[str]:
    contracts = trail.contracts()
    yield from _plans(trail, log)
    yield from _audits(trail, log)
    yield from _orphans(trail, sinks)
    yield from _ledgers(trail, log, places, sinks)
    yield from _quarantine(trail, rejected(log.messages.values(), contracts), sinks)
    yield from (f"staging: {name} is left" for name in places.staged(trail.dataset))


def _plans(trail: Trail, log: Log) -> Iterator[str]:
    """The plans of the live pipeline cover the log from its start to its end, without gap or overlap."""
    for partition, end in log.ends.items():
        ranges = [
            (plan["start_offset"], plan["end_offset"])
            for plan in trail.plans
            if (plan["generation"], plan["partition_id"]) == (0, partition)
        ]
        reached = max((stop for _, stop in ranges), default=0)
        if reached != end:
            yield f"plan: partition {partition} is planned to {reached}, the log ends at {end}"
        yield from (
            f"plan: partition {partition} goes from {before} to {after}"
            for (_, before), (after, _) in pairwise(sorted(ranges))
            if before != after
        )


def _audits(trail: Trail, log: Log) -> Iterator[str]:
    """Every audit row adds up, says what the log has in its range, and follows the one before it."""
    ends: dict[tuple[Any, ...], int] = {}
    for audit in trail.audits:
        lane = tuple(audit[name] for name in ("sink", "generation", "topic_id", "partition_id"))
        start, end = audit["start_offset"], audit["end_offset"]
        where = f"audit: {audit['sink']} generation {audit['generation']} {audit['partition_id']}[{start}..{end})"
        counts = [audit[name] for name in ("loaded", "rejected", "superseded", "skipped")]
        if audit["read_count"] != sum(counts):
            yield f"{where}: read {audit['read_count']}, accounted for {sum(counts)}"
        if ends.get(lane, start) != start:
            yield f"{where}: the range before it ended at {ends[lane]}"
        ends[lane] = end
        if audit["action"] != "redrive":
            there = sum((audit["partition_id"], offset) in log.messages for offset in range(start, end))
            if audit["read_count"] != there:
                yield f"{where}: read {audit['read_count']}, the log has {there} messages there"


def _orphans(trail: Trail, sinks: tuple[str, ...]) -> Iterator[str]:
    """Every audit row has its plan; every plan has been loaded into every sink, once, from its start to its end."""
    planned = {plan["batch_id"]: plan for plan in trail.plans}
    done = Counter((audit["batch_id"], audit["sink"]) for audit in trail.audits)
    yield from (f"audit: batch {batch} of {sink} has no plan" for batch, sink in done if batch not in planned)
    for batch, plan in planned.items():
        for sink in sinks:
            if done[batch, sink] != 1:
                where = f"{plan['partition_id']}[{plan['start_offset']}..{plan['end_offset']})"
                yield f"plan: batch {batch} {where} generation {plan['generation']} has {done[batch, sink]} audit rows of {sink}"


def _ledgers(trail: Trail, log: Log, places: Places, sinks: tuple[str, ...]) -> Iterator[str]:
    """Each ledger stands at the end of what was planned, which is the log's end, and the sink itself says the same."""
    goals: dict[tuple[int, int], int] = {}
    for plan in trail.plans:
        lane = plan["generation"], plan["partition_id"]
        goals[lane] = max(plan["end_offset"], goals.get(lane, 0))
    for sink in sinks:
        mirrored = {
            (row["generation"], row["partition_id"]): row["next_offset"] for row in trail.ledger if row["sink"] == sink
        }
        own = places.own_ledger(sink, trail.dataset)
        for lane, goal in goals.items():
            if (mirrored.get(lane), own.get(lane)) != (goal, goal):
                yield (
                    f"ledger: {sink} generation {lane[0]} partition {lane[1]} stands at {own.get(lane)}, the warehouse says "
                    f"{mirrored.get(lane)}, expected {goal}"
                )
        if sink != "warehouse":
            mine = Counter(audit["batch_id"] for audit in trail.audits if audit["sink"] == sink)
            if (theirs := places.loads(sink, trail.dataset)) != mine:
                yield f"audit: {sink} remembers other batches: {(theirs - mine) + (mine - theirs)}"


def _quarantine(trail: Trail, expected: Mapping[Place, bytes | None], sinks: tuple[str, ...]) -> Iterator[str]:
    """It holds each reject once, as the log has it, and an attempt of every sink on it."""
    found = {(row["partition_id"], row["message_offset"]): row["message_value"] for row in trail.quarantine}
    yield from (f"quarantine: {place} is not there" for place in sorted(expected.keys() - found.keys()))
    yield from (f"quarantine: {place} is no reject" for place in sorted(found.keys() - expected.keys()))
    yield from (
        f"quarantine: {place} has other bytes than the log"
        for place in sorted(found.keys() & expected.keys())
        if found[place] != expected[place]
    )
    tried = Counter(
        (row["sink"], (row["partition_id"], row["message_offset"]))
        for row in trail.attempts
        if row["outcome"] == "ditolak"
    )
    yield from (
        f"quarantine: {sink} has not said that it rejected {place}"
        for sink in sinks
        for place in sorted(expected)
        if not tried[sink, place]
    )
    if len(found) != len(trail.quarantine):
        yield f"quarantine: {len(trail.quarantine)} rows of {len(found)} messages"


def _start(plan: Found) -> tuple[Any, ...]:
    return plan["generation"], plan["topic_id"], plan["partition_id"], plan["start_offset"]
