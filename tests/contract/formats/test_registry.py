"""The schema registry: each schema is asked for once, and whether a failure passes is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from include.broker.formats import format_of
from include.broker.formats.avro import Avro
from include.errors import FinalError, ServiceUnavailable
from include.records import RawMessage
from tests.contract.formats.avro_kit import AvroKit, schema
from tests.contract.formats.kit import message
from tests.contract.formats.registry import Registry, running


@pytest.fixture
def registry() -> Iterator[Registry]:
    with running() as server:
        yield server


def sent(registry: Registry, *fields: str) -> RawMessage:
    return message(registry.write(registry.add(schema(*fields)), {"id": 7, "nama": "Ani"}))


def test_a_schema_is_asked_for_once(registry: Registry) -> None:
    old, new = sent(registry, "nama"), sent(registry, "nama", "ukt")
    avro = Avro(registry.settings)

    assert [avro.read(each).row for each in (old, new, old)] == [
        b'{"id":7,"nama":"Ani"}',
        b'{"id":7,"nama":"Ani","ukt":null}',
        b'{"id":7,"nama":"Ani"}',
    ]
    assert registry.asked == ["/schemas/ids/1", "/schemas/ids/2"]


def test_a_schema_that_is_not_there_is_asked_for_once_too(registry: Registry) -> None:
    avro = Avro(registry.settings)
    unknown = message(b"\x00\x00\x00\x00\x09row")

    assert [avro.read(unknown).problem for _ in range(3)] == [("schema", "skema 9 tidak ada di registry")] * 3
    assert registry.asked == ["/schemas/ids/9"]


@pytest.mark.parametrize(
    ("status", "error"), [(503, ServiceUnavailable), (429, ServiceUnavailable), (401, FinalError), (403, FinalError)]
)
def test_a_registry_that_refuses_stops_the_batch_and_rejects_nothing(
    registry: Registry, status: int, error: type[Exception]
) -> None:
    row = sent(registry, "nama")
    registry.status = status

    with pytest.raises(error, match=rf"schema registry at http://127\.0\.0\.1:\d+ answers {status}"):
        Avro(registry.settings).read(row)


def test_a_registry_that_is_away_is_waited_for() -> None:
    with running() as registry:
        row, settings = sent(registry, "nama"), registry.settings

    with pytest.raises(ServiceUnavailable, match=r"does not answer, to get schema 1.*'kampus_registry'"):
        Avro(settings).read(row)


def test_without_a_registry_a_dataset_in_avro_cannot_be_read() -> None:
    with pytest.raises(FinalError, match=r"mahasiswa.yaml: messages in Avro need a schema registry.*'kampus_registry'"):
        format_of(AvroKit.contract, None)


def test_the_address_is_shown_and_the_account_is_not(registry: Registry) -> None:
    settings = replace(registry.settings, config={**registry.settings.config, "basic.auth.user.info": "etl:rahasia"})

    assert "rahasia" not in repr(settings)
