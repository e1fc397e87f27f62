"""The report of a campaign, as Markdown."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterable

import duckdb
import pyiceberg

from crash.campaign import Findings, Plan
from crash.kills import Record, Victim
from crash.servers import Servers
from stack.kafka import VERSION as KAFKA
from stack.paths import ROOT

REPORT = ROOT / "docs" / "crash-report.md"

TEXT = """\
# Crash report

Written by `make crash KILLS={kills} SEED={seed}`. Real processes, a real broker and a real database server were killed with
SIGKILL while messages went on being produced, and started again. Then all three sinks were compared with the log of the topic,
folded by code that shares nothing with the pipeline: exact values, and the trail row by row ([what is compared](proof.md)).

**{done} kills, {messages} messages, {comparisons} comparisons: {lost} lost, {doubled} doubled.**
{problem}
| killed | times | recovery p50 | recovery p95 | longest |
|---|---:|---:|---:|---:|
{victims}

Recovery is the time from the kill to the commit of the next batch into any sink, in seconds. It includes the time that a server
was left dead (up to a second) and its start.

| where the killed worker was | times |
|---|---:|
{phases}

Seed {seed}; {minutes:.0f} minutes on {cores} cores. Kafka {kafka}, {database}, pyiceberg {iceberg}, DuckDB {duckdb},
Python {python}.
"""


def written(plan: Plan, findings: Findings, servers: Servers, seconds: float) -> str:
    records = findings.records
    return TEXT.format(
        kills=plan.kills,
        seed=plan.seed,
        done=f"{len(records):,}",
        messages=f"{findings.messages:,}",
        comparisons=findings.comparisons,
        lost=findings.lost,
        doubled=findings.doubled,
        problem=f"\nIt ended early: {findings.problem}\n" if findings.problem else "",
        victims="\n".join(_victims(records)),
        phases="\n".join(_phases(records)),
        minutes=seconds / 60,
        cores=os.cpu_count(),
        kafka=KAFKA,
        database=servers.database.flavour.version(),
        iceberg=pyiceberg.__version__,
        duckdb=duckdb.__version__,
        python=platform.python_version(),
    )


def _victims(records: list[Record]) -> Iterable[str]:
    for victim in Victim:
        if times := sorted(record.recovery for record in records if record.kill.victim is victim):
            yield _line(victim.value, times)
    if records:
        yield _line("**all**", sorted(record.recovery for record in records))


def _line(name: str, times: list[float]) -> str:
    return f"| {name} | {len(times)} | {_share(times, 0.5):.1f} | {_share(times, 0.95):.1f} | {times[-1]:.1f} |"


def _share(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))]


def _phases(records: list[Record]) -> Iterable[str]:
    found = Counter(phase for record in records for phase in record.phases)
    return (f"| {phase} | {times} |" for phase, times in found.most_common())
