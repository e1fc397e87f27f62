from __future__ import annotations

from tests.integration.ingest.conftest import make_world, world

__all__ = ["make_world", "world"]
