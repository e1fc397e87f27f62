"""Contracts of the formats, and what is read from a message in one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from include.broker.formats import format_of
from include.broker.formats.base import Event
from include.contract.model import Contract, Field
from include.records import RawMessage
from tests.unit.transform.builders import contract, message


def contract_in(
    format_: str, *fields: Field, newest: str = "source", about: str = "mahasiswa", decimals: str = "text"
) -> Contract:
    """A contract of a topic that others own, about `mahasiswa`."""
    made = contract(*fields, newest=newest)
    topic = replace(made.topic, format=format_, decimals=decimals, foreign=True)
    return replace(made, topic=topic, source=replace(made.source, kind="events", object=about))


def event(of: Contract, value: dict[str, Any] | bytes | None, key: bytes | None = None, **headers: str) -> Event:
    sent: RawMessage = replace(message(value, **headers), key=key)
    return format_of(of).read(sent)


def reason(of: Contract, value: dict[str, Any] | bytes | None, key: bytes | None = None, **headers: str) -> str:
    """`rule: reason` of a message that is refused."""
    problem = event(of, value, key, **headers).problem
    assert problem is not None
    return f"{problem.rule}: {problem.reason}"
