"""From the names that sources give to the names that a contract may have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

LONGEST = 50


def name_of(text: str, otherwise: str = "kolom") -> str:
    """`Tanggal Lahir`, `TanggalLahir` and `tanggal-lahir` as `tanggal_lahir`; a name begins with a letter."""
    ascii_ = normalize("NFKD", text).encode("ascii", "ignore").decode()
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", ascii_)
    plain = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")[:LONGEST].strip("_")
    if not plain:
        return otherwise
    return plain if plain[0].isalpha() else f"{otherwise}_{plain}"[:LONGEST]


def names_of(columns: Iterable[str]) -> dict[str, str]:
    """A name for each column, no name twice."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        name, number = name_of(column), 2
        while name in taken:
            name, number = f"{name_of(column)}_{number}", number + 1
        taken.add(name)
        names[column] = name
    return names


def label_of(name: str) -> str:
    """`tanggal_lahir` as `Tanggal lahir`."""
    return name.replace("_", " ").capitalize()
