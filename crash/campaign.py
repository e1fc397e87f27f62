"""A campaign: many kills in rounds, each with a dataset of its own, and a comparison every now and then."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crash.arena import Arena, Stuck
from crash.dataset import contract
from crash.kills import Kill, Record, drawn
from crash.oracle import Verdict
from crash.servers import Servers
from crash.world import World, parts

MODES = ("upsert", "history")


@dataclass(frozen=True)
class Plan:
    seed: int
    kills: int
    compare_every: int = 50
    per_round: int = 250


@dataclass
class Findings:
    """What a campaign has found so far."""

    records: list[Record] = field(default_factory=list)
    messages: int = 0
    lost: int = 0
    doubled: int = 0
    comparisons: int = 0
    problem: str | None = None
    """What was wrong, and at which kill. A campaign ends with it."""

    def add(self, verdict: Verdict) -> None:
        self.comparisons += 1
        self.lost += verdict.lost
        self.doubled += verdict.doubled


def campaign(
    plan: Plan, home: Path, servers: Servers, findings: Findings, tell: Callable[[str], None],
    break_something: Callable[[], None] | None = None,
) -> None:  # fmt: skip
    """Ends early, with the folder as it is, at the first difference or when the pipeline does not go on by itself."""
    started = time.monotonic()
    for number, kills in enumerate(_rounds(plan)):
        arena = _arena(plan, number, home, servers, break_something)
        arena.open()
        try:
            for done, kill in enumerate(kills, start=1):
                findings.records.append(arena.perform(kill))
                last = done == len(kills)
                if done == len(kills) // 2:
                    arena.change_contract()
                if done % plan.compare_every == 0 or last:
                    _compare(arena, findings, kill, last, tell)
                if findings.problem:
                    return
                if kill.number % 10 == 0:
                    tell(_progress(plan, kill, findings, time.monotonic() - started))
        except Stuck as stuck:
            findings.problem = f"kill {kill.number}: {stuck}"
            return
        finally:
            arena.close()
        shutil.rmtree(arena.home)


def _rounds(plan: Plan) -> Iterator[list[Kill]]:
    for first in range(1, plan.kills + 1, plan.per_round):
        yield drawn(plan.seed, first, min(plan.per_round, plan.kills + 1 - first))


def _arena(plan: Plan, number: int, home: Path, servers: Servers, break_something: Callable[[], None] | None) -> Arena:
    dataset, folder = f"uji_{plan.seed}_{number}", home / f"round-{number}"
    made = contract(dataset, f"uji.{dataset}", mode=MODES[number % len(MODES)], partitions=2)
    world = World(made, parts(servers.broker, servers.warehouse, folder))
    return Arena(folder, servers, world, f"{plan.seed}/{number}", break_something=break_something)


def _compare(arena: Arena, findings: Findings, kill: Kill, last: bool, tell: Callable[[str], None]) -> None:
    started = time.monotonic()
    verdict = arena.judge()
    findings.add(verdict)
    if last:
        findings.messages += verdict.messages
    if not verdict.is_right:
        shown = "\n  ".join(verdict.faults)
        findings.problem = f"kill {kill.number}: {verdict.lost} lost, {verdict.doubled} doubled:\n  {shown}"
    tell(f"  compared {verdict.messages} messages after kill {kill.number} in {time.monotonic() - started:.0f} s: "
         f"{verdict.lost} lost, {verdict.doubled} doubled, {len(verdict.faults)} faults")  # fmt: skip


def _progress(plan: Plan, kill: Kill, findings: Findings, seconds: float) -> str:
    left = seconds / kill.number * (plan.kills - kill.number)
    recent = sorted(record.recovery for record in findings.records[-50:])
    return (
        f"{kill.number}/{plan.kills} kills, {seconds / 60:.1f} min, about {left / 60:.0f} min left; recovery of the last "
        f"{len(recent)}: p50 {recent[len(recent) // 2]:.1f} s"
    )
