"""From bytes to columns. Every message becomes one decoded row or one reject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import msgspec

from include.broker.formats.base import Event, Format
from include.contract.model import Contract, Field, LogicalType
from include.records import Op, RawMessage, Reject
from include.transform.explain import explain

TEXT_TYPES = {LogicalType.STRING, LogicalType.DATE, LogicalType.TIMESTAMP}
NUMBER_TYPES = {LogicalType.INTEGER, LogicalType.DECIMAL}
DELETE = Op.DELETE
PREFIX = "f_"
"""Of an attribute, since a field may be named as Python's keywords are."""
NUMBERS = {str, int, Decimal, type(None)}
"""What a number may be sent as. Text is understood later, by the rules of its unit."""


@dataclass
class Decoded:
    """`columns[name][i]` is the value of a message field in the message `messages[i]`, which says `events[i]`.

    A number that was sent with a fraction or an exponent is a Decimal, because a float would round it.
    """

    messages: list[RawMessage] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


def decode(messages: Iterable[RawMessage], contract: Contract, format_: Format) -> Decoded:
    whole, deleted = _decoder(contract, contract.message_fields), _decoder(contract, _left_of_a_deleted_row(contract))
    decoded = Decoded()
    rows: list[Any] = []
    for message in messages:
        event = format_.read(message)
        if event.problem is not None:
            decoded.rejects.append(Reject(message.offset, event.problem.rule, None, event.problem.reason))
            continue
        try:
            row = (deleted if event.op is DELETE else whole).decode((event.row or b"").decode())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            decoded.rejects.append(explain(message.offset, event.row, contract))
            continue
        rows.append(row)
        decoded.messages.append(message)
        decoded.events.append(event)
    for declared in contract.message_fields:
        attribute = f"{PREFIX}{declared.name}"
        decoded.columns[declared.name] = [getattr(row, attribute, None) for row in rows]
    _set_wrong_numbers_aside(decoded, contract)
    return decoded


def _set_wrong_numbers_aside(decoded: Decoded, contract: Contract) -> None:
    """The decoder takes anything for a number, so that digits survive as they were sent; here types are looked at."""
    wrong: set[int] = set()
    for declared in contract.message_fields:
        column = decoded.columns[declared.name]
        if declared.logical_type in NUMBER_TYPES and set(map(type, column)) - NUMBERS:
            wrong.update(row for row, value in enumerate(column) if type(value) not in NUMBERS)
    if not wrong:
        return
    decoded.rejects += [
        explain(decoded.messages[row].offset, decoded.events[row].row, contract) for row in sorted(wrong)
    ]
    kept = [row for row in range(len(decoded.messages)) if row not in wrong]
    decoded.messages = [decoded.messages[row] for row in kept]
    decoded.events = [decoded.events[row] for row in kept]
    decoded.columns = {name: [column[row] for row in kept] for name, column in decoded.columns.items()}


@lru_cache(maxsize=128)
def _decoder(contract: Contract, declared: tuple[Field, ...]) -> msgspec.json.Decoder[Any]:
    """Reads the fields that are declared, and passes over all others."""
    fields = [(f"{PREFIX}{field.name}", _python_type(field), None) for field in declared]
    names = {f"{PREFIX}{field.name}": field.source_name or field.name for field in declared}
    row_type = msgspec.defstruct("Row", fields, rename=names.get, gc=False)
    return msgspec.json.Decoder(row_type, float_hook=_exact)


def _left_of_a_deleted_row(contract: Contract) -> tuple[Field, ...]:
    """Its key, and when it was changed. What else stood in it is of no use, and may be what it was deleted for."""
    kept = {*(field.name for field in contract.key_fields), contract.source.change_column}
    return tuple(field for field in contract.message_fields if field.name in kept)


def _python_type(declared: Field) -> Any:
    if declared.logical_type in TEXT_TYPES:
        return str | None
    if declared.logical_type is LogicalType.BOOLEAN:
        return bool | int | str | None
    return Any


def _exact(digits: str) -> Decimal | str:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return digits  # an exponent beyond anything: no column takes it, and its reject shows it as it was sent
