"""What is wrong with a contract, said so that a person finds the line and knows what to write there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from include.errors import ContractError


@dataclass(frozen=True)
class Problem:
    """`value` is None where nothing is there. `expected` says what would be right and, where that is not plain, why."""

    file: str
    line: int
    field: str
    value: Any
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {_short(self.value)}; expected {self.expected}"


class WrongContract(ContractError):
    """One contract with all its problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def _short(value: Any, limit: int = 60) -> str:
    text = "(missing)" if value is None else repr(value)
    return text if len(text) <= limit else f"{text[:limit]}..."
