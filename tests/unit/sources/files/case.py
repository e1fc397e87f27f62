"""What a case is, and the two rows that the files of the cases are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

ANI = "01120001,Ani,3.50,5000000,2026-08-03\n"
BUDI = "01120002,Budi,3.25,2500000,2026-08-04\n"
HEAD = "nim,nama,ipk,besaran,tanggal\n"

ANI_CELLS = ("01120001", "Ani", 3.5, 5_000_000, date(2026, 8, 3))
BUDI_CELLS = ("01120002", "Budi", 3.25, 2_500_000, date(2026, 8, 4))
TITLES = ("nim", "nama", "ipk", "besaran", "tanggal")


def loaded(nim: str, nama: str, ipk: str, besaran: str, tanggal: date | None) -> dict[str, Any]:
    """A row as the sinks are given it."""
    return {"nim": nim, "nama": nama, "ipk": Decimal(ipk), "besaran": Decimal(besaran), "tanggal": tanggal}


ANI_LOADED = loaded("01120001", "Ani", "3.50", "5000000.00", date(2026, 8, 3))
BUDI_LOADED = loaded("01120002", "Budi", "3.25", "2500000.00", date(2026, 8, 4))


@dataclass(frozen=True)
class Case:
    """`loaded` and `quarantined` are by line (of a sheet: row); of a reason, a note or a refusal its words are given."""

    name: str
    file: bytes
    loaded: dict[int, dict[str, Any]] = field(default_factory=dict)
    quarantined: dict[int, str] = field(default_factory=dict)
    refused: str | None = None
    noted: str | None = None
    options: str = ""
    """More keys of the source, as its contract writes them."""
    nim: str = ""
    """More keys of the column nim."""
