"""The campus calendar: campus time, semesters and budget years."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

CAMPUS_ZONE = ZoneInfo("Asia/Jakarta")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def semester(day: date) -> str:
    """`20261` for August 2026 to January 2027 (ganjil), `20262` for February to July 2027 (genap)."""
    if day.month >= 8:
        return f"{day.year}1"
    if day.month == 1:
        return f"{day.year - 1}1"
    return f"{day.year - 1}2"


def academic_year(day: date) -> str:
    start = int(semester(day)[:4])
    return f"{start}/{start + 1}"
