"""A worker: plan, stage, load, again and again, until it is killed. Its successor retries what it left, as Airflow would."""

from __future__ import annotations

import logging
import os
import random
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crash.orders import KINDS, LIVE, Order
from crash.phases import IDLE, Diary, tell
from crash.world import World
from include.errors import FinalError, TransientError
from include.records import RunContext

PAUSE = 0.2
"""Seconds between two tries, and between two looks for something to do."""
OTHER_RUNS = 0.15
"""The share of runs that are not of the live pipeline."""


@dataclass(frozen=True)
class Post:
    """The place of a worker, which its successors take over."""

    number: int
    folder: Path

    @property
    def diary(self) -> Diary:
        return Diary(self.folder)

    @property
    def orders(self) -> Path:
        """The runs that workers of this post have begun and not ended."""
        return self.folder / "orders"

    @property
    def complaints(self) -> Path:
        """Errors that no retry mends, or that nobody had thought of."""
        return self.folder / "complaints"

    @property
    def trouble(self) -> Path:
        """The last error that a retry was to mend."""
        return self.folder / "trouble"

    @property
    def quiet(self) -> Path:
        """While it is there, only the live pipeline goes on, so that all comes to an end."""
        return self.folder.parent / "quiet"

    def whereabouts(self) -> str:
        trouble = self.trouble.read_text() if self.trouble.exists() else "none"
        return f"{self.diary.phase()} (last trouble: {trouble})"

    def complain(self, what: str) -> None:
        with self.complaints.open("a") as file:
            file.write(what + "\n")


def toil(post: Post, world: World, break_something: Callable[[], None] | None = None) -> None:
    """Until it is killed. `break_something` lets a test see that a broken pipeline is found out."""
    logging.disable(logging.WARNING)
    if break_something:
        break_something()
    post.diary.open()
    post.orders.mkdir(exist_ok=True)
    tell(post.diary)
    dice, turn = random.Random(os.getpid()), 0
    while True:
        turn += 1
        try:
            _take_turn(post, world, dice, f"{post.number}-{os.getpid()}-{turn}")
        except TransientError as error:
            post.trouble.write_text(f"{type(error).__name__}: {error}")
            time.sleep(PAUSE)
        except FinalError as error:
            post.complain(f"{type(error).__name__}: {error}")
            raise
        except Exception:
            post.complain(traceback.format_exc())
            raise


def _take_turn(post: Post, world: World, dice: random.Random, name: str) -> None:
    """Finish the run that the predecessor was at, or a new one."""
    order = Order.unfinished(post.orders) or _new_order(post, dice, name)
    order.save(post.orders)
    order = order.planned(world)
    order.save(post.orders)
    works = order.works or ()
    for work in dice.sample(works, len(works)):
        order.stage(world, work)
        for sink in dice.sample(world.sinks, len(world.sinks)):
            world.load(work, sink, order.run)
    order.done(post.orders)
    if order.kind == LIVE and not works:
        post.diary.enter(IDLE)
        time.sleep(PAUSE)


def _new_order(post: Post, dice: random.Random, name: str) -> Order:
    other = dice.random() < OTHER_RUNS and not post.quiet.exists()
    kind = dice.choice([kind for kind in KINDS if kind != LIVE]) if other else LIVE
    return Order(kind, RunContext(f"{kind}__uji", name, "load"))
