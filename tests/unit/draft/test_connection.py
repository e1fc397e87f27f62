"""An address becomes the Airflow connection that a source of its kind needs, and the line that is shown has no password."""

from __future__ import annotations

import pytest

from include import connections
from include.draft.connection import declare, default_connection
from include.draft.seen import Unusable


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_UJI", "")
    monkeypatch.setenv("AIRFLOW_CONN_KAMPUS_KAFKA", "")


def declared(kind: str, address: str, password: str = "", connection: str = "uji") -> str:
    return declare(connection, kind, address, lambda: password)


def test_a_database() -> None:
    line = declared("mysql", "mysql://pembaca:r%40hasia@db.kampus:3307/siakad")
    settings = connections.database("uji")
    assert (settings.host, settings.port, settings.user, settings.password, settings.database) == (
        "db.kampus", 3307, "pembaca", "r@hasia", "siakad",
    )  # fmt: skip
    assert line == (
        'AIRFLOW_CONN_UJI=\'{"conn_type": "mysql", "host": "db.kampus", "login": "pembaca", "password": "", "port": 3307, '
        '"schema": "siakad"}\''
    )


def test_a_password_that_is_not_in_the_address_is_asked_for() -> None:
    declared("binlog", "mysql://pembaca@db.kampus/siakad", password="ditanya")
    assert (connections.database("uji").password, connections.database("uji").port) == ("ditanya", 3306)


def test_a_folder() -> None:
    declared("csv", "/data/drop")
    assert connections.folder("uji") == "/data/drop"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://api.kampus.ac.id", "https://api.kampus.ac.id"),
        ("http://feeder:8082", "http://feeder:8082"),
        ("https://sister.kampus.ac.id/ws.php/1.0", "https://sister.kampus.ac.id/ws.php/1.0"),
        ("http://sister:8080/ws.php/1.0?id_pengguna=7f0c", "http://sister:8080/ws.php/1.0"),
    ],
)
def test_a_web_api(address: str, url: str) -> None:
    declared("http", address, password="x")
    assert connections.web_api("uji").url == url


def test_what_a_web_api_needs_beside_its_account() -> None:
    declared("sister", "https://admin:x@sister.id/ws?id_pengguna=7f0c")
    settings = connections.web_api("uji")
    assert (settings.user, settings.password, settings.extra) == ("admin", "x", {"id_pengguna": "7f0c"})


def test_a_broker() -> None:
    declared("events", "kafka:9092", connection="kampus_kafka")
    assert connections.broker().servers == "kafka:9092"


@pytest.mark.parametrize(
    ("kind", "address", "example"),
    [
        ("mysql", "db.kampus", "mysql://akun@host:3306/basis_data"),
        ("mysql", "postgres://a@b/c", "mysql://akun@host:3306/basis_data"),
        ("mysql", "mysql://akun@host", "mysql://akun@host:3306/basis_data"),
        ("mysql", "mysql://akun@host:tigaribu/siakad", "mysql://akun@host:3306/basis_data"),
        ("http", "ftp://kampus", "https://api.kampus.ac.id"),
    ],
)
def test_an_address_of_another_kind_is_refused_with_an_example(kind: str, address: str, example: str) -> None:
    with pytest.raises(Unusable, match=f"Yang diharapkan: {example}"):
        declared(kind, address)


def test_a_connection_is_named_like_its_database() -> None:
    assert default_connection("mysql", "mysql://a@b/Siakad") == "siakad"
    assert default_connection("events", None) == "kampus_kafka"
    assert default_connection("http", "https://api.kampus.ac.id") is None
