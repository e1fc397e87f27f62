"""All contracts of the house. A wrong one is set aside with its problems; the others go on working."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from include.contract.model import Contract
from include.contract.problems import Problem, WrongContract
from include.contract.read import ROOT, read_contract
from include.errors import FinalError

CONTRACTS = ROOT / "include" / "contracts"


@dataclass(frozen=True)
class Catalog:
    contracts: tuple[Contract, ...]
    problems: tuple[Problem, ...]

    def get(self, dataset: str) -> Contract:
        for contract in self.contracts:
            if contract.dataset == dataset:
                return contract
        known = ", ".join(contract.dataset for contract in self.contracts)
        raise FinalError(f"no dataset {dataset!r} is declared in include/contracts. Known are: {known}.")

    def by_source(self) -> dict[str, tuple[Contract, ...]]:
        names = sorted({contract.source.name for contract in self.contracts})
        return {name: tuple(c for c in self.contracts if c.source.name == name) for name in names}


@lru_cache(maxsize=4)
def load_catalog(folder: Path = CONTRACTS) -> Catalog:
    """Every contract file of a folder, in the order of their names. Read once per process."""
    contracts: list[Contract] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            contract = read_contract(path)
        except WrongContract as wrong:
            problems.extend(wrong.problems)
            continue
        clash = _clash(contract, contracts)
        if contract.dataset != path.stem:
            problems.append(Problem(contract.path, 1, "id", contract.dataset, f"the file's name {path.stem!r}"))
        elif clash:
            problems.append(clash)
        else:
            contracts.append(contract)
    return Catalog(tuple(contracts), tuple(problems))


def _clash(contract: Contract, others: list[Contract]) -> Problem | None:
    for other in others:
        if other.topic.name == contract.topic.name:
            return Problem(
                contract.path, 1, "topic.name", contract.topic.name, f"a topic of its own; {other.path} has it"
            )
    return None
