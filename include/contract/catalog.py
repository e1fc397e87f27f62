"""All contracts of the house. A wrong one is set aside with its problems; the others go on working."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from include.contract.document import parse
from include.contract.model import Contract
from include.contract.problems import Problem, WrongContract
from include.contract.read import ROOT, read_contract, shown
from include.errors import ContractError, FinalError

CONTRACTS = ROOT / "include" / "contracts"
ENDING = ".yaml"


@dataclass(frozen=True)
class Catalog:
    contracts: tuple[Contract, ...]
    problems: tuple[Problem, ...]

    def get(self, dataset: str) -> Contract:
        """Raises ContractError when the dataset's contract is wrong, FinalError when there is none."""
        for contract in self.contracts:
            if contract.dataset == dataset:
                return contract
        if wrong := [problem for problem in self.problems if Path(problem.file).stem == dataset]:
            raise ContractError("\n".join(str(problem) for problem in wrong))
        known = ", ".join(contract.dataset for contract in self.contracts)
        raise FinalError(f"no dataset {dataset!r} is declared in include/contracts. Known are: {known}.")

    def by_source(self) -> dict[str, tuple[Contract, ...]]:
        """The datasets that are extracted. What others publish is in its topic without us."""
        extracted = [contract for contract in self.contracts if not contract.topic.foreign]
        names = sorted({contract.source.name for contract in extracted})
        return {name: tuple(c for c in extracted if c.source.name == name) for name in names}


@lru_cache(maxsize=4)
def load_catalog(folder: Path = CONTRACTS) -> Catalog:
    """Every contract file of a folder, in the order of their names. Read once per process."""
    contracts: list[Contract] = []
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        if path.suffix != ENDING:
            problems.extend(_ending_problems(path))
            continue
        try:
            contract = read_contract(path)
        except WrongContract as wrong:
            problems.extend(wrong.problems)
            continue
        if contract.dataset == path.stem:
            contracts.append(contract)
        else:
            expected = f"{path.stem}, as the file is named; or rename the file to {contract.dataset}{ENDING}"
            problems.append(parse(contract.body, contract.path).problem(("id",), contract.dataset, expected))
    clashes = list(_topic_clashes(contracts))
    clashing = {problem.file for problem in clashes}
    return Catalog(tuple(c for c in contracts if c.path not in clashing), (*problems, *clashes))


def _ending_problems(path: Path) -> Iterator[Problem]:
    if path.suffix.lower() in {".yml", ENDING}:
        yield Problem(shown(path), 1, "(file)", path.name, f"a name that ends in {ENDING}; this file is not read")


def _topic_clashes(contracts: list[Contract]) -> Iterator[Problem]:
    """Contracts that share a topic are all set aside: nothing says which of them its messages belong to."""
    sharing: dict[str, list[Contract]] = defaultdict(list)
    for contract in contracts:
        sharing[contract.topic.name].append(contract)
    for topic, group in sharing.items():
        for contract in group:
            if others := ", ".join(other.path for other in group if other is not contract):
                document = parse(contract.body, contract.path)
                named = [custom["property"] for custom in document.data["customProperties"]]
                at = ("customProperties", named.index("topic"), "value", "name")
                yield document.problem(at, topic, f"a topic of its own; {others} has it too")
