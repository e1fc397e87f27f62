"""CloudEvents 1.0 over Kafka: attributes in headers (`ce_*`, binary mode), or an envelope of JSON (structured mode).

`source` and `id` name an event. `time`, with the extension `sequence` where two share one, says which is newer. A type that ends
in `deleted` deletes; any other brings the row.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from include.broker.formats.base import Event, Problem, digest
from include.broker.formats.envelope import NAME, instant_of, unreadable
from include.contract.model import Contract
from include.records import Op, RawMessage
from include.sources.version import micros

EXPECTED = "CloudEvents 1.0: header ce_id, ce_source, ce_type dan ce_specversion, atau application/cloudevents+json"
STRUCTURED = "application/cloudevents+json"
REQUIRED = ("id", "source", "type", "specversion")
JSON = re.compile(r"(application|text)/([\w.-]+\+)?json", re.IGNORECASE)
REVISION = re.compile(r"\.v\d+$")
DELETED = frozenset({"deleted", "removed"})


class _Attributes(msgspec.Struct, gc=False):
    id: str
    source: str
    type: str
    specversion: str
    time: str | None = None
    sequence: Any = None
    datacontenttype: str = "application/json"
    data: msgspec.Raw = msgspec.Raw(b"")

    @property
    def words(self) -> list[str]:
        """The type without its revision: `id.ac.kampus.mahasiswa.updated.v1` ends in `mahasiswa` and `updated`."""
        return REVISION.sub("", self.type).split(".")


_DECODER = msgspec.json.Decoder(_Attributes)


class CloudEvents:
    def __init__(self, contract: Contract) -> None:
        self._object = contract.source.object

    def read(self, message: RawMessage) -> Event:
        try:
            attributes = _attributes(message)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Event(problem=unreadable(message.value, EXPECTED, REQUIRED))
        if attributes is None:
            return Event(problem=Problem("envelope", f"tidak menyebut dirinya; diharapkan {EXPECTED}"))
        moment, op = instant_of(attributes.time), _op(attributes)
        sequence = str(attributes.sequence or "0")
        return Event(
            row=bytes(attributes.data) or None,
            op=op,
            id=digest(attributes.source.encode(errors="replace"), attributes.id.encode(errors="replace")),
            version=f"{micros(moment):017d}-{sequence[-20:]:>020}-{int(op is Op.DELETE)}" if moment else None,
            position=f"{attributes.source}#{attributes.id}".encode(errors="replace"),
            happened_at=moment,
            problem=self._problem(attributes),
        )

    def _problem(self, attributes: _Attributes) -> Problem | None:
        if not attributes.specversion.startswith("1."):
            return Problem("envelope", f"specversion {attributes.specversion[:20]!r}; diharapkan 1.0")
        if not JSON.match(attributes.datacontenttype):
            return Problem("content", f"data berupa {attributes.datacontenttype[:NAME]!r}; diharapkan application/json")
        if self._object not in {attributes.type, *attributes.words}:
            return Problem(
                "entity", f"jenis {attributes.type[:NAME]!r}; topik ini diharapkan berisi {self._object!r} saja"
            )
        return None


def _op(attributes: _Attributes) -> Op:
    return Op.DELETE if attributes.words[-1] in DELETED else Op.UPSERT


def _attributes(message: RawMessage) -> _Attributes | None:
    """What the message says of itself, in either mode; None where it says too little."""
    headers = {name.lower(): value for name, value in message.headers.items()}
    kind = headers.get("content-type", b"").decode(errors="replace")
    if kind.lower().startswith(STRUCTURED):
        return _DECODER.decode(message.value or b"")
    given = {name: headers[f"ce_{name}"].decode() for name in REQUIRED if f"ce_{name}" in headers}
    if len(given) < len(REQUIRED):
        return None
    return _Attributes(
        **given,
        time=headers.get("ce_time", b"").decode() or None,
        sequence=headers.get("ce_sequence", b"").decode() or None,
        datacontenttype=kind or "application/json",
        data=msgspec.Raw(message.value or b""),
    )
