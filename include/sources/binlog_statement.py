"""What a statement in the binlog does to a table whose rows it does not carry."""

from __future__ import annotations

import re
from enum import StrEnum

LEADING_COMMENTS = re.compile(r"\s*(?:/\*.*?\*/\s*|(?:--|#)[^\n]*(?:\n|$)\s*)*", re.DOTALL)
REPLACES = re.compile(r"TRUNCATE\b|DROP\s+TABLE\b|RENAME\s+TABLE\b", re.IGNORECASE)
DROPS_DATABASE = re.compile(r"DROP\s+(?:DATABASE|SCHEMA)\s+(?:IF\s+EXISTS\s+)?`?([^`\s;]+)`?", re.IGNORECASE)
ALTERS = re.compile(r"ALTER\s+(?:ONLINE\s+|IGNORE\s+)*TABLE\b", re.IGNORECASE)
MOVES_ROWS = re.compile(r"\bPARTITION\b|\bPARTITIONING\b|\bRENAME\b(?!\s+(?:COLUMN|INDEX|KEY)\b)", re.IGNORECASE)
WRITES = re.compile(r"(?:INSERT|UPDATE|DELETE|REPLACE|LOAD)\b", re.IGNORECASE)


class Effect(StrEnum):
    NONE = "none"
    REPLACED = "replaced"
    """Rows may be gone or others: TRUNCATE, DROP, RENAME, and what is done to partitions."""
    ALTERED = "altered"
    """Its columns or their values may be others."""
    WRITTEN = "written"
    """Rows were written by statement, so nobody can say which."""


def effect(statement: str, default_schema: str, schema: str, table: str) -> Effect:
    """`default_schema` is the database that the statement was given in."""
    text = statement[LEADING_COMMENTS.match(statement).end() :]  # type: ignore[union-attr]
    if dropped := DROPS_DATABASE.match(text):
        return Effect.REPLACED if dropped.group(1).lower() == schema.lower() else Effect.NONE
    if not _names(text, default_schema, schema, table):
        return Effect.NONE
    if REPLACES.match(text):
        return Effect.REPLACED
    if ALTERS.match(text):
        return Effect.REPLACED if MOVES_ROWS.search(text) else Effect.ALTERED
    return Effect.WRITTEN if WRITES.match(text) else Effect.NONE


def _names(text: str, default_schema: str, schema: str, table: str) -> bool:
    named = re.compile(rf"(?:`?([\w$]+)`?\s*\.\s*|(?<![\w$`.]))(`?){re.escape(table)}\2(?![\w$`])", re.IGNORECASE)
    return any((found.group(1) or default_schema).lower() == schema.lower() for found in named.finditer(text))
