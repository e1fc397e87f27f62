"""The one reading of Kafka's errors: no answer, an answer that may be another one soon, or a refusal."""

from __future__ import annotations

from typing import Any

from confluent_kafka import KafkaError, KafkaException

from include.errors import FinalError, KampusError, ServiceUnavailable, UnknownTopic
from include.settings import BrokerSettings

TIMEOUT = 15.0
"""Seconds to wait for an answer of the broker before it counts as away."""

NO_ANSWER = frozenset(
    {
        KafkaError._TRANSPORT,
        KafkaError._ALL_BROKERS_DOWN,
        KafkaError._RESOLVE,
        KafkaError._TIMED_OUT,
        KafkaError._TIMED_OUT_QUEUE,
        KafkaError._MSG_TIMED_OUT,
        KafkaError.REQUEST_TIMED_OUT,
    }
)
NOT_READY = frozenset(
    {
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.FENCED_LEADER_EPOCH,
        KafkaError.UNKNOWN_LEADER_EPOCH,
        KafkaError.BROKER_NOT_AVAILABLE,
        KafkaError.REPLICA_NOT_AVAILABLE,
        KafkaError.OFFSET_NOT_AVAILABLE,
        KafkaError.NOT_ENOUGH_REPLICAS,
        KafkaError.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
        KafkaError.NOT_CONTROLLER,
        KafkaError.NOT_COORDINATOR,
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.NETWORK_EXCEPTION,
        KafkaError.KAFKA_STORAGE_ERROR,
        KafkaError.THROTTLING_QUOTA_EXCEEDED,
        # "No leaders found": what librdkafka says of a topic that was made a moment ago.
        KafkaError._NOENT,
    }
)
UNKNOWN_TOPIC = frozenset(
    {
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError.UNKNOWN_TOPIC_ID,
        KafkaError.INCONSISTENT_TOPIC_ID,
        KafkaError._UNKNOWN_TOPIC,
        KafkaError._UNKNOWN_PARTITION,
    }
)
ADVICE = "Check that the broker runs, that this machine reaches the address, and the Airflow connection 'kampus_kafka'."


def broker_error(broker: BrokerSettings, error: Any, doing: str) -> KampusError:
    """The error to raise for a KafkaException, KafkaError or TimeoutError that came while `doing`, say `list topics`."""
    found = code(error)
    if isinstance(error, TimeoutError) or found in NO_ANSWER:
        return away(broker, reason(error), doing)
    if found in NOT_READY:
        return ServiceUnavailable(f"Kafka at {broker.servers} answers but is not ready to {doing} ({reason(error)}).")
    if found in UNKNOWN_TOPIC:
        return UnknownTopic(
            f"Kafka at {broker.servers} could not {doing}: it has no such topic or partition. The topic was deleted, or the name "
            f"in the contract is another one than the topic's."
        )
    return FinalError(
        f"Kafka at {broker.servers} refused to {doing}: {reason(error)}. Check the rights of the account and the extra of the "
        f"Airflow connection 'kampus_kafka'."
    )


def away(broker: BrokerSettings, why: str, doing: str) -> ServiceUnavailable:
    return ServiceUnavailable(f"Kafka at {broker.servers} does not answer, to {doing} ({why}). {ADVICE}")


def reason(error: Any) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {TIMEOUT:.0f} s"
    kafka_error = _kafka_error(error)
    return kafka_error.str() if kafka_error else str(error)


def code(error: Any) -> int | None:
    kafka_error = _kafka_error(error)
    return kafka_error.code() if kafka_error else None


def _kafka_error(error: Any) -> KafkaError | None:
    inner = error.args[0] if isinstance(error, KafkaException) and error.args else error
    return inner if isinstance(inner, KafkaError) else None
