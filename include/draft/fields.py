"""The fields of a contract, from the columns that were seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from include.contract.checks.personal import PSEUDONYM
from include.contract.checks.table import KEY_BYTES, ROW_BYTES
from include.contract.rules import varchar_width
from include.draft.candidates import Candidate, candidates
from include.draft.kinds import kind_of
from include.draft.names import label_of
from include.draft.personal import Guess
from include.draft.seen import Column, Seen
from include.draft.text_kinds import Kind, varchar
from include.transform.dates import timestamps
from include.transform.text import trimmed

ZERO = "0000-00-00"
TIME_TEXT = "varchar(26)"
LONG = 255
"""Letters from which a column may become longtext, where the row would not fit otherwise."""


@dataclass(frozen=True)
class DraftField:
    """One property of the contract, and the figures that speak for it."""

    name: str
    column: str
    kind: Kind
    figures: str
    description: str = ""
    key: int | None = None
    required: bool = False
    personal: Guess | None = None
    rules: tuple[Candidate, ...] = ()

    @property
    def label(self) -> str:
        return label_of(self.name)


def fields_of(
    seen: Seen, names: Mapping[str, str], key: Sequence[str], personal: Mapping[str, Guess]
) -> tuple[list[DraftField], dict[str, str]]:
    """The fields in the order of the columns, and the columns that no contract can declare with the reason."""
    fields, left_out = [], dict(seen.left_out)
    for column in seen.columns:
        values = seen.values(column.name)
        kind = kind_of(names[column.name], column.native, values)
        if kind is None:
            left_out[column.name] = f"jenis {column.native or 'nilainya'} tidak dapat dinyatakan dalam kontrak"
            continue
        position = key.index(column.name) + 1 if column.name in key else None
        fields.append(_field(column, names[column.name], kind, values, position, personal.get(column.name)))
    return _fitting(fields, seen), left_out


def _field(
    column: Column, name: str, kind: Kind, values: list[Any], key: int | None, personal: Guess | None
) -> DraftField:
    empty = sum(value is None or not str(value).strip() for value in values)
    zero = sum(str(value).startswith(ZERO) for value in values) if kind.logical in {"date", "timestamp"} else 0
    if zero:
        # As a date, every such row would go to the quarantine for one column that nobody filled in.
        kind = Kind(
            "string",
            TIME_TEXT,
            doubt="berisi 0000-00-00, jadi dibawa sebagai teks; jadikan date bila sumbernya sudah bersih",
        )
    if kind.logical == "string" and key and varchar_width(kind.physical) is None:
        kind = replace(kind, physical=varchar(max((len(str(value)) for value in values), default=LONG)))
    if personal and personal.protect == "pseudonym":
        personal, kind = _pseudonymous(personal, kind, values)
    field = DraftField(
        name=name,
        column=column.name,
        kind=kind,
        figures=_figures(column, values, empty, hidden=personal is not None),
        description=column.comment,
        key=key,
        required=key is not None or (column.required and not empty and bool(values)),
        personal=personal,
    )
    if key or personal:
        return field
    return replace(field, rules=tuple(candidates(name, field.label, kind, column.native, values)))


def _pseudonymous(personal: Guess, kind: Kind, values: Sequence[Any]) -> tuple[Guess, Kind]:
    """A pseudonym is made of text alone; numbers are not kept at all."""
    if all(value is None or isinstance(value, str) for value in values):
        return personal, Kind("string", PSEUDONYM)
    return replace(personal, protect="drop"), kind


def _figures(column: Column, values: Sequence[Any], empty: int, *, hidden: bool) -> str:
    """What the column is at its source and how its values look; of a personal one, no value."""
    given = [str(value) for value in values if value is not None and str(value).strip()]
    parts = [part for part in (column.native, "NOT NULL" if column.required else "") if part]
    told = [" ".join(parts)] if parts else []
    told.append(f"kosong {empty} dari {len(values)}")
    if given:
        told.append(f"{len(set(given))} nilai berbeda")
        if not hidden:
            told.append(f"panjang {min(map(len, given))}-{max(map(len, given))}")
    return ", ".join(told)


def _fitting(fields: list[DraftField], seen: Seen) -> list[DraftField]:
    """The fields with columns that a table of the warehouse takes together: narrower keys, longtext instead of long varchars."""
    if sum(_bytes(field) for field in fields if field.key) > KEY_BYTES:
        fields = [_narrowed(field, seen) if field.key else field for field in fields]
    for field in sorted(fields, key=_bytes, reverse=True):
        if sum(map(_bytes, fields)) <= ROW_BYTES:
            break
        if not field.key and (varchar_width(field.kind.physical) or 0) >= LONG:
            longer = replace(field, kind=replace(field.kind, physical="longtext"))
            fields = [longer if each is field else each for each in fields]
    return fields


def _narrowed(field: DraftField, seen: Seen) -> DraftField:
    if field.kind.logical != "string":
        return field
    longest = max((len(str(value)) for value in seen.values(field.column)), default=1)
    doubt = f"kolom sumber lebih lebar dari yang muat dalam kunci; nilai terpanjang yang terlihat {longest} huruf"
    return replace(field, kind=replace(field.kind, physical=varchar(longest), doubt=doubt))


def _bytes(field: DraftField) -> int:
    return 4 * (varchar_width(field.kind.physical) or 2) + 2


def change_column(seen: Seen, fields: Sequence[DraftField]) -> str | None:
    """The field that says when a row was changed: set by the server itself, else by its name and always filled."""
    by_column = {field.column: field for field in fields if field.kind.logical == "timestamp" and not field.personal}
    for column in seen.columns:
        if column.changed and column.name in by_column:
            return by_column[column.name].name
    for name in ("updated_at", "last_update", "last_updated", "modified_at", "diubah_pada", "waktu_ubah", "tgl_update"):
        for field in by_column.values():
            if field.name == name and _readable(seen.values(field.column)):
                return name
    return None


def created_column(fields: Sequence[DraftField]) -> str | None:
    usual = ("created_at", "create_date", "created", "dibuat_pada", "tgl_buat", "tanggal_buat")
    times = {field.name for field in fields if field.kind.logical in {"date", "timestamp"} and not field.personal}
    return next((name for name in usual if name in times), None)


def _readable(values: list[Any]) -> bool:
    text = trimmed(values, pd.RangeIndex(len(values)))
    return bool(timestamps(text.dropna()).notna().all())
