"""Several processes at once: each batch lands once, one waits for the other, and readers wait for nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from include.contract.model import Mode
from include.sinks.olap.lock import Busy
from include.sinks.olap.sink import OlapSink
from tests.contract.sinks.builders import Refused, row
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.olap_kit import OlapKit
from tests.contract.sinks.suite.promise import counts
from tests.integration.olap import victim
from tests.integration.olap.builders import audited, batch, law, load, planned_from


def with_patience(table: Table, patience: timedelta) -> OlapSink:
    sink = table.kit.sink()
    return replace(sink, settings=replace(sink.settings, patience=patience))


def test_of_two_processes_with_one_batch_exactly_one_loads(table: Table, tmp_path: Path) -> None:
    one = batch(table, *(row(f"{n:03d}") for n in range(500)), Refused("rusak"))
    copies = [victim.start(table, one, marks=tmp_path / name) for name in "xy"]
    outcomes = [outcome for copy in copies for outcome in victim.said(copy)]
    assert sorted((outcome["loaded"], outcome["already"]) for outcome in outcomes) == [(500, False), (500, True)]
    assert table.read("kode", "_offset") == [(f"{n:03d}", n) for n in range(500)]
    assert (audited(table), law(table)) == ([(0, 0, 501, 500, 1)], [])
    assert [reject["attempts"] for reject in table.rejects()] == [1]


def test_a_retry_waits_for_the_zombie_and_finds_its_work_done(table: Table, tmp_path: Path) -> None:
    one = batch(table, row("a"), row("b"), Refused("rusak"))
    zombie = victim.start(table, one, pause="after_the_ledger", marks=tmp_path)
    victim.wait_for(tmp_path / "paused")
    with ThreadPoolExecutor() as pool:
        retry = pool.submit(load, table, one)
        assert not retry.done()
        (tmp_path / "go").touch()
        assert retry.result(victim.PATIENCE)
    assert victim.said(zombie) == [counts(loaded=2, rejected=1).as_dict()]
    assert (table.ledger(), audited(table)) == ({0: 3}, [(0, 0, 3, 2, 1)])


def test_who_waits_too_long_is_told_for_whom_and_tries_again_later(table: Table, tmp_path: Path) -> None:
    first, second = batch(table, row("a")), batch(table, row("b"), partition=1)
    holder = victim.start(table, first, pause="after_the_rows", marks=tmp_path)
    victim.wait_for(tmp_path / "paused")
    hasty = with_patience(table, timedelta())
    message = rf"load .*\[1\] 0\.\.1: .*\(load .*\[0\] 0\.\.1: process {holder.pid} on .* since .* UTC\)"
    with pytest.raises(Busy, match=message):
        hasty.load(second[0], table.contract, second[1], RUN)
    with pytest.raises(Busy, match=f"process {holder.pid} on"):
        hasty.position(table.contract)
    (tmp_path / "go").touch()
    victim.said(holder)
    assert hasty.load(second[0], table.contract, second[1], RUN) == counts(loaded=1)


def test_processes_with_different_partitions_all_load(table: Table, tmp_path: Path) -> None:
    work = [[batch(table, row(f"{p}{n}"), partition=p) for n in range(5)] for p in range(3)]
    processes = [victim.start(table, *work[p], marks=tmp_path / f"{p}") for p in range(3)]
    assert [victim.said(process) for process in processes] == [[counts(loaded=1).as_dict()] * 5] * 3
    assert table.read("kode", "_partition") == [(f"{p}{n}", p) for p in range(3) for n in range(5)]
    assert (planned_from(table), law(table)) == ({0: 5, 1: 5, 2: 5}, [])


def test_a_store_that_somebody_opens_by_hand_makes_loads_wait_and_say_so(table: Table) -> None:
    one = batch(table, row("a"))
    opens_it = "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", opens_it, str(table.kit.settings.file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as by_hand:
        assert by_hand.stdout
        assert by_hand.stdout.readline() == "open\n"
        with pytest.raises(Exception, match=rf"open in another program \(PID {by_hand.pid}\)"):
            load(table, one)
        by_hand.kill()
    assert not load(table, one)


READS_FOR_EVER = """
import json, sys
from pathlib import Path
from include.settings import OlapSettings
from include.sinks.olap.copies import open_newest
settings, table = OlapSettings(Path(sys.argv[1]), Path(sys.argv[2])), sys.argv[3]
kept = open_newest(settings)
ask = f"SELECT (SELECT count(*) FROM {table}), (SELECT sum(loaded)::BIGINT FROM etl_audit)"
for line in sys.stdin:
    with open_newest(settings) as newest:
        print(json.dumps([kept.sql(ask).fetchall(), newest.sql(ask).fetchall()]), flush=True)
"""


def test_a_reader_keeps_its_copy_open_while_loads_and_publications_go_on(kit: OlapKit) -> None:
    eager = replace(kit, publish_every=timedelta())
    table = eager.table(Mode.APPEND)
    load(table, batch(table, row("0")))
    settings = eager.settings
    command = [sys.executable, "-c", READS_FOR_EVER, settings.file, settings.copies, table.contract.dataset]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."}
    ) as reader:
        assert reader.stdin
        assert reader.stdout
        answers = []
        for number in range(1, 6):
            reader.stdin.write("\n")
            reader.stdin.flush()
            answers.append(reader.stdout.readline())
            load(table, batch(table, row(f"{number}")))
        reader.stdin.close()
    assert answers == [f"[[[1, 1]], [[{number}, {number}]]]\n" for number in range(1, 6)]
