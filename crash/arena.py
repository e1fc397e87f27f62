"""A pipeline at work, with production going on, and the hand that kills its parts."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from crash.dataset import contract
from crash.kills import Kill, Record, Victim
from crash.nursery import born, nursery
from crash.oracle import Verdict
from crash.phases import IDLE
from crash.production import Tap, produce
from crash.servers import Servers
from crash.stuck import Stuck
from crash.worker import Post, toil
from crash.world import World
from include.broker.topics import ensure_topic
from stack.database import DatabaseServer
from stack.kafka import Kafka

PATIENCE = 180.0
"""Seconds within which the pipeline must commit again after a kill, and come to its end when nothing more is sent."""
DOWN = 1.0
"""Seconds that a server is left dead at most."""


@dataclass
class Arena:
    """Of one dataset. `break_something` is done in every worker, for tests of the arena itself."""

    home: Path
    servers: Servers
    world: World
    seed: str
    workers: int = 2
    break_something: Callable[[], None] | None = None
    _staff: dict[int, ForkServerProcess] = field(default_factory=dict)
    _producer: ForkServerProcess | None = None

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        self._context = nursery("crash.arena")
        self._log = self.world.log()
        self._tap = Tap(self.home)
        self._posts = [Post(number, self.home / f"worker-{number}") for number in range(self.workers)]

    def open(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        ensure_topic(self.world.parts.broker, self.world.contract.topic)
        self._producer = born(
            self._context, produce, self._tap, self.world.parts.broker, self.world.contract.topic.name, self.seed
        )
        for post in self._posts:
            self._employ(post)

    def close(self) -> None:
        for child in [*self._staff.values(), self._producer]:
            if child is not None:
                _kill(child)
        self._staff, self._producer = {}, None

    def perform(self, kill: Kill) -> Record:
        """Kill, start again what was killed, and wait until the next batch is committed."""
        time.sleep(kill.after)
        at = time.monotonic()
        phases = self._strike(kill.victim)
        self._await(lambda: any(moment > at for moment in self._commits()), f"to commit after kill {kill.number}")
        return Record(kill, phases, min(moment for moment in self._commits() if moment > at) - at)

    def judge(self) -> Verdict:
        """Let the pipeline come to its end, stop it, and compare. Then it goes on."""
        self._drain()
        self.close()
        verdict = self.world.oracle(self._log).judge()
        self._tap.closed.unlink()
        self._tap.still.unlink()
        self._posts[0].quiet.unlink()
        self.open()
        return verdict

    def change_contract(self) -> None:
        """Every worker goes on with the next version of the contract. Open plans keep theirs."""
        made = self.world.contract
        minor = int(made.version.split(".")[1]) + 1
        self.world = self.world.with_contract(
            contract(
                made.dataset, made.topic.name, mode=made.sinks[0].mode, minor=minor, partitions=made.topic.partitions
            )
        )
        for post in self._posts:
            self._kill_worker(post)

    def _drain(self) -> None:
        self._posts[0].quiet.touch()
        self._tap.closed.touch()
        self._await(self._tap.still.exists, "to send what was on its way")
        # The plan that a worker found empty may be older than the last message.
        for _ in range(2):
            for post in self._posts:
                post.diary.enter("draining")
            # One by one: a worker with nothing to do looks again and again, and seldom are all between two looks.
            for post in self._posts:
                self._await(lambda post=post: post.diary.phase() == IDLE, "to come to its end")  # type: ignore[misc]

    def _strike(self, victim: Victim) -> tuple[str, ...]:
        match victim:
            case Victim.WORKERS:
                return tuple(self._kill_worker(post) for post in self._posts)
            case Victim.STALLED:
                return (self._stall(self._dice.choice(self._posts)),)
            case Victim.BROKER | Victim.DATABASE | Victim.BOTH:
                return self._kill_servers(victim)
            case _:
                return (self._kill_worker(self._dice.choice(self._posts)),)

    def _kill_worker(self, post: Post) -> str:
        _kill(self._staff[post.number])
        phase = post.diary.phase()
        self._employ(post)
        return phase

    def _stall(self, post: Post) -> str:
        """The worker is stopped, its retry starts, the worker goes on beside it for a while and is killed."""
        hung = self._staff[post.number]
        assert hung.pid is not None
        os.kill(hung.pid, signal.SIGSTOP)
        phase = post.diary.phase()
        self._employ(post)
        time.sleep(self._dice.uniform(0.2, 1.0))
        os.kill(hung.pid, signal.SIGCONT)
        time.sleep(self._dice.uniform(0.2, 1.0))
        _kill(hung)
        return phase

    def _kill_servers(self, victim: Victim) -> tuple[str, ...]:
        struck: list[Kafka | DatabaseServer] = []
        if victim is not Victim.DATABASE:
            struck.append(self.servers.kafka)
        if victim is not Victim.BROKER:
            struck.append(self.servers.database)
        for server in struck:
            server.kill()
        phases = tuple(post.diary.phase() for post in self._posts)
        time.sleep(self._dice.uniform(0.0, DOWN))
        for server in struck:
            server.start()
        return phases

    def _employ(self, post: Post) -> None:
        self._staff[post.number] = born(self._context, toil, post, self.world, self.break_something)

    def _commits(self) -> list[float]:
        return [moment for post in self._posts for moment in post.diary.commits()]

    def _await(self, happened: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            for post in self._posts:
                if post.complaints.exists():
                    raise Stuck(f"worker {post.number} gave up: {post.complaints.read_text()}")
            if time.monotonic() > deadline:
                where = "; ".join(post.whereabouts() for post in self._posts)
                raise Stuck(f"the pipeline did not manage {what} within {PATIENCE:.0f} s; its workers are at: {where}")
            time.sleep(0.02)


def _kill(child: ForkServerProcess) -> None:
    child.kill()
    child.join()
