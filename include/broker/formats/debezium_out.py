"""Debezium's envelope as we write it: JSON without a schema, as its MySQL connector sends it with these of its settings.

| setting | value | so |
|---|---|---|
| decimal.handling.mode | string | a decimal is its digits, as text |
| time.precision.mode | isostring | a TIMESTAMP ends in Z; a DATETIME has no zone and none is added: it tells campus time |
| binary.handling.mode | hex | bytes are hexadecimal digits |
| bigint.unsigned.handling.mode | precise | a number with all its digits |
| tombstones.on.delete | false | a deletion is one message, with the row as it was in `before` |

A BIT is a number, a TIME its text, a zero date the text that the server shows; `source.row` counts the rows of the table in
their transaction. Everything that other messages of the house say in headers, these say too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw

from include.contract.model import Contract
from include.records import Change, Op, SourceRecord
from include.sources.values import encode

_JSON = msgspec.json.Encoder()


def envelope(record: SourceRecord, change: Change, extracted_at: datetime) -> bytes:
    parts = {
        "before": Raw(encode(change.before)) if change.before else None,
        "after": None if record.op is Op.DELETE else Raw(record.body or encode(record.value)),
        "source": Raw(encode(change.source)),
        "op": change.op,
        "ts_ms": round(extracted_at.timestamp() * 1_000),
    }
    return _JSON.encode(parts)


def envelope_key(record: SourceRecord, contract: Contract) -> dict[str, Any]:
    """The key columns of the row, by name, in the order of the key."""
    names = [field.source_name or field.name for field in contract.key_fields]
    return {name: record.value[name] for name in names}
