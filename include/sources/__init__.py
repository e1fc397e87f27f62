"""Sources: one protocol (`base.Source`), one module for each kind."""

from __future__ import annotations

from include.contract.model import Contract

REPUBLISHED_KINDS = ("mysql", "http", "feeder")


def can_republish(contract: Contract) -> bool:
    """Whether the dataset's source can be asked again for the rows that changed in a stretch of time."""
    return contract.source.kind in REPUBLISHED_KINDS and contract.source.change_column is not None
