"""What happens to the topic itself: bad messages, retention, another incarnation, more partitions, an empty range."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from confluent_kafka import Producer, TopicPartition

from crash.dataset import SINKS, contract
from crash.messages import BAD, bad, edit
from crash.world import World, places
from include.broker.client import admin
from include.errors import OffsetsLost
from include.ingest import PartitionWork
from include.settings import BrokerSettings
from tests.crash.matrix import proves
from tests.crash.victim import born_well, killed_at


def only_missing_in(world: World, sink: str) -> PartitionWork:
    """Three messages that all sinks have but this one, and that are not staged any more."""
    world.send(edit("a", 1), edit("b", 2), edit("c", 3))
    (work,) = world.plan()
    for other in set(world.sinks) - {sink}:
        world.load(work, other)
    shutil.rmtree(Path(world.parts.staging_url))
    return work


def stays_where_it_was(world: World, sink: str) -> bool:
    holds = places(world.parts)
    return not holds.own_ledger(sink, world.contract.dataset) and not getattr(holds, sink)(world.contract.dataset)


@proves(4)
@pytest.mark.parametrize("sink", SINKS)
def test_offsets_that_retention_deleted_stop_the_load_and_nothing_is_reset(world: World, sink: str) -> None:
    work = only_missing_in(world, sink)
    request = [TopicPartition(world.contract.topic.name, 0, 1)]
    client = admin(world.parts.broker)
    for done in client.delete_records(request).values():
        done.result(20)
    with pytest.raises(OffsetsLost, match="retention has deleted the offsets before 1"):
        world.load(work, sink)
    assert stays_where_it_was(world, sink)


@proves(5)
@pytest.mark.parametrize("sink", SINKS)
def test_a_topic_that_was_made_again_stops_the_load_and_the_plan(world: World, sink: str) -> None:
    work = only_missing_in(world, sink)
    topic = world.contract.topic.name
    client = admin(world.parts.broker)
    client.delete_topics([topic])[topic].result(20)
    world.send(edit("a", 9), edit("b", 9), edit("c", 9))
    for next_step in (lambda: world.load(work, sink), world.plan):
        with pytest.raises(OffsetsLost, match="the topic was deleted and made again"):
            next_step()
    assert stays_where_it_was(world, sink)


@proves(6)
def test_a_partition_that_was_added_is_read_from_its_start(world: World) -> None:
    world.send(edit("a", 1), edit("b", 2))
    world.ingest()
    made = world.contract
    grown = world.with_contract(contract(made.dataset, made.topic.name, partitions=2, minor=1))
    grown.send(edit("a", 3, partition=1), edit("c", 4, partition=1), edit("b", 5, partition=0))
    killed_at("staged", World.ingest, grown)
    grown.ingest()
    assert grown.judge().faults == ()
    assert places(world.parts).own_ledger("warehouse", made.dataset) == {(0, 0): 3, (0, 1): 2}


@proves(7)
def test_bad_messages_are_in_quarantine_with_their_bytes_and_the_rest_is_loaded(world: World) -> None:
    world.send(edit("a", 1), *(bad("x", n, kind) for n, kind in enumerate(BAD, start=1)), edit("b", 2))
    killed_at("staged", World.ingest, world)
    world.ingest()
    verdict = world.judge()
    assert (verdict.messages, verdict.faults) == (len(BAD) + 2, ())


@proves(24)
def test_a_range_without_any_message_moves_every_ledger(world: World) -> None:
    world.send(edit("a", 1))
    abort_some(world.parts.broker, world.contract.topic.name)
    world.ingest(max_rows=1)
    world.send(edit("b", 2))
    world.ingest()
    verdict = world.judge()
    assert (verdict.messages, verdict.faults) == (2, ())


@proves(24)
def test_a_server_that_counts_changed_rows_instead_of_matched_ones_loses_no_fence(world: World) -> None:
    world.send(edit("a", 1))
    born_well(ingest_counting_changed_rows, world)
    world.send(edit("a", 1), edit("a", 2))
    born_well(ingest_counting_changed_rows, world)
    assert world.judge().faults == ()


def ingest_counting_changed_rows(world: World) -> None:
    from include import database

    database.CLIENT.FOUND_ROWS = 0
    world.ingest()


def abort_some(broker: BrokerSettings, topic: str) -> None:
    """A transaction that wrote messages and was aborted."""
    producer = Producer({**broker.config, "transactional.id": topic})
    producer.init_transactions(30)
    producer.begin_transaction()
    for _ in range(3):
        producer.produce(topic, b"{}", partition=0)
    producer.flush(20)
    producer.abort_transaction(30)
