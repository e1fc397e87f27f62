"""Pseudonyms: keyed, stable, and the same for the same value in every dataset, so that joins still work."""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd

PREFIX = "p_"


def pseudonym(value: str, key: bytes) -> str:
    digest = hmac.new(key, value.strip().casefold().encode(), hashlib.sha256).hexdigest()
    return f"{PREFIX}{digest[:24]}"


def pseudonyms(values: pd.Series, key: bytes) -> pd.Series:
    """One HMAC for each distinct value."""
    table = {value: pseudonym(value, key) for value in values.dropna().unique()}
    return values.map(table)
