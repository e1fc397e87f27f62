"""Every sink keeps every promise of the suite."""

from __future__ import annotations

import pytest

from tests.contract.sinks.kit import Kit
from tests.contract.sinks.suite import PROMISES, Promise


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_sink_keeps_its_promise(kit: Kit, promise: Promise) -> None:
    promise(kit)
