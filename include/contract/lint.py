"""`make lint` for contracts: reads every one, tries it on example rows, and lints it with the standard's own tool."""

from __future__ import annotations

import sys
from pathlib import Path

from include.contract.catalog import CONTRACTS, load_catalog
from include.contract.problems import Problem
from include.contract.standard import standard_problems
from include.contract.trial import trial_problems


def lint(folder: Path) -> tuple[list[Problem], int]:
    """The problems of a folder's contracts, and how many contracts are right.

    The trial and the standard's tool come after our own check of a file, which names line and value where they do not.
    """
    catalog = load_catalog(folder)
    problems, right = list(catalog.problems), 0
    for contract in catalog.contracts:
        found = [*trial_problems(contract), *standard_problems(contract)]
        problems += found
        right += not found
    return sorted(problems, key=lambda problem: (problem.file, problem.line)), right


def main(folder: Path = CONTRACTS) -> int:
    problems, right = lint(folder)
    for problem in problems:
        print(problem)
    if problems:
        files = len({problem.file for problem in problems})
        print(f"{len(problems)} problem(s) in {files} file(s); {right} contracts are right.", file=sys.stderr)
        return 1
    print(f"{right} contracts are right.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
