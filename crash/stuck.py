"""The one error of a campaign."""

from __future__ import annotations


class Stuck(Exception):
    """The pipeline does not go on by itself."""
