"""Versions of a contract as numbers, for places that compare them."""

from __future__ import annotations

PART = 100_000
"""One more than any of the three numbers of a version can be."""


def version_number(version: str) -> int:
    """Sorts like the semantic version: `1.10.0` comes after `1.9.3`."""
    major, minor, patch = (int(part) for part in version.split("."))
    return (major * PART + minor) * PART + patch
