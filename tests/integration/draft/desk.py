"""Somebody who drafts a contract from flags and lets its dataset run, without a line of Python for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include import connections
from include.contract.lint import lint
from include.contract.model import Contract
from include.contract.read import read_contract
from include.database import connect
from include.draft.__main__ import main
from include.extract import extract
from include.ingest import Parts, load, plan
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings

RUN = RunContext("extract__uji", "manual", "draf", 1)


@dataclass(frozen=True)
class Desk:
    """`name` is that of the source and of its connection."""

    name: str
    home: Path
    broker: BrokerSettings
    warehouse: DatabaseSettings

    def draft(self, **flags: str) -> int:
        """The exit code of the tool."""
        given = {"connection": self.name, "source": self.name, **flags}
        # An empty flag is one that is left to its default.
        given = {flag: value for flag, value in given.items() if value}
        words = [word for flag, value in given.items() for word in (f"--{flag}", value)]
        return main([*words, "--contracts", str(self.contracts), "--fixtures", str(self.home / "fixtures")])

    def contract(self, dataset: str) -> Contract:
        return read_contract(self.contracts / f"{dataset}.yaml")

    def text(self, dataset: str) -> str:
        return (self.contracts / f"{dataset}.yaml").read_text(encoding="utf-8")

    def fixture(self, dataset: str) -> list[dict[str, Any]]:
        lines = (self.home / "fixtures" / f"{dataset}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def run(self, dataset: str) -> None:
        """`make lint`, which must find the draft right as it stands; then what the two DAGs of the dataset do."""
        problems, right = lint(self.contracts)
        assert ([str(problem) for problem in problems], right) == ([], 1)
        contract = self.contract(dataset)
        parts = Parts(self.broker, self.warehouse, f"file://{self.home / 'staging'}", b"kunci")
        state = f"file://{self.home / 'state'}"
        if not contract.topic.foreign:
            extract(contract, connections.source(contract), self.broker, self.warehouse, state, RUN)
        for work in plan(contract, parts, RUN, max_rows=100_000):
            load(contract, work, "warehouse", parts, RUN)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with connect(self.warehouse) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    @property
    def contracts(self) -> Path:
        return self.home / "contracts"


def address_of(database: DatabaseSettings) -> str:
    return f"mysql://{database.user}:{database.password}@{database.host}:{database.port}/{database.database}"
