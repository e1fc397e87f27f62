"""The house's own messages: the row as a JSON object, and all that is said about it in headers."""

from __future__ import annotations

from include.broker.formats.base import WIDTH, Event, Problem, as_given, instant, named
from include.records import Op, RawMessage

OPERATIONS = {op.value.encode(): op for op in Op}

OVERSIZE = Problem(
    "oversize", "baris sumber melebihi batas topik; tempatnya tercatat pada source_position, ukurannya pada isi pesan"
)
SAID_TO_BE_NO_ROW = {"oversize", "unreadable"}
"""Headers by which a source says so itself."""
UNKNOWN_OP = Problem("header", f"header op tidak dikenal; diharapkan {' atau '.join(Op)}")
UNUSABLE_VERSION = Problem(
    "header", f"header source_version tidak dapat dipakai; diharapkan paling banyak {WIDTH} huruf ASCII"
)


class Plain:
    def read(self, message: RawMessage) -> Event:
        said = message.headers.get
        op, given, version = (
            OPERATIONS.get(said("op", b"upsert")),
            said("event_id"),
            as_given(said("source_version", b"")),
        )
        problem = None
        if op is None or version is None or not SAID_TO_BE_NO_ROW.isdisjoint(message.headers):
            problem = _problem(message.headers, op)
        return Event(
            row=message.value,
            op=op or Op.UPSERT,
            id=named(given) if given else None,
            version=version or None,
            position=said("source_position"),
            extracted_at=instant(said("extracted_at", b"")),
            problem=problem,
        )


def _problem(headers: dict[str, bytes], op: Op | None) -> Problem:
    if "oversize" in headers:
        return OVERSIZE
    if "unreadable" in headers:
        return Problem("unreadable", headers["unreadable"].decode(errors="replace"))
    return UNKNOWN_OP if op is None else UNUSABLE_VERSION
