"""A record of a source as the Kafka message that carries it."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import msgspec

from include.broker.formats.debezium_out import envelope, envelope_key
from include.contract.model import Contract
from include.records import RunContext, SourceRecord
from include.sources.values import encode, to_bytes

FRAMING = 1_000
"""More bytes than a message has beside its key, its value and what its headers hold."""
LONGEST_STUB_KEY = 1_000


class Message(msgspec.Struct, frozen=True, array_like=True):
    key: bytes
    value: bytes
    headers: dict[str, bytes]

    @property
    def is_stub(self) -> bool:
        return "oversize" in self.headers


def to_message(record: SourceRecord, contract: Contract, run: RunContext, extracted_at: datetime) -> Message:
    """The record in the format of the topic, or a stub that keeps its source position when the topic would not take it."""
    headers = {
        "event_id": record.event_id.encode(),
        "source": contract.source.name.encode(),
        "source_position": to_bytes(record.position),
        "source_version": record.version.encode(),
        "contract_version": contract.version.encode(),
        "extract_run": run.run_id.encode(),
        "extracted_at": _written(extracted_at),
        "op": record.op.encode(),
    }
    if record.unreadable:
        headers["unreadable"] = record.unreadable.encode()
    key, value = _content(record, contract, extracted_at)
    size = len(key) + len(value) + sum(map(len, headers.values())) + FRAMING
    if size <= contract.topic.max_message_bytes:
        return Message(key, value, headers)
    stub = encode({"_oversize": True, "bytes": len(value), "source_position": record.position})
    stub_key = key if len(key) <= LONGEST_STUB_KEY else record.event_id.encode()
    return Message(stub_key, stub, {**headers, "oversize": b"1"})


def _content(record: SourceRecord, contract: Contract, extracted_at: datetime) -> tuple[bytes, bytes]:
    if contract.topic.format == "debezium" and record.change:
        return encode(envelope_key(record, contract)), envelope(record, record.change, extracted_at)
    return to_bytes(record.key), record.body or encode(record.value)


@lru_cache(maxsize=1)
def _written(moment: datetime) -> bytes:
    return moment.isoformat().encode()
