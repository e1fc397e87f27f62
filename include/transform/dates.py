"""Dates and times as campuses write them. What does not exist on the calendar is missing, never moved."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from include.calendar import CAMPUS_ZONE
from include.transform.text import matches

INSTANT: Final = "datetime64[us, UTC]"
DAY = r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"
CLOCK = r"[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
ZONE = r" ?(?:Z|[+-][0-9]{2}:?[0-9]{2})"
FIRST, LAST = pd.Timestamp("1000-01-01", tz="UTC"), pd.Timestamp("9999-12-31 23:59:59.999999", tz="UTC")
"""The times that a DATETIME column holds."""


def dates(text: pd.Series) -> pd.Series:
    """Days. Of a time only the day counts, the one on campus where it has a zone."""
    iso = _iso(text)
    plain = matches(iso, DAY)
    days = pd.to_datetime(iso.where(plain, None), format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    if plain.sum() < text.notna().sum():
        local = timestamps(text.where(~plain, None)).dt.tz_convert(CAMPUS_ZONE).dt.tz_localize(None)
        days = days.where(plain, local.astype("datetime64[us]"))
    return days.dt.normalize()


def timestamps(text: pd.Series) -> pd.Series:
    """Instants in UTC. A time without a zone is campus time; a date alone is its midnight."""
    iso = _iso(text).str.replace(r"(\.[0-9]{6})[0-9]{1,3}", r"\1", regex=True)
    zoned = matches(iso, DAY + CLOCK + ZONE)
    local = matches(iso, f"{DAY}(?:{CLOCK})?")
    with_zone = pd.to_datetime(iso.where(zoned, None), format="ISO8601", errors="coerce", utc=True).astype(INSTANT)
    naive = pd.to_datetime(iso.where(local, None), format="ISO8601", errors="coerce").astype("datetime64[us]")
    instants = with_zone.where(zoned, campus_instants(naive))
    return instants.where((instants >= FIRST) & (instants <= LAST))


def campus_instants(naive: pd.Series) -> pd.Series:
    """Campus clock times as instants.

    The clocks of Jakarta were last moved in 1964. A time they skipped then is the first one after it, a time they showed
    twice is the later one: no date of birth is refused for that.
    """
    later = np.zeros(len(naive), dtype=bool)
    local: pd.Series = naive.dt.tz_localize(CAMPUS_ZONE, nonexistent="shift_forward", ambiguous=later)
    return local.astype(INSTANT)


def _iso(text: pd.Series) -> pd.Series:
    """`31-12-2024`, `31/12/2024` and `2024/12/31` as `2024-12-31`, with what follows; `5-1-2024` as `2024-01-05`."""
    turned = text.str.replace(r"^([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})", r"\3-\2-\1", regex=True)
    turned = turned.str.replace(r"^([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})", r"\1-\2-\3", regex=True)
    month = turned.str.replace(r"^([0-9]{4})-([0-9])-", r"\1-0\2-", regex=True)
    return month.str.replace(r"^([0-9]{4}-[0-9]{2})-([0-9])([ T]|$)", r"\1-0\2\3", regex=True)
