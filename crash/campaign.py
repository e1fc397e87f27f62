"""A campaign: many kills in rounds, each with a dataset of its own, and a comparison every now and then."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crash.airflow_round import AirflowRound
from crash.arena import Arena
from crash.dataset import contract
from crash.kills import AIRFLOW, WORKERS, Kill, Record, drawn
from crash.live_airflow import LiveAirflow
from crash.oracle import Verdict
from crash.servers import Servers
from crash.stuck import Stuck
from crash.world import World, parts

MODES = ("upsert", "history")


@dataclass(frozen=True)
class Plan:
    seed: int
    kills: int
    airflow: int = 0
    """How many of the kills go through a live Airflow."""
    compare_every: int = 50
    per_round: int = 150


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

    def add(self, kill: Kill, verdict: Verdict) -> None:
        self.comparisons += 1
        self.lost += verdict.lost
        self.doubled += verdict.doubled
        if not verdict.is_right:
            shown = "\n  ".join(verdict.faults)
            self.problem = f"kill {kill.number}: {verdict.lost} lost, {verdict.doubled} doubled:\n  {shown}"


@dataclass
class Campaign:
    """Ends early, with its folder as it is, at the first difference or when the pipeline does not go on by itself."""

    plan: Plan
    home: Path
    servers: Servers
    tell: Callable[[str], None]
    break_something: Callable[[], None] | None = None
    findings: Findings = field(default_factory=Findings)

    def run(self) -> Findings:
        """The servers are running."""
        self._started = time.monotonic()
        through_workers = self.plan.kills - self.plan.airflow
        for number, first in enumerate(range(1, through_workers + 1, self.plan.per_round)):
            if self.findings.problem is None:
                kills = drawn(self.plan.seed, first, min(self.plan.per_round, through_workers + 1 - first), WORKERS)
                self._guarded(lambda kills, number=number: self._round(kills, number), kills)  # type: ignore[misc]
        if self.plan.airflow and self.findings.problem is None:
            kills = drawn(self.plan.seed, through_workers + 1, self.plan.airflow, AIRFLOW)
            self._guarded(self._airflow_round, kills)
        return self.findings

    def _guarded(self, round_: Callable[[list[Kill]], None], kills: list[Kill]) -> None:
        try:
            round_(kills)
        except Stuck as stuck:
            self.findings.problem = f"after {len(self.findings.records)} kills: {stuck}"

    def _round(self, kills: list[Kill], number: int) -> None:
        arena = self._arena(number)
        arena.open()
        try:
            for done, kill in enumerate(kills, start=1):
                self._record(arena.perform(kill))
                if done == len(kills) // 2:
                    arena.change_contract()
                last = done == len(kills)
                if done % self.plan.compare_every == 0 or last:
                    self._compare(arena.judge, kill, last)
                if self.findings.problem:
                    return
        finally:
            arena.close()
        shutil.rmtree(arena.home)

    def _airflow_round(self, kills: list[Kill]) -> None:
        world = self._world("airflow", "upsert")
        live = LiveAirflow.around(self.home / "live", self.servers, world)
        round_: AirflowRound | None = None
        try:
            live.start()
            round_ = AirflowRound(live, world, f"{self.plan.seed}/airflow")
            for kill in kills:
                round_.perform(kill)
                self._record(*round_.records)
                round_.records.clear()
            round_.settle()
            self._record(*round_.records)
            self._compare(round_.judge, kills[-1], last=False)
            self.tell("  Airflow's database is thrown away, and a new Airflow takes up the work")
            live.forget_everything()
            live.start()
            self._compare(round_.judge, kills[-1], last=True)
        finally:
            live.stop()
            if round_ is not None:
                round_.close()

    def _record(self, *records: Record) -> None:
        for record in records:
            self.findings.records.append(record)
            if len(self.findings.records) % 10 == 0:
                self.tell(self._progress(len(self.findings.records)))

    def _compare(self, judge: Callable[[], Verdict], kill: Kill, last: bool) -> None:
        """`last`: the messages of this dataset are counted now."""
        started = time.monotonic()
        verdict = judge()
        self.findings.add(kill, verdict)
        self.findings.messages += verdict.messages if last else 0
        self.tell(
            f"  compared {verdict.messages} messages after kill {kill.number} in {time.monotonic() - started:.0f} s: "
            f"{verdict.lost} lost, {verdict.doubled} doubled, {len(verdict.faults)} faults"
        )

    def _progress(self, number: int) -> str:
        seconds = time.monotonic() - self._started
        left = seconds / number * (self.plan.kills - number)
        recent = sorted(record.recovery for record in self.findings.records[-50:])
        return (
            f"{number}/{self.plan.kills} kills, {seconds / 60:.1f} min, about {left / 60:.0f} min left; recovery of the last "
            f"{len(recent)}: p50 {recent[len(recent) // 2]:.1f} s"
        )

    def _arena(self, number: int) -> Arena:
        world = self._world(str(number), MODES[number % len(MODES)])
        seed = f"{self.plan.seed}/{number}"
        return Arena(self.home / f"round-{number}", self.servers, world, seed, break_something=self.break_something)

    def _world(self, name: str, mode: str) -> World:
        dataset = f"uji_{self.plan.seed}_{name}"
        made = contract(dataset, f"uji.{dataset}", mode=mode, partitions=2)
        return World(made, parts(self.servers.broker, self.servers.warehouse, self.home / f"round-{name}"))
