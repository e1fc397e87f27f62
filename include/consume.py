"""From an offset range to a staged batch: a pure function of (range, contract, code).

Every offset has one outcome, accepted or rejected. Nothing is written but the staged batch.
"""

from __future__ import annotations

import json
import logging
from collections import Counter

import pandas as pd
import pyarrow as pa

from include.broker.read import read_range
from include.contract.model import Contract
from include.quality.check import check
from include.records import Action, PlannedBatch, RawMessage, Reject
from include.settings import BrokerSettings
from include.staging import StagedBatch, stage
from include.transform.batch import to_table, transform
from include.transform.decode import event_id
from include.transform.schema import REJECTS

log = logging.getLogger(__name__)

RELEASED = "released"


def consume(
    batch: PlannedBatch, contract: Contract, broker: BrokerSettings, staging_url: str, pseudonym_key: bytes
) -> StagedBatch:
    messages = [message for chunk in read_range(broker, batch.range) for message in chunk]
    if batch.action is Action.QUARANTINE:
        return _quarantined(batch, contract, messages, staging_url, pseudonym_key)
    transformed = transform(messages, batch, contract)
    checked = check(transformed.frame, contract)
    frame = transformed.frame.drop(index=[reject.offset for reject in checked.rejects])
    rejects = sorted([*transformed.rejects, *checked.rejects], key=lambda reject: reject.offset)
    held = None if batch.action is Action.WAIVE else _held(contract, len(messages), rejects, checked.holds)
    log.info("%s: %d read, %d accepted, %d rejected", batch.range, len(messages), len(frame), len(rejects))
    return stage(
        staging_url,
        batch,
        rows=to_table(frame, contract, pseudonym_key),
        rejects=_reject_table(rejects, messages, batch),
        warnings=checked.warnings,
        held=held,
    )


def _quarantined(
    batch: PlannedBatch, contract: Contract, messages: list[RawMessage], staging_url: str, pseudonym_key: bytes
) -> StagedBatch:
    why = "seluruh batch dikarantina atas keputusan yang tercatat pada etl_plan"
    rejects = [Reject(message.offset, RELEASED, None, why) for message in messages]
    empty = transform([], batch, contract).frame
    rows = to_table(empty, contract, pseudonym_key)
    return stage(staging_url, batch, rows, _reject_table(rejects, messages, batch), warnings={}, held=None)


def _held(contract: Contract, read: int, rejects: list[Reject], holds: list[str]) -> str | None:
    """Why the gate holds the batch, in Indonesian, or None when it passes."""
    if holds:
        return f"{'; '.join(holds)}."
    limit = contract.gate.max_reject_share
    if read < contract.gate.min_rows or len(rejects) <= limit * read:
        return None
    counts = Counter(f"{reject.field}.{reject.rule}" if reject.field else reject.rule for reject in rejects)
    worst = ", ".join(f"{name} {count}" for name, count in counts.most_common(5))
    return f"{len(rejects)} dari {read} pesan ditolak ({len(rejects) / read:.1%}), melebihi batas {limit:.1%}: {worst}."


def _reject_table(rejects: list[Reject], messages: list[RawMessage], batch: PlannedBatch) -> pa.Table:
    by_offset = {message.offset: message for message in messages}
    rows = []
    for reject in rejects:
        message = by_offset[reject.offset]
        headers = {name: value.decode(errors="replace") for name, value in message.headers.items()}
        rows.append(
            {
                "offset": reject.offset,
                "rule": reject.rule,
                "field": reject.field,
                "reason": reject.reason[:500],
                "event_id": event_id(message, batch),
                "source_position": headers.get("source_position"),
                "key": message.key,
                "value": message.value,
                "headers": json.dumps(headers, ensure_ascii=False),
                "broker_at": pd.Timestamp(message.timestamp),
            }
        )
    return pa.Table.from_pylist(rows, schema=REJECTS)
