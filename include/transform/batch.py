"""One batch of messages into a typed frame and the rejects found on the way. Rows stay one to one with messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import Any

import pandas as pd
import pyarrow as pa

from include.audit.identity import key_digest
from include.broker.formats import format_of
from include.broker.formats.base import Event, Format
from include.contract.model import Contract, Field, Protect
from include.contract.version import version_number
from include.records import Op, PlannedBatch, RawMessage, Reject
from include.staging import MESSAGE_KEY
from include.transform.clean import RULES, clean, reason
from include.transform.compute import compute, computed_fields
from include.transform.decode import decode
from include.transform.events import event_id, version
from include.transform.pseudonym import pseudonyms
from include.transform.schema import staged_schema
from include.transform.time import add_time, row_times


@dataclass(frozen=True)
class Transformed:
    """`frame` is indexed by offset and holds every row that was not rejected, personal fields still in clear."""

    frame: pd.DataFrame
    rejects: list[Reject]


def transform(
    messages: list[RawMessage], batch: PlannedBatch, contract: Contract, format_: Format | None = None
) -> Transformed:
    """`format_` is how the messages are read; by default as the contract says, where that needs no registry."""
    decoded = decode(messages, contract, format_ or format_of(contract))
    index = pd.Index([message.offset for message in decoded.messages], dtype="int64")
    rejects = {reject.offset: reject for reject in decoded.rejects}
    frame = _clean(decoded.columns, contract, index, rejects)
    deleted = pd.Series([event.op is Op.DELETE for event in decoded.events], index=index, dtype=bool)
    _compute(frame, contract, deleted, rejects)
    _check_keys(frame, contract, rejects)
    add_time(frame, contract, decoded.messages, decoded.events)
    _add_coordinates(frame, contract, decoded.messages, decoded.events, batch)
    frame["_deleted"] = deleted
    return Transformed(frame.drop(index=index[index.isin(list(rejects))]), list(rejects.values()))


def to_table(frame: pd.DataFrame, contract: Contract, pseudonym_key: bytes) -> pa.Table:
    """The accepted frame as it is staged: personal fields replaced or dropped as their contract says."""
    protected = frame.copy(deep=False)
    for field in contract.fields:
        if field.protect is Protect.PSEUDONYM:
            protected[field.name] = pseudonyms(frame[field.name].astype("str"), pseudonym_key)
    schema = staged_schema(contract)
    return pa.Table.from_pandas(protected[schema.names], schema=schema, preserve_index=False)


def _clean(
    columns: dict[str, list[Any]], contract: Contract, index: pd.Index, rejects: dict[int, Reject]
) -> pd.DataFrame:
    typed: dict[str, pd.Series[Any]] = {}
    for field in contract.message_fields:
        cleaned = clean(columns.pop(field.name), field, index)
        typed[field.name] = cleaned.values
        for offset, text in cleaned.text[cleaned.bad].items():
            _reject(rejects, offset, RULES[field.logical_type], field, reason(field, str(text)))
    return pd.DataFrame(typed, index=index)


def _compute(frame: pd.DataFrame, contract: Contract, deleted: pd.Series, rejects: dict[int, Reject]) -> None:
    for field, how in computed_fields(contract):
        computed = compute(frame, field, how, contract)
        frame[field.name] = computed.values
        why = f"{field.name}: tidak dapat dihitung dari {', '.join(how.inputs)}, atau tidak muat dalam kolomnya"
        for offset in frame.index[computed.bad & ~deleted]:
            _reject(rejects, offset, RULES[field.logical_type], field, why)


def _check_keys(frame: pd.DataFrame, contract: Contract, rejects: dict[int, Reject]) -> None:
    for field in contract.key_fields:
        for offset in frame.index[frame[field.name].isna()]:
            _reject(rejects, offset, "key", field, f"{field.name}: bagian kunci yang wajib ada tetapi kosong")


def _changes(frame: pd.DataFrame, contract: Contract) -> Iterable[datetime | None]:
    """When each row was changed, by the change column that stands in for the version of messages of others."""
    name = contract.source.change_column
    if not contract.topic.foreign or name is None:
        return repeat(None, len(frame))
    times = row_times(frame, contract, name)
    return [None if missing else moment for moment, missing in zip(times, times.isna(), strict=True)]


def _reject(rejects: dict[int, Reject], offset: Any, rule: str, field: Field, why: str) -> None:
    """The first reason found for a message is kept."""
    rejects.setdefault(int(offset), Reject(int(offset), rule, field.name, why))


def _add_coordinates(
    frame: pd.DataFrame, contract: Contract, messages: list[RawMessage], events: list[Event], batch: PlannedBatch
) -> None:
    ids = [event.id or event_id(message, batch, contract) for event, message in zip(events, messages, strict=True)]
    changed = _changes(frame, contract)
    versions = [
        version(event, message, contract, at) for event, message, at in zip(events, messages, changed, strict=True)
    ]
    frame["_partition"] = batch.range.partition
    frame["_offset"] = frame.index
    frame["_event_id"] = pd.Series(ids, index=frame.index, dtype="str")
    frame[MESSAGE_KEY] = pd.Series([key_digest(m.key) for m in messages], index=frame.index, dtype="str")
    frame["_version"] = pd.Series(versions, index=frame.index, dtype="str")
    frame["_contract"] = version_number(batch.contract_version)
