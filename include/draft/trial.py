"""Tries a draft: our own check, the standard's, and the rows that were seen through decoder, transforms and rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from include.broker.formats.plain import Plain
from include.contract.model import Contract
from include.contract.problems import WrongContract
from include.contract.read import parse_contract
from include.contract.standard import standard_problems
from include.contract.trial import trial_problems
from include.quality.check import check
from include.records import OffsetRange, PlannedBatch, RawMessage
from include.sources.values import encode
from include.transform.batch import transform


@dataclass(frozen=True)
class Tried:
    """What becomes of the rows: how many were tried, how many pass, what is rejected and warned of, by `field.rule`."""

    rows: int
    accepted: int
    rejected: dict[str, int]
    warned: dict[str, int]

    def __str__(self) -> str:
        found = [f"{self.rows} baris dicoba: {self.accepted} diterima, {self.rows - self.accepted} ditolak"]
        found += [f"{name} menolak {count}" for name, count in self.rejected.items()]
        found += [f"{name} memperingatkan {count}" for name, count in self.warned.items()]
        return "; ".join(found)


def checked(body: str, path: str) -> Contract:
    """The contract. Raises WrongContract with what any of the checks finds."""
    contract = parse_contract(body, path)
    if found := (*trial_problems(contract), *standard_problems(contract)):
        raise WrongContract(found)
    return contract


def tried(contract: Contract, rows: Sequence[dict[str, Any]]) -> Tried:
    messages = [
        RawMessage(partition=0, offset=offset, timestamp=datetime.now(UTC), key=b"", value=encode(row), headers={})
        for offset, row in enumerate(rows)
    ]
    batch = PlannedBatch(
        "draf", contract.dataset, OffsetRange("draf", "draf", 0, 0, len(rows)), contract.version, "draf"
    )
    transformed = transform(messages, batch, contract, Plain())
    checked_rows = check(transformed.frame, contract)
    rejects = {reject.offset: reject for reject in (*checked_rows.rejects, *transformed.rejects)}
    rejected = Counter(f"{reject.field or 'baris'}.{reject.rule}" for reject in rejects.values())
    return Tried(len(rows), len(rows) - len(rejects), dict(rejected), checked_rows.warnings)
