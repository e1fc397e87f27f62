"""Numbers and times as Indonesian readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from include.calendar import CAMPUS_ZONE

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
QUARTERS = ("I", "II", "III", "IV")
NOTHING = "–"


def number(value: Decimal | int | None, places: int = 2) -> str:
    """`1.234,50`, halves rounded away from zero; a dash for what is missing."""
    if value is None:
        return NOTHING
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # Python would write a tiny loss as -0.00.
    return f"{abs(rounded) if rounded == 0 else rounded:,f}".translate(str.maketrans(",.", ".,"))


def compact(value: Decimal | int | None) -> str:
    """As `number`, without decimals that are all zero."""
    if value is None:
        return NOTHING
    return number(value, 0 if value == int(value) else 2)


def plain(value: Decimal) -> str:
    """Every digit and no more: `0,023`."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def signed(value: Decimal | None) -> str:
    """With its sign, so that nobody has to compare: `+1,25`, `−0,50`, `0,00`."""
    text = number(value)
    if value is None or text == number(0):
        return text
    return f"+{text}" if value > 0 else text.replace("-", "−")


def day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def validity(since: date, until: date | None) -> str:
    return f"sejak {day(since)}" if until is None else f"{day(since)} sampai {day(until)}"


def period(value: str) -> str:
    """`Triwulan III 2026` for 2026Q3, `Tahun 2026` for 2026."""
    year, _, quarter = value.partition("Q")
    return f"Triwulan {QUARTERS[int(quarter) - 1]} {year}" if quarter else f"Tahun {year}"


def moment(value: datetime | None) -> str:
    """A UTC time in campus time."""
    if value is None:
        return NOTHING
    local = value.replace(tzinfo=value.tzinfo or UTC).astimezone(CAMPUS_ZONE)
    return f"{day(local.date())} {local:%H.%M %Z}"
