from __future__ import annotations

from collections.abc import Iterator

import pytest

from stack.campus.api import CampusApi, serving
from stack.campus.api_data import Lists


@pytest.fixture
def api() -> Iterator[CampusApi]:
    """The web APIs of a campus that has nothing yet."""
    with serving(Lists({})) as serving_api:
        yield serving_api
