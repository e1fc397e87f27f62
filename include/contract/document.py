"""A YAML file as plain data, with the line of every node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from include.contract.problems import Problem, WrongContract

Path = tuple[str | int, ...]


class _Loader(yaml.CSafeLoader):
    """Dates stay text: a contract has none, and `version: 2026-13-01` would be an error of the loader, without a line."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


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
    """Raises WrongContract when the text is no YAML, or when a key stands twice."""
    lines: dict[Path, int] = {}
    twice: list[Problem] = []
    try:
        data = yaml.load(body, Loader=_Loader)
        node = yaml.compose(body, Loader=_Loader)
        if node is not None:
            _walk(node, (), lines, twice, file)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _no_yaml(file, line, error.problem) from error
    except yaml.reader.ReaderError as error:
        raise _no_yaml(file, body.count("\n", 0, error.position) + 1, error.reason) from error
    except (ValueError, RecursionError) as error:
        # A tag such as !!int before text, or an alias inside its own anchor.
        raise _no_yaml(file, 1, str(error)) from error
    if twice:
        raise WrongContract(tuple(twice))
    return Document(file, data, lines)


def path_text(path: Path) -> str:
    """`schema[0].properties[3].name`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".") or "(file)"


def _no_yaml(file: str, line: int, reason: str | None) -> WrongContract:
    expected = "YAML. Indent with blanks; put text in quotes that has `: ` or ` #` in it or begins with a sign"
    return WrongContract((Problem(file, line, "(file)", reason, expected),))


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int], twice: list[Problem], file: str) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, key.value)
            if below in lines:
                expected = f"each key once; it stands first on line {lines[below]}. Remove one of the two"
                twice.append(Problem(file, key.start_mark.line + 1, path_text(below), key.value, expected))
                continue
            _walk(value, below, lines, twice, file)
            lines[below] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*path, index), lines, twice, file)
