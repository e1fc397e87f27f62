"""The messages of the errors that `include` raises, read from its code. What differs from time to time is `…`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stack.paths import ROOT

DIFFERS = "…"


@dataclass(frozen=True)
class Message:
    place: str
    kind: str
    text: str


def messages() -> list[Message]:
    modules = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted((ROOT / "include").rglob("*.py"))}
    kinds = _kinds(list(modules.values()))
    return [message for file, module in modules.items() for message in _of_module(file, module, kinds)]


def _kinds(modules: list[ast.Module]) -> set[str]:
    """The names of KampusError and of every class below it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }
    found = {"KampusError"}
    while more := {name for name, names in bases.items() if names & found} - found:
        found |= more
    return found


def _of_module(file: Path, module: ast.Module, kinds: set[str]) -> Iterator[Message]:
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            kind = node.func.id if node.func.id in kinds else _returned_kind(node, functions, kinds)
            if kind:
                yield Message(f"{file.relative_to(ROOT)}:{node.lineno}", kind, _text(node.args[0], functions))


def _returned_kind(call: ast.Call, functions: dict[str, ast.FunctionDef], kinds: set[str]) -> str | None:
    """The kind of an error whose class is chosen when it is made: what the function around it says that it returns."""
    for function in functions.values():
        declared = function.returns
        returned = any(isinstance(each, ast.Return) and each.value is call for each in ast.walk(function))
        if (
            returned
            and isinstance(declared, ast.Name)
            and declared.id in kinds
            and isinstance(call.args[0], ast.JoinedStr)
        ):
            return declared.id
    return None


def _text(node: ast.expr, functions: dict[str, ast.FunctionDef]) -> str:
    """The words of an expression; of a call of a function of the same module, those that it returns."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(_text(part, functions) for part in node.values)
        case ast.Call(func=ast.Name(id=name)) if name in functions:
            returned = [each for each in ast.walk(functions[name]) if isinstance(each, ast.Return) and each.value]
            return " ".join(_text(each.value, functions) for each in returned if each.value)
        case _:
            return DIFFERS
