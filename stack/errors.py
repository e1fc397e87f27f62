"""What the local stack tells a person instead of a stack trace."""

from __future__ import annotations


class StackError(Exception):
    """Says what is wrong on this machine and the command or setting that mends it."""
