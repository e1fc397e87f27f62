from __future__ import annotations

import pytest
from confluent_kafka import Consumer, TopicPartition

from include.broker.group import commit_group
from include.broker.topics import ensure_topic
from include.settings import BrokerSettings
from tests.integration.broker.builders import nobody_there, spec


def test_ordinary_kafka_tools_see_how_far_a_dataset_is_loaded(broker: BrokerSettings, topic_name: str) -> None:
    ensure_topic(broker, spec(topic_name, partitions=2))
    commit_group(broker, topic_name, topic_name, {1: 7})

    member = Consumer({**broker.config, "group.id": topic_name})
    committed = member.committed([TopicPartition(topic_name, 0), TopicPartition(topic_name, 1)], timeout=10)
    member.close()
    assert {partition.partition: partition.offset for partition in committed} == {0: -1001, 1: 7}


def test_a_broker_that_is_away_costs_a_warning_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    commit_group(nobody_there(), "kampus-etl.uji", "uji", {0: 7})

    assert "group kampus-etl.uji: offsets were not committed" in caplog.text
