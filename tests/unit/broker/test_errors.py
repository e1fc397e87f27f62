from __future__ import annotations

import pytest
from confluent_kafka import KafkaError, KafkaException

from include.broker.errors import broker_error, code
from include.errors import FinalError, KampusError, ServiceUnavailable, UnknownTopic
from include.settings import BrokerSettings

BROKER = BrokerSettings({"bootstrap.servers": "kafka:9092", "sasl.password": "rahasia"})


@pytest.mark.parametrize(
    ("error", "family", "words"),
    [
        (TimeoutError(), ServiceUnavailable, "does not answer, to list topics (no answer within 15 s)"),
        (KafkaException(KafkaError(KafkaError._TRANSPORT)), ServiceUnavailable, "does not answer"),
        (KafkaException(KafkaError(KafkaError._RESOLVE)), ServiceUnavailable, "does not answer"),
        (KafkaError(KafkaError._ALL_BROKERS_DOWN), ServiceUnavailable, "does not answer"),
        (
            KafkaError(KafkaError.NOT_LEADER_FOR_PARTITION),
            ServiceUnavailable,
            "answers but is not ready to list topics",
        ),
        (KafkaError(KafkaError._NOENT), ServiceUnavailable, "answers but is not ready to list topics"),
        (KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART), UnknownTopic, "it has no such topic or partition"),
        (KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED), FinalError, "refused to list topics"),
        (KafkaError(KafkaError.SASL_AUTHENTICATION_FAILED), FinalError, "Check the rights of the account"),
    ],
    ids=[
        "timeout",
        "no connection",
        "unknown host",
        "all down",
        "no leader",
        "no leader known yet",
        "unknown topic",
        "no right",
        "wrong login",
    ],
)
def test_what_an_error_of_the_broker_means(error: BaseException, family: type[KampusError], words: str) -> None:
    found = broker_error(BROKER, error, "list topics")

    assert type(found) is family
    assert words in str(found)
    assert "kafka:9092" in str(found)
    assert "rahasia" not in str(found)


def test_an_error_that_is_none_of_the_brokers_has_no_code() -> None:
    assert code(TimeoutError()) is None
    assert code(KafkaException(KafkaError(KafkaError._TRANSPORT))) == KafkaError._TRANSPORT
