"""`python -m crash`: kill at random, compare, and write docs/crash-report.md."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time

from crash.campaign import Campaign, Plan
from crash.report import REPORT, written
from crash.servers import servers_at
from stack.paths import STATE


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=20260803)
    parser.add_argument("--airflow", type=int, help="how many of them go through a live Airflow (a ninth)")
    parser.add_argument("--no-report", action="store_true")
    arguments = parser.parse_args()
    home = STATE / "crash" / f"{arguments.seed}-{time.strftime('%Y%m%dT%H%M%S')}"
    through_airflow = arguments.kills // 9 if arguments.airflow is None else arguments.airflow
    servers, plan = servers_at(home), Plan(arguments.seed, arguments.kills, through_airflow)
    started = time.monotonic()
    # Whatever ends this program, the servers end with it.
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    print(f"{plan.kills} kills, seed {plan.seed}, everything in {home}", flush=True)
    try:
        servers.start()
        findings = Campaign(plan, home, servers, lambda line: print(line, flush=True)).run()
    finally:
        servers.kill()
    text = written(plan, findings, servers, time.monotonic() - started)
    print(text)
    if findings.problem:
        print(f"seed {plan.seed}: {findings.problem}\nThe stores are left in {home}", file=sys.stderr)
        return 1
    if not arguments.no_report:
        REPORT.write_text(text, encoding="utf-8")
    shutil.rmtree(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
