"""The evidence of every report can be put together again from the differences that are stored."""

from __future__ import annotations

from contextlib import closing
from dataclasses import astuple, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from pymysql.connections import Connection

from include.database import connect
from include.iku import gathered
from include.iku.evidence import Evidence
from include.iku.model import ReportKey
from include.iku.period import Period
from include.iku.regulation import load_regulations
from include.iku.store import Computed, evidence_of, save
from tests.integration.iku.history import RUN, History
from tests.unit.iku.builders import evidence

FIRST = date(2025, 11, 1)


def random_evidence(rng: Random) -> list[Evidence]:
    """Some of 30 persons, each in one of few states, so that states come back after they were gone."""
    rows = []
    for number in range(30):
        if rng.random() < 0.6:
            weight = Decimal(rng.choice(("0", "0.6", "1.2")))
            rows.append(
                Evidence(
                    regulasi="358-M-KEP-2025", kode=rng.choice("12"), kunci=f"mhs-{number:02d}", label=f"{number}",
                    id_prodi=rng.choice(("if", None)), id_fakultas=None, stratum="S1", ideal=Decimal(25), pembilang=weight,
                    penyebut=Decimal(1), populasi=Decimal(1), alasan=f"bobot {weight}", kurang=rng.choice((None, "UMP")),
                    dataset="lulusan", partisi=0, posisi=rng.randrange(2),
                )
            )  # fmt: skip
    return sorted(rows, key=lambda row: (row.regulasi, row.kode, row.kunci))


def keep(connection: Connection[Any], day: date, evidence: list[Evidence]) -> ReportKey:
    """A report of that evidence, however it was gathered."""
    gathered.begin(connection)
    names = gathered.EVIDENCE_FIELDS
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {gathered.TABLE} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})",
            [astuple(row) for row in evidence],
        )
        cursor.execute(f"UPDATE {gathered.TABLE} SET evidence_id = {gathered.identity(names)}")
    key = save(connection, Computed(Period(day), RUN, load_regulations(), {}, [], [], [], None, []))
    connection.commit()
    return key


@pytest.mark.parametrize("seed", range(3))
def test_every_version_of_every_day_in_any_order_of_computing(history: History, seed: int) -> None:
    """Days of three quarters, computed in random order and some of them again, as backfills do."""
    rng = Random(seed)
    computed: dict[int, list[Evidence]] = {}
    with closing(connect(history.settings)) as connection:
        for _ in range(25):
            evidence = random_evidence(rng)
            key = keep(connection, FIRST + timedelta(days=20 * rng.randrange(8)), evidence)
            computed[key.report_id] = evidence

        assert {id_: evidence_of(connection, id_) for id_ in computed} == computed


def test_a_day_like_the_one_before_stores_no_evidence(history: History) -> None:
    evidence = random_evidence(Random(1))
    with closing(connect(history.settings)) as connection:
        for day in (1, 2):
            keep(connection, date(2026, 7, day), evidence)

    stored = history.execute("SELECT report_id, COUNT(*) FROM iku_evidence_diff GROUP BY report_id")

    assert [count for _, count in stored] == [len(evidence)]


def test_a_year_of_days_with_few_changes_takes_less_than_five_times_the_space_of_one(history: History) -> None:
    """Every fourth day of a year, with one person in 150 told otherwise each time: four quarters begin anew."""

    def stored() -> int:
        sizes = history.execute(
            "SELECT (SELECT SUM(32 + LENGTH(kunci) + LENGTH(label) + LENGTH(alasan) + LENGTH(dataset) + 60) FROM iku_evidence), "
            "(SELECT COUNT(*) * (8 + 32 + 1) FROM iku_evidence_diff)"
        )
        return sum(int(size) for size in sizes[0])

    people = {row.kunci: row for row in crowd(150)}
    with closing(connect(history.settings)) as connection:
        keep(connection, date(2026, 1, 1), [*people.values()])
        one = stored()
        for number in range(1, 92):
            name = f"mhs-{number:03d}"
            people[name] = replace(people[name], alasan="kini bekerja", pembilang=Decimal("0.6"))
            keep(connection, date(2026, 1, 1) + timedelta(days=4 * number), [*people.values()])

    assert len(history.execute("SELECT DISTINCT segment FROM iku_report")) == 4
    assert stored() < 5 * one


def crowd(number: int) -> list[Evidence]:
    return [
        evidence(f"mhs-{n:03d}", "0", label=f"2210511{n:04d}", alasan="belum menjawab tracer study", posisi=n)
        for n in range(number)
    ]
