from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from include import extract as extract_module
from include.broker import topics
from include.errors import DeliveryError, ServiceUnavailable, TransientError
from include.settings import BrokerSettings, DatabaseSettings
from stack.kafka import Kafka
from tests.contract.sources.kit import MysqlKit
from tests.integration.broker.builders import nobody_there
from tests.integration.extract.builders import Hop, Interrupted, event_ids, headers


@pytest.fixture
def table(campus: DatabaseSettings, tmp_path: Path, topic_name: str) -> MysqlKit:
    """A source table with a change column."""
    return MysqlKit(campus, tmp_path, change="updated_at", topic=topic_name)


@pytest.fixture
def hop(table: MysqlKit, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path) -> Hop:
    return Hop(table.contract, broker, trail, tmp_path)


@contextmanager
def dying_before_it_saves() -> Iterator[None]:
    """The run in the block dies when the broker has acknowledged everything and no position is saved yet."""

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(extract_module, "save_position", die)
        yield
        pytest.fail("the run did not come to the end of sending")


def test_a_row_becomes_a_message_that_says_where_it_comes_from(table: MysqlKit, hop: Hop) -> None:
    table.put("42", "Ani")
    hop.extract(table.source)

    (message,) = hop.messages()
    assert message.key == b"42"
    assert json.loads(message.value or b"") == {"id": "42", "nama": "Ani", "updated_at": "2026-08-03T01:31:00.000000Z"}
    found = headers(message)
    assert len(found.pop("event_id")) == 32
    assert found.pop("extracted_at").startswith("20")
    assert found == {
        "source": "siakad",
        "source_position": "siakad.dosens#42",
        "source_version": "01785720660000000-000000000001",
        "contract_version": "1.0.0",
        "extract_run": "manual__2026-08-03",
        "op": "upsert",
    }


def test_an_extract_returns_and_records_what_it_moved(table: MysqlKit, hop: Hop) -> None:
    table.put("1", "Ani")
    table.put("2", "Budi")
    hop.extract(table.source)
    table.put("2", "Budi Santoso")
    table.remove("1")

    outcome = hop.extract(table.source)

    assert outcome.as_dict() == {
        "dataset": "dosen", "topic": hop.contract.topic.name, "read": 1, "unchanged": 0, "produced": 2, "deleted": 1,
        "newest_change": outcome.newest_change, "offsets": {"0": 3}, "notes": [], "freshness": outcome.freshness,
    }  # fmt: skip
    assert hop.recorded() == [(2, 2, 0), (1, 2, 1)]


def test_an_extract_says_how_far_it_read_how_far_behind_that_is_and_when_the_source_was_heard(
    table: MysqlKit, hop: Hop
) -> None:
    changed = table.put("1", "Ani")
    before = datetime.now(UTC)

    said = hop.extract(table.source).freshness

    assert said["read_to"] == changed.isoformat()
    assert 0 <= said["seconds_behind"] < 60
    assert before <= datetime.fromisoformat(said["heard_from_at"]) <= datetime.now(UTC)


def test_nothing_new_sends_nothing(table: MysqlKit, hop: Hop) -> None:
    table.put("1", "Ani")
    hop.extract(table.source)

    outcome = hop.extract(table.source)

    assert (outcome.produced, outcome.unchanged) == (0, 1)
    assert len(hop.messages()) == 1


def test_what_is_kept_between_runs_does_not_grow(table: MysqlKit, hop: Hop) -> None:
    for name in ("Ani", "Ani Lestari", "Ani L. Sari"):
        table.put("1", name)
        hop.extract(table.source)
        hop.extract(table.source)

    assert hop.kept() == ["keys"]


def test_when_the_broker_dies_the_position_stays_and_the_next_run_sends_the_very_same_messages(
    table: MysqlKit, hop: Hop, mortal_kafka: Kafka
) -> None:
    impatient = {"bootstrap.servers": mortal_kafka.bootstrap, "delivery.timeout.ms": 1_000}
    hop = replace(hop, broker=BrokerSettings(impatient))
    table.put("1", "Ani")

    with pytest.raises(
        DeliveryError, match=f"Kafka at {mortal_kafka.bootstrap} acknowledged 0 of 1 .*Check that the broker"
    ):
        hop.extract(Interrupted(table.source, mortal_kafka.kill))
    assert hop.progress().position is None
    assert hop.recorded() == []

    mortal_kafka.start()
    outcome = replace(hop, broker=BrokerSettings({"bootstrap.servers": mortal_kafka.bootstrap})).extract(table.source)
    assert [message.key for message in hop.messages()] == [b"1"]
    assert outcome.notes == ["dosen: sent 1 records that an earlier run had not sent to the end."]
    assert hop.recorded() == [(1, 1, 0), (1, 0, 0)]


