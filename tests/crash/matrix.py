"""The failure points of the design, and which test proves each of them for which sink."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import signature
from typing import TypeVar

from crash.dataset import SINKS

Test = TypeVar("Test", bound=Callable[..., object])


@dataclass(frozen=True)
class FailurePoint:
    number: int
    title: str
    not_for: dict[str, str] = field(default_factory=dict)
    """The sinks that it does not apply to, and why."""
    elsewhere: str = ""
    """A test in another folder, `module::name`, that proves it before any sink is reached, and so for all of them."""


FAILURE_POINTS = (
    FailurePoint(1, "before the plan commits"),
    FailurePoint(2, "after the plan, before reading"),
    FailurePoint(3, "while reading; broker restarted"),
    FailurePoint(4, "start offset already deleted by retention: stop loudly, never reset"),
    FailurePoint(5, "topic deleted and created again: stop"),
    FailurePoint(6, "partitions added: the new one starts at 0"),
    FailurePoint(7, "poison bytes, oversize, wrong schema: quarantined with raw bytes, the batch goes on"),
    FailurePoint(8, "during transform, quality or staging"),
    FailurePoint(9, "during the bulk load"),
    FailurePoint(10, "after the rows, before the ledger"),
    FailurePoint(11, "COMMIT sent, answer lost"),
    FailurePoint(12, "committed, Airflow did not record success"),
    FailurePoint(13, "zombie: the old try still runs beside its retry"),
    FailurePoint(14, "a backfill overlaps the scheduled run"),
    FailurePoint(15, "one sink committed, the others not"),
    FailurePoint(16, "deadlock, lock timeout, server restarted in mid transaction"),
    FailurePoint(17, "restored from an older backup: it catches up by itself"),
    FailurePoint(18, "produced, but the source position not saved: duplicates in Kafka, none in the sink"),
    FailurePoint(19, "source position saved before the broker acknowledged: impossible by construction"),
    FailurePoint(
        20,
        "binlog position purged: stop and ask for a snapshot",
        elsewhere="integration.binlog.test_refusals::"
        "test_a_purged_log_stops_with_what_to_do_and_a_new_snapshot_finds_what_was_deleted",
    ),
    FailurePoint(21, "contract changed while a plan is open: the plan pins its version"),
    FailurePoint(22, "Airflow metadata purged: nothing is lost"),
    FailurePoint(23, "disk full or out of memory"),
    FailurePoint(24, "an empty batch, or a server that reports changed instead of matched rows: no lost fence"),
)

PROOFS: dict[tuple[int, str], list[str]] = defaultdict(list)
"""The tests of each failure point and sink, as `module::name`. Filled when the tests are imported."""


for point in FAILURE_POINTS:
    for sink in SINKS:
        PROOFS[point.number, sink] += [point.elsewhere] if point.elsewhere else []


def proves(number: int, *sinks: str) -> Callable[[Test], Test]:
    """Says of a test that it proves a failure point for some sinks; for all of them, when none is named."""

    def registered(test: Test) -> Test:
        by_sink = "sink" in signature(test).parameters
        for sink in sinks or SINKS:
            name = f"{test.__module__.rsplit('.', 1)[-1]}::{test.__name__}"
            PROOFS[number, sink].append(f"{name}[{sink}]" if by_sink else name)
        return test

    return registered


def as_markdown() -> str:
    """The table of docs/failure-points.md. Every module with proofs has to be imported by then."""
    rows = [_row(point) for point in FAILURE_POINTS]
    return "\n".join(["| | failure point | " + " | ".join(SINKS) + " |", "|---:|---|---|---|---|", *rows])


def _row(point: FailurePoint) -> str:
    tests = {sink: "<br>".join(f"`{test}`" for test in PROOFS[point.number, sink]) for sink in SINKS}
    cells = [tests[sink] or f"does not apply: {point.not_for.get(sink, '')}" for sink in SINKS]
    if len(set(cells)) == 1:
        # One test whose world has all three sinks.
        cells = [cells[0], *["the same"] * (len(SINKS) - 1)]
    return f"| {point.number} | {point.title} | " + " | ".join(cells) + " |"
