"""One campus of the usual size, made once. Tests read it and never change it."""

from __future__ import annotations

from datetime import date

import pytest

from stack.campus.make import make_campus
from stack.campus.model import Campus


@pytest.fixture(scope="session")
def sample() -> Campus:
    return make_campus(2026, 2_000, date(2026, 11, 25))
