"""What is killed, how, and when: drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum


class Victim(StrEnum):
    WORKER = "one worker"
    WORKERS = "every worker at once"
    STALLED = "a worker that hung, its retry running beside it"
    BROKER = "the broker"
    DATABASE = "the database server"
    BOTH = "the broker and the database server"
    TASK = "Airflow: the process of a task"
    SUPERVISOR = "Airflow: the supervisor of a task, which leaves its task an orphan"
    SCHEDULER = "Airflow: the scheduler"


Shares = dict[Victim, float]

AIRFLOW: Shares = {Victim.TASK: 0.7, Victim.SUPERVISOR: 0.2, Victim.SCHEDULER: 0.1}
"""Of the kills that go through Airflow."""
WORKERS: Shares = {
    Victim.WORKER: 0.58,
    Victim.WORKERS: 0.18,
    Victim.STALLED: 0.14,
    Victim.BROKER: 0.045,
    Victim.DATABASE: 0.045,
    Victim.BOTH: 0.01,
}
"""Of all others."""


@dataclass(frozen=True)
class Kill:
    number: int
    victim: Victim
    after: float
    """Seconds after the kill before it."""


@dataclass(frozen=True)
class Record:
    """What a kill did. `recovery` is how many seconds later the next batch was committed."""

    kill: Kill
    phases: tuple[str, ...]
    """Where the victims were."""
    recovery: float


def drawn(seed: int, first: int, number: int, shares: Shares) -> list[Kill]:
    """Kills by their shares, in random order."""
    dice = random.Random(f"{seed}/{first}")
    victims = [victim for victim, share in shares.items() for _ in range(round(share * number))]
    victims += [max(shares, key=lambda victim: shares[victim])] * (number - len(victims))
    dice.shuffle(victims)
    return [Kill(first + n, victim, dice.uniform(0.1, 1.2)) for n, victim in enumerate(victims[:number])]
