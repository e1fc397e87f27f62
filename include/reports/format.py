"""Numbers and times as Indonesian readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from include.calendar import CAMPUS_ZONE

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
NOTHING = "–"


def number(value: Decimal | int | None, places: int = 2) -> str:
    """`1.234,50`; a dash for what is missing."""
    if value is None:
        return NOTHING
    return f"{value:,.{places}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def compact(value: Decimal | int | None) -> str:
    """As `number`, without decimals that are all zero."""
    if value is None:
        return NOTHING
    return number(value, 0 if value == int(value) else 2)


def signed(value: Decimal | None) -> str:
    if value is None:
        return NOTHING
    return f"{'+' if value > 0 else ''}{number(value)}"


def day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None) -> str:
    """A UTC time in campus time."""
    if value is None:
        return NOTHING
    local = value.replace(tzinfo=value.tzinfo or UTC).astimezone(CAMPUS_ZONE)
    return f"{day(local.date())} {local:%H.%M} WIB"
