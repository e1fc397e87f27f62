"""From an offset range to a staged batch: a pure function of (range, contract, code).

Every offset has one outcome, accepted or rejected. Nothing is written but the staged batch.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from typing import Any

import pyarrow as pa

from include.broker.formats import format_of
from include.broker.formats.base import Event, Format
from include.broker.offsets import topic_offsets
from include.broker.read import read_range
from include.contract.model import Contract
from include.quality.check import check
from include.records import Action, OffsetRange, PlannedBatch, RawMessage, Reject
from include.settings import BrokerSettings
from include.staging import StagedBatch, stage
from include.transform.batch import to_table, transform
from include.transform.events import event_id, version
from include.transform.headers import as_text
from include.transform.schema import REJECTS

log = logging.getLogger(__name__)

RELEASED = "released"
LET_THROUGH = frozenset({Action.WAIVE, Action.REDRIVE})
"""What somebody has answered for with name and reason: the gate holds none of it."""

REASON, POSITION = 500, 300
"""Letters that the quarantine keeps of a reason and of a source position; the headers hold the whole of it."""


def consume(
    batch: PlannedBatch, contract: Contract, broker: BrokerSettings, staging_url: str, pseudonym_key: bytes
) -> StagedBatch:
    given_up = batch.action is Action.QUARANTINE
    range_ = _left_of(batch.range, broker) if given_up else batch.range
    messages = [message for chunk in read_range(broker, range_) for message in chunk]
    format_ = format_of(contract, broker.registry)
    if given_up:
        return _quarantined(batch, contract, messages, staging_url, pseudonym_key, format_)
    return consume_messages(batch, contract, messages, staging_url, pseudonym_key, format_)


def consume_messages(
    batch: PlannedBatch, contract: Contract, messages: list[RawMessage], staging_url: str, pseudonym_key: bytes,
    format_: Format,
) -> StagedBatch:  # fmt: skip
    """As `consume`, of messages that were read already."""
    transformed = transform(messages, batch, contract, format_)
    checked = check(transformed.frame, contract)
    frame = transformed.frame.drop(index=[reject.offset for reject in checked.rejects])
    rejects = sorted([*transformed.rejects, *checked.rejects], key=lambda reject: reject.offset)
    held = None if batch.action in LET_THROUGH else _held(contract, len(messages), rejects, checked.holds)
    log.info("%s: %d read, %d accepted, %d rejected", batch.range, len(messages), len(frame), len(rejects))
    return stage(
        staging_url,
        batch,
        rows=to_table(frame, contract, pseudonym_key),
        rejects=_reject_table(rejects, messages, batch, contract, format_),
        warnings=checked.warnings,
        held=held,
    )


def _left_of(range_: OffsetRange, broker: BrokerSettings) -> OffsetRange:
    """What retention has left of a range that somebody gave up."""
    low, _ = topic_offsets(broker, range_.topic).partitions[range_.partition]
    return replace(range_, start=min(max(range_.start, low), range_.end))


def _quarantined(
    batch: PlannedBatch, contract: Contract, messages: list[RawMessage], staging_url: str, pseudonym_key: bytes,
    format_: Format,
) -> StagedBatch:  # fmt: skip
    why = "seluruh batch dikarantina atas keputusan yang tercatat pada etl_plan"
    rejects = [Reject(message.offset, RELEASED, None, why) for message in messages]
    rows = to_table(transform([], batch, contract, format_).frame, contract, pseudonym_key)
    rejected = _reject_table(rejects, messages, batch, contract, format_)
    return stage(staging_url, batch, rows, rejected, warnings={}, held=None)


def _held(contract: Contract, read: int, rejects: list[Reject], holds: list[str]) -> str | None:
    """Why the gate holds the batch, in Indonesian, or None when it passes."""
    reasons = list(holds)
    limit = contract.gate.max_reject_share
    if read >= contract.gate.min_rows and len(rejects) / read > limit:
        counts = Counter(f"{reject.field}.{reject.rule}" if reject.field else reject.rule for reject in rejects)
        worst = ", ".join(f"{name} {count}" for name, count in counts.most_common(5))
        share = f"{_percent(len(rejects) / read)}, melebihi batas {_percent(limit)}"
        reasons.append(f"{len(rejects)} dari {read} pesan ditolak ({share}): {worst}")
    return "; ".join(reasons) + "." if reasons else None


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".", ",")


def _reject_table(
    rejects: list[Reject], messages: list[RawMessage], batch: PlannedBatch, contract: Contract, format_: Format
) -> pa.Table:
    """The rejects with what makes them again: raw bytes, key, headers and coordinates."""
    by_offset = {message.offset: message for message in messages}
    rejected = [(reject, by_offset[reject.offset]) for reject in rejects]
    rows = [_reject_row(reject, message, format_.read(message), batch, contract) for reject, message in rejected]
    return pa.Table.from_pylist(rows, schema=REJECTS)


def _reject_row(
    reject: Reject, message: RawMessage, event: Event, batch: PlannedBatch, contract: Contract
) -> dict[str, Any]:
    position = (event.position or b"").decode(errors="replace")
    return {
        "offset": reject.offset,
        "rule": reject.rule,
        "field": reject.field,
        "reason": reject.reason[:REASON],
        "event_id": event.id or event_id(message, batch, contract),
        "version": version(event, message, contract),
        "source_position": position[:POSITION] if position else None,
        "key": message.key,
        "value": message.value,
        "headers": as_text(message.headers),
        "broker_at": message.timestamp,
    }
