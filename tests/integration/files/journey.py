"""A drop folder, a topic and a warehouse of one test, and the way from the first to the last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.audit.conservation import violations
from include.database import connect
from include.extract import ExtractOutcome
from include.ingest import Parts, load, plan, stage
from include.sources.files import FileSource
from tests.integration.extract.builders import RUN, Hop
from tests.unit.sources.files.world import drop


@dataclass
class Journey:
    hop: Hop
    source: FileSource
    parts: Parts
    clock: float = 1_785_000_000

    def drop(self, name: str, content: bytes) -> None:
        """Each file is a minute newer than the one before."""
        self.clock += 60
        drop(self.source.folder, name, content, self.clock)

    def extract(self) -> ExtractOutcome:
        return self.hop.extract(self.source)

    def ingest(self) -> None:
        for work in plan(self.source.contract, self.parts, RUN, 100):
            stage(self.source.contract, work, self.parts)
            load(self.source.contract, work, "warehouse", self.parts, RUN)

    def select(self, sql: str) -> list[tuple[Any, ...]]:
        with connect(self.parts.warehouse) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def rows(self) -> list[tuple[Any, ...]]:
        return self.select("SELECT nim, nama, besaran FROM beasiswa ORDER BY nim")

    def quarantine(self) -> list[tuple[Any, ...]]:
        return self.select("SELECT source_position, rule, status FROM v_karantina ORDER BY message_offset")

    def violations(self) -> list[str]:
        with connect(self.parts.warehouse) as connection:
            return violations(connection, "beasiswa")

    def refused(self) -> list[Path]:
        """What lies in `ditolak/`: each file, then the note that says why."""
        return sorted((self.source.folder / "ditolak").iterdir())
