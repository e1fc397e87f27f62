"""What a sink would hold of a topic: the name of each row that is there, by its id."""

from __future__ import annotations

import json
from collections.abc import Iterable

from include.records import RawMessage
from tests.integration.extract.builders import headers

Rows = dict[str, str]


def in_an_upsert_table(messages: list[RawMessage]) -> Rows:
    """Only a newer version with another event id replaces a row."""
    stored: dict[str, tuple[str, str, RawMessage]] = {}
    for message in messages:
        key, found = (message.key or b"").decode(), headers(message)
        version, event = found["source_version"], found["event_id"]
        if key not in stored or (version > stored[key][0] and event != stored[key][1]):
            stored[key] = (version, event, message)
    return present(message for _, _, message in stored.values())


def in_a_history_table(messages: list[RawMessage]) -> Rows:
    """Every event once; of each key the newest version counts."""
    events: dict[str, RawMessage] = {}
    for message in messages:
        events.setdefault(headers(message)["event_id"], message)
    newest: dict[bytes | None, RawMessage] = {}
    for message in sorted(events.values(), key=lambda m: headers(m)["source_version"]):
        newest[message.key] = message
    return present(newest.values())


def present(messages: Iterable[RawMessage]) -> Rows:
    rows = [json.loads(m.value or b"") for m in messages if headers(m)["op"] == "upsert"]
    return {row["id"]: row["nama"] for row in rows}
