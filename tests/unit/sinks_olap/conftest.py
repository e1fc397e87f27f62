from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from include.settings import OlapSettings


@pytest.fixture
def settings(tmp_path: Path) -> OlapSettings:
    """A store in which nobody waits."""
    return OlapSettings(tmp_path / "private" / "kampus.duckdb", tmp_path / "copies", patience=timedelta())
