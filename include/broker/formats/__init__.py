"""Formats: what a message looks like on the wire. One protocol (`base.Format`), one module for each format."""

from __future__ import annotations

from include.broker.formats.base import Format
from include.broker.formats.plain import Plain
from include.contract.model import Contract


def format_of(contract: Contract) -> Format:
    """The format that the contract's topic has."""
    return Plain()
