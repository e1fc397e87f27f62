"""One cell of a file as the value of a message, by the type that the contract gives its column.

Text stays as it is written: what `Rp 5.000.000` or `3,5` means is known behind Kafka. Only what a spreadsheet alone can
say is said here: what its numbers are dates, and what of a number it has kept.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl.utils.datetime import from_excel

from include.contract.model import LogicalType
from include.sources.file_rows import Cell, Unreadable

Value = str | int | float | bool | None

DAYS = {LogicalType.DATE, LogicalType.TIMESTAMP}
"""Of a text, only what may be a day counted as a number is not what it says."""
NUMBERS = {LogicalType.INTEGER, LogicalType.DECIMAL}
SERIAL = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
SERIALS = range(10_000, 73_051)
"""Days since 1900 that a date of a campus can lie on: 1927 to 2099. Five digits, so that no year is taken for one."""
DIGITS = 15
"""The digits of a number that a spreadsheet keeps."""


def message_value(cell: Cell, type_: LogicalType, epoch: datetime) -> Value | Unreadable:
    """`epoch` is the day from which the file counts days."""
    if isinstance(cell, str):
        return _day(cell, epoch) if type_ in DAYS else cell
    if cell is None or isinstance(cell, Unreadable):
        return cell
    if isinstance(cell, bool):
        return cell if type_ is LogicalType.BOOLEAN else str(cell).lower()
    if isinstance(cell, (int, float)):
        return _number(cell, type_, epoch)
    return _written(cell)


def _number(cell: int | float, type_: LogicalType, epoch: datetime) -> Value | Unreadable:
    if abs(cell) >= 10**DIGITS:
        return Unreadable(
            f"angka dengan lebih dari {DIGITS} digit, yang digit belakangnya sudah hilang di Excel; jadikan kolom ini Teks, "
            f"isi lagi nilainya, lalu kirim lagi"
        )
    if type_ in DAYS and int(cell) in SERIALS:
        return _written(from_excel(cell, epoch))
    # 0.1 + 0.2 is shown as 0.3 by every spreadsheet.
    exact = Decimal(f"{cell:.{DIGITS}g}")
    if exact == exact.to_integral_value():
        return int(exact) if type_ in NUMBERS else str(int(exact))
    return float(exact) if type_ in NUMBERS else format(exact, "f")


def _day(text: str, epoch: datetime) -> str:
    """The text, or the day that its number counts."""
    number = text.strip()
    if SERIAL.fullmatch(number) and int(number[:5]) in SERIALS:
        return _written(from_excel(float(number.replace(",", ".")), epoch))
    return text


def _written(moment: datetime | date | time | timedelta) -> str:
    """A time of midnight is a day."""
    if isinstance(moment, datetime):
        return moment.isoformat() if moment.time() != time() else moment.date().isoformat()
    return str(moment)