def test_a_run_that_dies_before_it_saves_is_repeated_with_the_same_event_ids(table: MysqlKit, hop: Hop) -> None:
    table.put("1", "Ani")
    with dying_before_it_saves():
        hop.extract(table.source)

    hop.extract(table.source)

    first, second = event_ids(hop.messages())
    assert first == second


def test_a_row_that_was_sent_and_deleted_while_a_run_died_is_deleted_in_the_topic_too(
    table: MysqlKit, hop: Hop
) -> None:
    table.put("1", "Ani")
    with dying_before_it_saves():
        hop.extract(table.source)
    table.remove("1")

    hop.extract(table.source)

    assert [headers(message)["op"] for message in hop.messages()] == ["upsert", "upsert", "delete"]


def test_an_edit_that_was_sent_and_taken_back_while_a_run_died_is_taken_back_in_the_topic_too(
    campus: DatabaseSettings, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str
) -> None:
    table = MysqlKit(campus, tmp_path, change=None, topic=topic_name)
    hop = Hop(table.contract, broker, trail, tmp_path)
    table.put("1", "Ani")
    hop.extract(table.source)
    table.put("1", "Anu")
    with dying_before_it_saves():
        hop.extract(table.source)
    table.put("1", "Ani")

    hop.extract(table.source)

    messages = hop.messages()
    assert [json.loads(message.value or b"")["nama"] for message in messages] == ["Ani", "Anu", "Anu", "Ani"]
    versions = [headers(message)["source_version"] for message in messages]
    assert versions[0] < versions[1] == versions[2] < versions[3]


def test_two_runs_at_once_do_not_overtake_each_other(table: MysqlKit, hop: Hop) -> None:
    table.put("1", "Ani")
    faster = Interrupted(table.source, lambda: hop.extract(table.source))

    with pytest.raises(TransientError, match="another run has extracted from siakad meanwhile"):
        hop.extract(faster)

    assert len(hop.messages()) == 1
    assert hop.recorded() == [(1, 1, 0)]


def test_a_spool_that_is_gone_is_said_and_the_source_is_read_again(table: MysqlKit, hop: Hop) -> None:
    table.put("1", "Ani")
    with dying_before_it_saves():
        hop.extract(table.source)
    table.lose_state()

    outcome = hop.extract(table.source)

    assert ["their spool is gone" in note for note in outcome.notes] == [True]
    first, second = event_ids(hop.messages())
    assert first == second


def test_a_row_of_five_megabytes_is_sent_and_a_larger_one_keeps_its_source_position(table: MysqlKit, hop: Hop) -> None:
    table.put("besar", "x" * 5 * 1024 * 1024)
    table.put("terlalu besar", "x" * 7 * 1024 * 1024)
    table.put("kecil", "Ani")

    outcome = hop.extract(table.source)

    large, small, stub = hop.messages()
    assert len(large.value or b"") > 5 * 1024 * 1024
    assert "oversize" not in headers(large)
    assert json.loads(stub.value or b"") == {
        "_oversize": True,
        "bytes": 7 * 1024 * 1024 + 75,
        "source_position": "siakad.dosens#terlalu besar",
    }
    assert headers(stub)["oversize"] == "1"
    assert small.key == b"kecil"
    assert ["1 rows are larger than topic" in note for note in outcome.notes] == [True]


def test_a_broker_that_is_away_is_a_transient_error_before_anything_is_read(
    table: MysqlKit, hop: Hop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topics, "TIMEOUT", 1.0)
    away = nobody_there()

    with pytest.raises(ServiceUnavailable, match=f"Kafka at {away.servers} does not answer"):
        replace(hop, broker=away).extract(table.source)
    assert hop.kept() == []


def test_a_warehouse_that_is_away_is_a_transient_error_and_nothing_is_sent(table: MysqlKit, hop: Hop) -> None:
    table.put("1", "Ani")
    away = replace(hop, warehouse=replace(hop.warehouse, port=1))

    with pytest.raises(ServiceUnavailable, match=r"database 'gudang' at 127\.0\.0\.1:1"):
        away.extract(table.source)
    assert hop.messages() == []


def test_a_source_that_is_away_is_a_transient_error_and_moves_nothing(table: MysqlKit, hop: Hop) -> None:
    with pytest.raises(ServiceUnavailable, match=r"database 'siakad' at 127\.0\.0\.1:1"):
        hop.extract(table.away())
    assert hop.progress().position is None


def test_a_republished_day_has_the_event_ids_it_had_and_leaves_the_position(table: MysqlKit, hop: Hop) -> None:
    start = table.put("1", "Ani")
    table.put("2", "Budi")
    hop.extract(table.source)
    before = hop.progress()

    outcome = hop.republish(table.source, start, start + timedelta(seconds=1))

    first, _, again = event_ids(hop.messages())
    assert again == first
    assert hop.progress() == before
    assert (outcome.produced, hop.recorded()) == (1, [(2, 2, 0), (1, 1, 0)])
