"""The outbox of an application through the suite of sources, and what it promises beside it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from pymysql.connections import Connection

from include.database import connect
from include.errors import FinalError
from include.records import Op, SourceRecord
from include.settings import DatabaseSettings
from include.sources.base import Position
from include.sources.outbox import OutboxSource
from tests.contract.sources import suite
from tests.contract.sources.builders import read
from tests.contract.sources.outbox_kit import OutboxKit, announce, make_outbox, outbox_contract
from tests.contract.sources.suite import Rule

APPLICABLE = [
    rule for rule in suite.GENERAL if rule is not suite.another_shape_than_the_contracts_is_refused_with_its_place
]
"""What an event holds is the application's to say: a field that it leaves out is missing."""


@pytest.fixture(params=["MySQL", "MariaDB"])
def database(request: pytest.FixtureRequest) -> DatabaseSettings:
    settings: DatabaseSettings = request.getfixturevalue("warehouse" if request.param == "MySQL" else "campus")
    return settings


@pytest.fixture
def outbox(database: DatabaseSettings) -> DatabaseSettings:
    make_outbox(database)
    return replace(database, name="siakad")


@pytest.fixture
def two(outbox: DatabaseSettings) -> Iterator[tuple[Connection[Any], Connection[Any]]]:
    """Two transactions of the application at once."""
    with connect(outbox) as first, connect(outbox) as second:
        yield first, second


def source(settings: DatabaseSettings, minutes: int = 60) -> OutboxSource:
    return OutboxSource(outbox_contract(minutes=minutes), settings)


def names(records: list[SourceRecord]) -> list[Any]:
    return [record.value.get("nama") for record in records]


def write(settings: DatabaseSettings, id_: str, payload: Any, **more: str) -> str:
    with connect(settings, autocommit=True) as connection:
        return announce(connection, id_, payload, **more)


@pytest.mark.parametrize("rule", APPLICABLE, ids=lambda rule: rule.__name__)
def test_an_outbox_keeps_the_rules_of_every_source(rule: Rule, database: DatabaseSettings) -> None:
    rule(OutboxKit(database))


def test_a_transaction_that_commits_after_a_later_one_is_not_missed(
    outbox: DatabaseSettings, two: tuple[Connection[Any], Connection[Any]]
) -> None:
    slow, quick = two
    announce(slow, "1", {"id": "1", "nama": "lambat"})
    announce(quick, "2", {"id": "2", "nama": "cepat"})
    quick.commit()
    first, reading = read(source(outbox))
    waiting, reading = read(source(outbox), reading.position)
    slow.commit()

    late, reading = read(source(outbox), reading.position)

    assert (names(first), names(waiting), names(late)) == (["cepat"], [], ["lambat"])
    assert reading.position["gaps"] == []
    assert read(source(outbox), reading.position)[0] == []


def test_an_id_that_was_rolled_back_is_waited_for_and_then_given_up(
    outbox: DatabaseSettings, two: tuple[Connection[Any], Connection[Any]]
) -> None:
    undone, kept = two
    for number in range(3):
        announce(undone, str(number), {"id": str(number)})
    announce(kept, "9", {"id": "9", "nama": "Ani"})
    kept.commit()
    undone.rollback()
    _, reading = read(source(outbox))
    (gap,) = reading.position["gaps"]
    long_ago: Position = {**reading.position, "gaps": [[*gap[:2], "2020-01-01T00:00:00+00:00"]]}

    _, patient = read(source(outbox), reading.position)
    _, given_up = read(source(outbox), long_ago)

    assert (gap[:2], patient.position["gaps"], given_up.position["gaps"]) == ([1, 3], [gap], [])
    assert given_up.notes == [
        "siakad.outbox_messages: the ids 1 to 3 did not come within 60 minutes and are not waited for any more. Their "
        "transactions were rolled back, or their rows were deleted."
    ]


