"""Every error ends in one of two families, which the retry policy of the house knows; what is in none is tried again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyiceberg.exceptions
import pymysql
import pytest
from airflow.sdk import RetryAction
from confluent_kafka import KafkaError, KafkaException

import include.errors
from include.broker.errors import broker_error
from include.database import AWAY, FULL, IN_THE_WAY, REFUSED, KampusConnection
from include.errors import FinalError, KampusError, TransientError
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings
from include.sinks.lakehouse import lake
from include.sinks.olap import errors as olap
from kampus.house import DEFAULT_ARGS, RETRY_POLICY

WAREHOUSE = DatabaseSettings("localhost", 3306, "etl", "rahasia", "gudang", "kampus_gudang")


def action(error: BaseException) -> RetryAction:
    return RETRY_POLICY.evaluate(error, try_number=1, max_tries=3).action


def below(family: type[BaseException]) -> Iterator[type[BaseException]]:
    yield family
    for each in family.__subclasses__():
        yield from below(each)


@pytest.mark.parametrize("kind", sorted({*below(TransientError)}, key=str))
def test_a_transient_error_is_tried_again(kind: type[BaseException]) -> None:
    assert action(kind.__new__(kind)) is RetryAction.RETRY


@pytest.mark.parametrize("kind", sorted({*below(FinalError)}, key=str))
def test_a_final_error_fails_at_once(kind: type[BaseException]) -> None:
    assert action(kind.__new__(kind)) is RetryAction.FAIL


def test_there_is_no_third_family() -> None:
    ours = {each for each in vars(include.errors).values() if isinstance(each, type) and issubclass(each, KampusError)}
    assert [each for each in ours if not issubclass(each, (TransientError, FinalError))] == [KampusError]


@pytest.mark.parametrize(
    "error", [MemoryError(), OSError(28, "No space left on device"), KeyError("x"), RuntimeError("x")]
)
def test_what_nobody_foresaw_is_tried_as_often_as_the_task_may(error: Exception) -> None:
    assert action(error) is RetryAction.DEFAULT
    assert DEFAULT_ARGS["retries"] == 3


class Unconnected(KampusConnection):
    """Has no server to say goodbye to."""

    def close(self) -> None:
        pass


def through_a_connection(code: int, kind: type[pymysql.err.MySQLError]) -> BaseException:
    """What leaves the block of a connection in which the driver raised an error."""
    error = kind(code, "teks server")
    connection = Unconnected(defer_connect=True)
    connection.settings = WAREHOUSE
    try:
        connection.__exit__(kind, error, None)
    except KampusError as ours:
        return ours
    return error


@pytest.mark.parametrize("code", sorted(AWAY | IN_THE_WAY | FULL))
def test_mysql_away_in_the_way_or_full_is_tried_again(code: int) -> None:
    assert action(through_a_connection(code, pymysql.err.OperationalError)) is RetryAction.RETRY


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_mysql_that_refuses_the_account_fails_at_once(code: int) -> None:
    assert action(through_a_connection(code, pymysql.err.OperationalError)) is RetryAction.FAIL


@pytest.mark.parametrize(
    ("code", "kind"),
    [(1064, pymysql.err.ProgrammingError), (1146, pymysql.err.ProgrammingError), (1264, pymysql.err.DataError)],
)
def test_mysql_that_refuses_a_statement_fails_at_once(code: int, kind: type[pymysql.err.MySQLError]) -> None:
    assert action(through_a_connection(code, kind)) is RetryAction.FAIL


def kafka_codes() -> list[int]:
    return sorted(
        {value for name, value in vars(KafkaError).items() if isinstance(value, int) and name.lstrip("_").isupper()}
    )


@pytest.mark.parametrize("code", kafka_codes())
def test_every_error_of_kafka_is_in_a_family(code: int) -> None:
    broker = BrokerSettings({"bootstrap.servers": "localhost:9092"})
    assert action(broker_error(broker, KafkaException(KafkaError(code)), "uji")) in {
        RetryAction.RETRY,
        RetryAction.FAIL,
    }


@pytest.mark.parametrize("kind", sorted({*below(duckdb.Error)}, key=str))
def test_every_error_of_duckdb_is_in_a_family(kind: type[Exception]) -> None:
    with pytest.raises(KampusError) as raised, olap.known_errors(Path("kampus.duckdb")):
        raise kind("teks")
    assert action(raised.value) in {RetryAction.RETRY, RetryAction.FAIL}


def iceberg() -> list[type[Exception]]:
    found = vars(pyiceberg.exceptions).values()
    return sorted({each for each in found if isinstance(each, type) and issubclass(each, Exception)}, key=str)


@pytest.mark.parametrize("kind", iceberg())
def test_every_error_of_iceberg_is_in_a_family(kind: type[Exception]) -> None:
    with pytest.raises(KampusError) as raised, lake.known_errors(LakehouseSettings.local("/tmp")):
        raise kind("teks")
    assert action(raised.value) in {RetryAction.RETRY, RetryAction.FAIL}
