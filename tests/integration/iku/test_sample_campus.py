"""What the sample campus knows of itself, reckoned in Python from its own rows, is what the SQL finds in the warehouse."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.database import connect
from include.iku.evidence import score
from include.iku.period import Period
from include.iku.regulation import load_regulations
from include.iku.snapshot import open_snapshot
from include.transform.schema import kept_fields
from stack.campus.iku_truth import iku_truth
from stack.campus.make import make_campus
from stack.campus.model import Campus
from tests.integration.iku.history import DATASETS, History, gather, utc

DAY = date(2026, 11, 25)
REFERENCE = Path(__file__).parents[3] / "include" / "reference"


@pytest.fixture(scope="module")
def campus() -> Campus:
    return make_campus(seed=7, students=600, today=DAY)


def load(history: History, dataset: str, rows: Iterable[dict[str, Any]]) -> None:
    """One version of each row, in one statement."""
    names = [each.name for each in kept_fields(load_catalog().get(dataset))]
    values = [
        [*(row.get(name) for name in names), n, f"{dataset}-{n}", f"{n:09}", utc("2015-01-01"), utc("2015-01-01")]
        for n, row in enumerate(rows)
    ]
    columns = ", ".join(f"`{name}`" for name in names)
    marks = ", ".join(["%s"] * len(names))
    with closing(connect(history.settings, autocommit=True)) as connection, connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO `{dataset}` ({columns}, _offset, _event_id, _version, _valid_from, _created_at, _partition, _deleted, "
            f"_broker_at, _batch_id, _loaded_at) VALUES ({marks}, %s, %s, %s, %s, %s, 0, 0, NOW(6), REPEAT('0', 32), NOW(6))",
            values,
        )
        cursor.execute(
            "REPLACE INTO etl_ledger (dataset, sink, generation, partition_id, topic, topic_id, next_offset, updated_at) "
            "VALUES (%s, 'warehouse', 0, 0, %s, 'T', %s, NOW(6))",
            (dataset, dataset, len(values)),
        )


def test_every_indicator_is_what_the_campus_knows_of_itself(history: History, campus: Campus) -> None:
    for dataset in set(DATASETS) - {"ump", "target_iku"}:
        load(history, dataset, [dict(row.values) for _, row in campus.as_of(dataset, DAY)])
    with (REFERENCE / "ump.csv").open(encoding="utf-8", newline="") as file:
        load(history, "ump", [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)])
    truth = iku_truth(campus, DAY)

    found: dict[tuple[str, str], tuple[Decimal, Decimal, Decimal | None]] = {}
    with closing(connect(history.settings)) as connection:
        snapshot = open_snapshot(connection, load_catalog(), Period(DAY), DATASETS)
        for regulation in load_regulations():
            for each in regulation.indikator:
                summed = score(gather(snapshot, regulation, each), each.satuan)
                found[regulation.regulasi, each.kode] = (summed.pembilang, summed.penyebut, summed.nilai)

    assert found == {
        (regulasi, kode): (
            Decimal(whole["pembilang"]),
            whole["penyebut"],
            None if whole["nilai"] is None else Decimal(whole["nilai"]),
        )
        for regulasi, indicators in truth.items()
        for kode, levels in indicators.items()
        for whole in [levels["pt"]["*"]]
    }
