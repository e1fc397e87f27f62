"""Rows in Avro, from a topic with the schemas of a registry into the warehouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from include.errors import ServiceUnavailable
from tests.contract.formats.avro_kit import OPTIONAL, schema
from tests.contract.formats.registry import Registry, running
from tests.integration.formats.conftest import MakeStream
from tests.integration.formats.stream import Stream

NOON = datetime(2026, 8, 3, 5, 0, tzinfo=UTC)


def with_registry(stream: Stream, registry: Registry) -> Stream:
    broker = replace(stream.parts.broker, registry=registry.settings)
    return replace(stream, parts=replace(stream.parts, broker=broker))


def test_rows_are_loaded_and_a_registry_that_is_away_is_waited_for(make_stream: MakeStream) -> None:
    with running() as registry:
        stream = with_registry(make_stream("avro"), registry)
        id_ = registry.add(schema(*OPTIONAL))
        ani = {"id": 1, "nama": "Ani", "ukt": Decimal("5000000.50"), "lahir": date(2005, 3, 1), "updated_at": NOON}
        stream.publish(registry.write(id_, ani))
        stream.publish(registry.write(id_, {"id": 2, "nama": "Budi", "updated_at": NOON}))
        stream.publish(registry.write(id_, {"id": 2, "updated_at": NOON.replace(hour=6), "__deleted": "true"}))
        stream.publish(b"\x00\x00\x00\x00\x63" + b"?" * 20)
        registry.status = 503

        with pytest.raises(ServiceUnavailable, match="schema registry"):
            stream.ingest()
        registry.status = None

        counts = stream.ingest()

    assert (counts["read"], counts["rejected"]) == (4, 1)
    assert stream.students() == [(1, "Ani")]
    assert stream.select("SELECT ukt, lahir, diubah FROM mahasiswa WHERE id_mahasiswa = 1") == [
        (Decimal("5000000.50"), date(2005, 3, 1), NOON.replace(tzinfo=None))
    ]
