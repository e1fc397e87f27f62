"""Contracts of messages that applications publish: what must fit together, and what is read from them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from include.contract.catalog import load_catalog
from include.contract.docs import render
from include.contract.read import parse_contract
from tests.unit.contract.builders import GOOD, edited, problems

EVENTS = """\
apiVersion: v3.1.0
kind: DataContract
id: mahasiswa
name: Mahasiswa
version: 1.0.0
status: active
domain: akademik
description: {purpose: Mahasiswa yang diumumkan SIAKAD.}
team: {name: tim-data}
schema:
  - name: mahasiswa
    physicalName: mahasiswa
    physicalType: topic
    properties:
      - name: id_mahasiswa
        businessName: Id mahasiswa
        physicalName: id
        logicalType: integer
        physicalType: bigint
        primaryKey: true
        primaryKeyPosition: 1
        required: true
      - name: diubah
        businessName: Diubah pada
        physicalName: updated_at
        logicalType: timestamp
        physicalType: datetime(6)
customProperties:
  - property: source
    value: {name: siakad_laravel, kind: events}
  - property: topic
    value: {name: siakad.mahasiswa.events, format: laravel}
  - property: sinks
    value: [{sink: warehouse, mode: upsert}]
  - property: gate
    value: {maxRejectShare: 0.05}
  - {property: newest, value: source}
"""


def test_the_format_is_one_line_of_the_topic_and_the_topic_is_not_ours() -> None:
    contract = parse_contract(EVENTS, "mahasiswa.yaml")

    assert (contract.topic.format, contract.topic.foreign) == ("laravel", True)
    assert (contract.topic.partitions, contract.topic.retention) == (0, None)
    assert contract.source.connection == "kampus_kafka"


def test_a_topic_of_the_house_has_plain_messages_unless_its_contract_says_otherwise() -> None:
    topic = parse_contract(GOOD, "peminjaman.yaml").topic

    assert (topic.format, topic.foreign, topic.retention) == ("plain", False, timedelta(days=90))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "format: laravel", "format: json",
            "32: customProperties[1].value.format: 'json'; expected what a message looks like: plain, laravel, maxwell, debezium, "
            "cloudevents or avro",
            id="an unknown format",
        ),
        pytest.param(
            "format: laravel", "format: laravel, partitions: 3",
            "32: customProperties[1].value.partitions: 3; expected no partitions: the owner of the topic decides on it, and the "
            "broker knows it",
            id="partitions of a topic that others own",
        ),
        pytest.param(
            "format: laravel", "format: laravel, retentionDays: 7",
            "32: customProperties[1].value.retentionDays: 7; expected no retentionDays: the owner of the topic decides on it, and "
            "the broker knows it",
            id="retention of a topic that others own",
        ),
        pytest.param(
            "format: laravel", "format: avro",
            "30: customProperties[0].value.changeColumn: (missing); expected a field that is set at every change of a row, because "
            "avro messages do not say which version is newer; or newest: offset, with keyed: true",
            id="nothing says which version is newer",
        ),
        pytest.param(
            "newest, value: source", "newest, value: offset",
            "37: customProperties[4].value: 'offset'; expected source, or keyed: true of the source: an older version of a row may "
            "lie in another partition",
            id="the order of messages that lie in any partition",
        ),
        pytest.param(
            "format: laravel", "format: laravel, decimals: bytes",
            "32: customProperties[1].value.decimals: 'bytes'; expected format: debezium beside it, or no decimals: laravel has no "
            "such numbers",
            id="decimals as Debezium has them in another format",
        ),
        pytest.param(
            "        physicalType: datetime(6)\n",
            "        physicalType: datetime(6)\n        customProperties: [{property: unit, value: micros}]\n",
            "28: schema[0].properties[1].customProperties[0].value: 'micros'; expected format: debezium of the topic, or no unit: "
            "times are text elsewhere",
            id="a time that counts microseconds in another format",
        ),
        pytest.param(
            "        physicalType: datetime(6)\n",
            "        physicalType: datetime(6)\n        customProperties: [{property: unit, value: detik}]\n",
            "28: schema[0].properties[1].customProperties[0].value: 'detik'; expected millis or micros, or no unit, because it is "
            "a time",
            id="a time with a unit that no format has",
        ),
        pytest.param(
            "physicalType: topic", "physicalType: table",
            "13: schema[0].physicalType: 'table'; expected topic, because the source's kind is events",
            id="a table",
        ),
    ],
)  # fmt: skip
def test_one_wrong_part_gives_one_problem(old: str, new: str, expected: str) -> None:
    assert problems(edited(old, new, EVENTS)) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"kind: events}": "kind: events, keyed: true}", "value: source}": "value: offset}"}, id="keyed"),
        pytest.param({"kind: events}": "kind: events, changeColumn: diubah}", "laravel}": "avro}"}, id="change column"),
        pytest.param({"laravel}": "debezium}"}, id="position in the log"),
    ],
)
def test_something_must_say_which_version_is_newer(changes: dict[str, str]) -> None:
    body = EVENTS
    for old, new in changes.items():
        body = edited(old, new, body)

    assert parse_contract(body, "mahasiswa.yaml").source.kind == "events"


def test_a_topic_of_the_house_says_how_many_partitions_it_has() -> None:
    assert problems(edited("      partitions: 3\n", "")) == [
        "134: customProperties[1].value.partitions: (missing); expected the number of partitions, 1 to 64; it can grow later but "
        "never shrink"
    ]


def test_a_source_that_writes_plain_messages_has_no_other_format() -> None:
    assert problems(edited("      partitions: 3\n", "      partitions: 3\n      format: maxwell\n")) == [
        "137: customProperties[1].value.format: 'maxwell'; expected plain, because the source's kind is mysql"
    ]


def test_the_reference_says_that_others_own_the_topic() -> None:
    assert "- **topic**: `siakad.mahasiswa.events`, which others own; messages in the format `laravel`" in render(
        [parse_contract(EVENTS, "mahasiswa.yaml")]
    )


def test_what_others_publish_is_not_extracted(tmp_path: Path) -> None:
    (tmp_path / "mahasiswa.yaml").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "peminjaman.yaml").write_text(GOOD, encoding="utf-8")

    catalog = load_catalog(tmp_path)

    assert [contract.dataset for contract in catalog.contracts] == ["mahasiswa", "peminjaman"]
    assert list(catalog.by_source()) == ["perpus"]


def test_an_outbox_says_what_its_events_are_about() -> None:
    outbox = "{name: siakad, kind: outbox, connection: siakad}"
    body = edited("{name: siakad_laravel, kind: events}", outbox, EVENTS)

    assert problems(body) == [
        "30: customProperties[0].value.aggregate: (missing); expected what the events of the dataset are about, as it stands in "
        "aggregate_type, for example mahasiswa"
    ]
