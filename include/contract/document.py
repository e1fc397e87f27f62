"""A YAML file as plain data, with the line of every node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from include.contract.problems import Problem, WrongContract

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    file: str
    data: Any
    lines: dict[Path, int]

    def problem(self, path: Path, value: Any, expected: str) -> Problem:
        return Problem(self.file, self.line(path), path_text(path), value, expected)

    def line(self, path: Path) -> int:
        """The line of a node, or of the nearest node above it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(body: str, file: str) -> Document:
    """Raises WrongContract when the text is no YAML or a key stands twice."""
    try:
        node = yaml.compose(body, Loader=yaml.CSafeLoader)
        data = yaml.load(body, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WrongContract((Problem(file, line, "(file)", error.problem, "YAML"),)) from error
    lines: dict[Path, int] = {}
    twice: list[Problem] = []
    if node is not None:
        _walk(node, (), lines, twice, file)
    if twice:
        raise WrongContract(tuple(twice))
    return Document(file, data, lines)


def path_text(path: Path) -> str:
    """`schema[0].properties[3].name`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".") or "(file)"


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int], twice: list[Problem], file: str) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, key.value)
            if below in lines:
                twice.append(Problem(file, key.start_mark.line + 1, path_text(below), key.value, "each key once"))
            _walk(value, below, lines, twice, file)
            lines[below] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines, twice, file)