def test_many_transactions_at_once_are_all_told_once_and_each_aggregate_in_its_order(outbox: DatabaseSettings) -> None:
    written: dict[str, list[str]] = {str(n): [] for n in range(6)}

    def application(id_: str) -> None:
        chance = random.Random(id_)
        with connect(outbox) as connection:
            for number in range(12):
                event_id = announce(connection, id_, {"id": id_, "nama": str(number)})
                with connection.cursor() as cursor:
                    cursor.execute("SELECT SLEEP(%s)", (chance.random() / 50,))
                if chance.random() < 0.2:
                    connection.rollback()
                else:
                    connection.commit()
                    written[id_].append(event_id)

    told: list[SourceRecord] = []
    position: Position | None = None
    with ThreadPoolExecutor(len(written)) as pool:
        done = [pool.submit(application, id_) for id_ in written]
        while not all(each.done() for each in done):
            records, reading = read(source(outbox), position)
            told, position = told + records, reading.position
        for each in done:
            each.result()
    told += read(source(outbox), position)[0]

    assert {id_: [r.event_id for r in told if r.value["id"] == id_] for id_ in written} == written
    for id_ in written:
        versions = [record.version for record in told if record.value["id"] == id_]
        assert versions == sorted(versions)


def test_a_deletion_is_told_by_the_type_of_the_event(outbox: DatabaseSettings) -> None:
    write(outbox, "1", {"id": "1", "nama": "Ani"}, kind="created")
    write(outbox, "1", {"id": "1"}, kind="deleted")

    records, reading = read(source(outbox))

    assert [(record.op, record.value) for record in records] == [
        (Op.UPSERT, {"id": "1", "nama": "Ani"}),
        (Op.DELETE, {"id": "1"}),
    ]
    assert (reading.read, reading.deleted) == (2, 1)


def test_only_the_datasets_aggregate_and_the_contracts_fields_are_sent(outbox: DatabaseSettings) -> None:
    write(outbox, "7", {"id": "7", "nama": "Statistika"}, about="mata_kuliah")
    write(outbox, "1", {"id": "1", "nama": "Ani", "gaji": 5_000_000})
    write(outbox, "8", {"id": "8"}, about="mata_kuliah")

    records, reading = read(source(outbox))

    assert [record.value for record in records] == [{"id": "1", "nama": "Ani"}]
    assert (reading.read, reading.position) == (1, {"through": 3, "gaps": []})


def test_the_event_id_is_the_applications_own(outbox: DatabaseSettings) -> None:
    event_id = write(outbox, "1", {"id": "1"})

    assert [record.event_id for record in read(source(outbox))[0]] == [event_id]


def test_a_payload_that_is_no_row_goes_on_to_be_rejected(outbox: DatabaseSettings) -> None:
    write(outbox, "1", [1, 2])

    assert json.loads(json.dumps(read(source(outbox))[0][0].value)) == {"payload": [1, 2]}


def test_rows_that_the_application_deleted_after_they_were_read_are_no_gap(outbox: DatabaseSettings) -> None:
    write(outbox, "1", {"id": "1"})
    _, reading = read(source(outbox))
    with connect(outbox, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM outbox_messages")
    write(outbox, "2", {"id": "2"})

    records, reading = read(source(outbox), reading.position)

    assert ([record.key for record in records], reading.position["gaps"]) == (["2"], [])


def test_another_table_is_refused_with_what_it_should_be(database: DatabaseSettings) -> None:
    kit = OutboxKit(database)
    kit.reshape()

    with pytest.raises(
        FinalError, match=r"siakad.outbox_messages cannot be read .*'payload'.*include/sources/outbox.sql"
    ):
        read(kit.source)


def test_an_account_that_may_only_read_is_enough(outbox: DatabaseSettings) -> None:
    write(outbox, "1", {"id": "1", "nama": "Ani"})
    reader = f"r_{outbox.database[-12:]}"
    with connect(outbox, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE USER '{reader}'@'%%' IDENTIFIED BY 'rahasia'", ())
        cursor.execute(f"GRANT SELECT ON `{outbox.database}`.outbox_messages TO '{reader}'@'%%'", ())

    try:
        assert names(read(source(replace(outbox, user=reader, password="rahasia")))[0]) == ["Ani"]
    finally:
        with connect(outbox, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP USER '{reader}'@'%%'", ())
