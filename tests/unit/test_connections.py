"""What an Airflow connection must hold, and what is said of one that does not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from include import connections
from include.contract.catalog import load_catalog
from include.errors import FinalError
from include.sources.files import FileSource


def declare(monkeypatch: pytest.MonkeyPatch, name: str, **connection: Any) -> None:
    monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(connection))


def test_the_broker_is_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"bootstrap.servers": "k1:9092,k2:9092", "sasl.password": "rahasia"}
    declare(monkeypatch, "kampus_kafka", conn_type="kafka", extra=extra)
    broker = connections.broker()
    assert (broker.servers, broker.config) == ("k1:9092,k2:9092", extra)
    assert "rahasia" not in repr(broker)


def test_a_broker_without_servers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "kampus_kafka", conn_type="kafka", extra={})
    with pytest.raises(FinalError, match=r"'kampus_kafka' has no 'bootstrap.servers'.*Expected host:port"):
        connections.broker()


def test_a_database_does_not_show_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(
        monkeypatch, "siakad", conn_type="mysql", host="db.kampus", login="pembaca", password="rahasia", schema="siakad"
    )
    settings = connections.database("siakad")
    assert (settings.host, settings.port, settings.user, settings.database) == ("db.kampus", 3306, "pembaca", "siakad")
    assert "rahasia" not in repr(settings)


def test_a_connection_that_is_missing_is_named_with_both_ways_to_add_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_KAMPUS_PSEUDONYM", raising=False)
    with pytest.raises(FinalError, match=r"'kampus_pseudonym'.*Admin > Connections.*AIRFLOW_CONN_KAMPUS_PSEUDONYM"):
        connections.pseudonym_key()


def test_a_key_of_pseudonyms_may_not_be_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "kampus_pseudonym", conn_type="generic")
    with pytest.raises(FinalError, match="'kampus_pseudonym' has no password"):
        connections.pseudonym_key()


def test_a_folder_needs_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "kampus_staging", conn_type="fs", extra={"path": "s3://kampus/staging"})
    assert connections.folder("kampus_staging") == "s3://kampus/staging"
    declare(monkeypatch, "kampus_staging", conn_type="fs")
    with pytest.raises(FinalError, match="'kampus_staging' has no 'path'"):
        connections.folder("kampus_staging")


def test_the_lakehouse_is_what_pyiceberg_takes_and_a_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = {"type": "rest", "uri": "http://katalog:8181", "warehouse": "kampus"}
    declare(monkeypatch, "kampus_lakehouse", conn_type="generic", extra={**catalog, "namespace": "data"})
    settings = connections.lakehouse()
    assert (settings.catalog, settings.namespace) == (catalog, "data")
    declare(monkeypatch, "kampus_lakehouse", conn_type="generic", extra={"namespace": "data"})
    with pytest.raises(FinalError, match="'kampus_lakehouse' has no catalog in its extra"):
        connections.lakehouse()


def test_the_olap_store_is_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "kampus_olap", conn_type="fs", extra={"path": "/data/olap"})
    settings = connections.olap()
    assert settings.file.is_relative_to("/data/olap")
    assert settings.copies == Path("/data/olap/copies")


@pytest.mark.parametrize(
    ("connection", "url"),
    [
        ({"host": "feeder.kampus", "port": 8082, "schema": "http"}, "http://feeder.kampus:8082"),
        ({"host": "api.kampus.ac.id"}, "https://api.kampus.ac.id"),
        ({"host": "https://sister.kampus.ac.id/ws.php/1.0/"}, "https://sister.kampus.ac.id/ws.php/1.0"),
        ({"host": "sister.kampus.ac.id/ws.php/1.0", "port": 8443}, "https://sister.kampus.ac.id:8443/ws.php/1.0"),
    ],
)
def test_a_web_api_is_an_address(monkeypatch: pytest.MonkeyPatch, connection: dict[str, Any], url: str) -> None:
    declare(monkeypatch, "feeder", conn_type="http", **connection)
    assert connections.web_api("feeder").url == url


def test_a_web_api_has_an_account_and_what_its_kind_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = {"id_pengguna": "7f0c", "ca": "/etc/kampus-ca.pem", "timeout": 120}
    declare(monkeypatch, "sister", conn_type="http", host="sister.kampus", login="etl", password="rahasia", extra=extra)
    settings = connections.web_api("sister")
    assert (settings.user, settings.password, settings.extra) == ("etl", "rahasia", {"id_pengguna": "7f0c"})
    assert (settings.ca, settings.timeout) == ("/etc/kampus-ca.pem", 120)
    assert "rahasia" not in repr(settings)
    assert "7f0c" not in repr(settings)


def test_a_web_api_needs_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "feeder", conn_type="http", login="admin")
    with pytest.raises(FinalError, match="'feeder' has no host"):
        connections.web_api("feeder")


def test_only_a_dataset_in_avro_needs_a_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "kampus_kafka", conn_type="kafka", extra={"bootstrap.servers": "k1:9092"})
    monkeypatch.delenv("AIRFLOW_CONN_KAMPUS_REGISTRY", raising=False)
    plain = load_catalog().contracts[0]
    avro = replace(plain, topic=replace(plain.topic, format="avro"))

    assert connections.broker_of(plain).registry is None
    with pytest.raises(FinalError, match="'kampus_registry'"):
        connections.broker_of(avro)


def test_the_registry_is_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "kampus_registry", conn_type="generic", extra={"url": "http://registry:8081"})
    assert connections.registry().url == "http://registry:8081"
    declare(monkeypatch, "kampus_registry", conn_type="generic", extra={})
    with pytest.raises(FinalError, match=r"'kampus_registry' has no 'url'.*Expected https://host"):
        connections.registry()


def test_a_web_api_has_no_account_in_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "feeder", conn_type="http", host="https://admin:rahasia@feeder.kampus")
    with pytest.raises(FinalError, match="'feeder' has an account in its host") as refused:
        connections.web_api("feeder")
    assert "rahasia" not in str(refused.value)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_are_read_from_the_folder_of_their_connection(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, "tracer_drop", conn_type="fs", extra={"path": "/drop/tracer"})
    declare(monkeypatch, "kampus_state", conn_type="fs", extra={"path": "/state"})
    contract = load_catalog().get("tracer_study")
    contract = replace(contract, source=replace(contract.source, kind=kind))

    assert connections.source(contract) == FileSource(contract, Path("/drop/tracer"), "/state")
