"""Names that are pure functions of what they name."""

from __future__ import annotations

import hashlib

from include.records import OffsetRange


def range_id(range_: OffsetRange) -> str:
    return _digest(range_.topic_id, range_.partition, range_.start, range_.end)


def batch_id(range_: OffsetRange, contract_version: str, code_version: str, generation: int) -> str:
    return _digest(range_id(range_), contract_version, code_version, generation)


def key_digest(key: bytes | None) -> str | None:
    """What a message's key is called where its personal value shall not stand. A message without a key has none."""
    return hashlib.sha256(key).hexdigest()[:32] if key else None


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:32]
