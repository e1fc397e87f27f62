"""Which columns tell the rows apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from include.draft.seen import Seen, Unusable

WIDEST = 3
TRIED = 12
"""Columns that are tried in pairs and triples."""
LIKELY = re.compile(r"(^|_)(id|uuid|kode|kd|no|nomor|nim|npm|nidn|nip|isbn|code|key)(_|$)")
SHOWN = 5


def proposed(seen: Seen, names: dict[str, str], personal: set[str]) -> tuple[str, ...] | None:
    """The best key whose columns are not personal: one that the source enforces, else the fewest columns that tell rows apart.

    None where there is none. `names` gives the name of each column in the contract, `personal` the columns that tell of a person.
    """
    usable = [column.name for column in seen.columns if column.name not in personal]
    for key in seen.keys:
        if set(key) <= set(usable) and fault(seen, key, personal) is None:
            return key
    if not seen.rows or seen.versions:
        return None
    full = [column for column in usable if all(_given(value) for value in seen.values(column))]
    full.sort(key=lambda column: (not LIKELY.search(names[column]), usable.index(column)))
    for width in range(1, WIDEST + 1):
        for key in combinations(full if width == 1 else full[:TRIED], width):
            if _repeated(seen, key) == 0 and not _measures(seen, key):
                return key
    return None


def chosen(seen: Seen, answer: str, names: dict[str, str], personal: set[str]) -> tuple[str, ...]:
    """The columns of an answer such as `nim, id_semester`. Raises Unusable when they are no key."""
    by_name = {**{name: column for column, name in names.items()}, **{column: column for column in names}}
    parts = [part.strip() for part in answer.split(",") if part.strip()]
    if not parts:
        raise Unusable("Kunci wajib ada: kolom yang membedakan setiap baris, dipisahkan koma.")
    if unknown := [part for part in parts if part not in by_name]:
        raise Unusable(f"Tidak ada kolom {', '.join(unknown)}. Yang ada: {', '.join(names.values())}.")
    key = tuple(dict.fromkeys(by_name[part] for part in parts))
    if why := fault(seen, key, personal):
        raise Unusable(why)
    return key


def fault(seen: Seen, key: Sequence[str], personal: set[str]) -> str | None:
    """Why the columns are no key, or None."""
    label = ", ".join(key)
    if found := [column for column in key if column in personal]:
        return (
            f"{', '.join(found)} menunjuk orang, dan kunci tampak terbuka di Kafka dan di log. Pilih kolom lain, atau keluarkan "
            f"kolom itu dari daftar data pribadi bila memang bukan."
        )
    if tuple(key) in seen.keys:
        return None
    for column in key:
        if empty := sum(not _given(value) for value in seen.values(column)):
            return f"{column} kosong pada {empty} dari {len(seen.rows)} baris, sedangkan kunci wajib terisi. Pilih kolom lain."
    if not seen.versions and (repeated := _repeated(seen, key)):
        return (
            f"({label}) tidak unik: {repeated} dari {len(seen.rows)} baris memakai kunci yang sudah ada, jadi yang satu akan "
            f"menimpa yang lain. Tambahkan kolom yang membedakannya."
        )
    return None


def _repeated(seen: Seen, key: Sequence[str]) -> int:
    return len(seen.rows) - len(set(_key_values(seen, key)))


def _key_values(seen: Seen, key: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(str(row.get(column)).strip() for column in key) for row in seen.rows)


def _measures(seen: Seen, key: Sequence[str]) -> bool:
    """Amounts and times may differ in every row by chance, and say nothing of what a row is."""
    return any(re.search(r"\d\.\d|\d:\d\d", str(value)) for column in key for value in seen.values(column)[:SHOWN])


def _given(value: Any) -> bool:
    return value is not None and bool(str(value).strip())
