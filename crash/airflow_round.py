"""Kills through a live Airflow: task processes, their supervisors and the scheduler, while the ingest DAG runs."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from crash.fold import Log
from crash.kills import Kill, Record, Victim
from crash.live_airflow import LiveAirflow
from crash.nursery import born, nursery
from crash.oracle import Verdict
from crash.production import Tap, produce
from crash.stuck import Stuck
from crash.tasks import TaskProcess, is_supervisor, running_tasks
from crash.world import World, places
from include.broker.topics import ensure_topic

PATIENCE = 240.0
"""Seconds within which Airflow must load again after a kill, and come to its end when nothing more is sent."""


OUTSTANDING = 3
"""Kills at most since a batch was committed, so that work gets done between them."""


@dataclass(frozen=True)
class Struck:
    """A kill after which nothing was committed yet. `audited` is how many audit rows there were."""

    kill: Kill
    phases: tuple[str, ...]
    at: float
    audited: int


@dataclass
class AirflowRound:
    """`live` is started already."""

    live: LiveAirflow
    world: World
    seed: str
    records: list[Record] = field(default_factory=list)
    """The kills after which a batch was committed."""
    _struck: list[Struck] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dice, self._log = random.Random(self.seed), Log(*self._topic)
        self._tap = Tap(self.live.home)
        ensure_topic(self.world.parts.broker, self.world.contract.topic)
        self._producer = born(
            nursery(), produce, self._tap, self.world.parts.broker, self.world.contract.topic.name, self.seed
        )

    @property
    def _topic(self) -> tuple[str, str]:
        return self.world.parts.broker.servers, self.world.contract.topic.name

    def close(self) -> None:
        self._producer.kill()

    def perform(self, kill: Kill) -> None:
        """Kill while a task is running. Waits when too many kills came since a batch was committed."""
        self._await(lambda: self._unsettled() < OUTSTANDING, f"to load again before kill {kill.number}")
        tasks = self._some_tasks(kill)
        time.sleep(kill.after)
        tasks = running_tasks(self._home) or tasks
        victim = self._dice.choice(tasks)
        phases = tuple(self._where(task) for task in (tasks if kill.victim is Victim.SCHEDULER else [victim]))
        self._struck.append(Struck(kill, phases, time.monotonic(), self._audited()))
        self._strike(kill.victim, victim)

    def settle(self) -> None:
        """Wait until a batch was committed after every kill."""
        self._await(lambda: self._unsettled() == 0, "to load again after the last kill")

    def _unsettled(self) -> int:
        audited, now = self._audited(), time.monotonic()
        settled = [struck for struck in self._struck if struck.audited < audited]
        self.records += [Record(struck.kill, struck.phases, now - struck.at) for struck in settled]
        self._struck = [struck for struck in self._struck if struck not in settled]
        return len(self._struck)

    def judge(self) -> Verdict:
        """Let Airflow come to its end and compare."""
        self._tap.closed.touch()
        self._await(self._tap.still.exists, "to send what was on its way")
        # A run that was planned before the last message came leaves it to the next one.
        for _ in range(2):
            self._await(lambda: not self.live.runs_at_work(), "to come to its end")
            self.live.keep_busy()
        self._await(lambda: not self.live.runs_at_work(), "to come to its end")
        self._await(lambda: not running_tasks(self._home), "to end its orphans")
        verdict = self.world.oracle(self._log).judge()
        self._tap.closed.unlink()
        self._tap.still.unlink()
        return verdict

    @property
    def _home(self) -> Path:
        return self.live.airflow.home

    def _some_tasks(self, kill: Kill) -> list[TaskProcess]:
        found: list[TaskProcess] = []

        def seen() -> bool:
            self.live.keep_busy()
            found[:] = running_tasks(self._home)
            return bool(found)

        self._await(seen, f"to run a task before kill {kill.number}", every=0.1)
        return found

    def _where(self, task: TaskProcess) -> str:
        return f"Airflow task {task.task_id(self._home / 'airflow.db')}"

    def _strike(self, victim: Victim, task: TaskProcess) -> None:
        with suppress(ProcessLookupError):
            if victim is Victim.SCHEDULER:
                self.live.kill_scheduler()
            elif victim is Victim.SUPERVISOR and is_supervisor(task.supervisor):
                os.kill(task.supervisor, signal.SIGKILL)
            else:
                os.kill(task.pid, signal.SIGKILL)

    def _audited(self) -> int:
        (row,) = places(self.world.parts).select(
            "SELECT COUNT(*) AS n FROM etl_audit WHERE dataset = %s", self.world.contract.dataset
        )
        return int(row["n"])

    def _await(self, happened: Callable[[], bool], what: str, every: float = 0.3) -> None:
        """Watch over Airflow's components meanwhile, and let it always have something to do while messages come."""
        deadline = time.monotonic() + PATIENCE
        while not happened():
            if time.monotonic() > deadline:
                raise Stuck(f"Airflow did not manage {what} within {PATIENCE:.0f} s. Its logs are in {self._home}.")
            self.live.revive()
            if not self._tap.closed.exists():
                self.live.keep_busy()
            time.sleep(every)
