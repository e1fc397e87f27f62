"""Why a message could not be decoded, in words. Only rejects pay for the second look that this takes."""

from __future__ import annotations

import json
from typing import Any

from include.contract.model import Contract, Field, LogicalType
from include.records import Reject

DIGITS = 400

KINDS = {bool: "boolean", int: "angka", float: "angka", str: "teks", list: "larik", dict: "objek", type(None): "null"}
EXPECTED = {
    LogicalType.INTEGER: "angka atau teks berisi angka",
    LogicalType.DECIMAL: "angka atau teks berisi angka",
    LogicalType.BOOLEAN: "boolean, 0 atau 1, atau teks",
}
NUMBERS = {LogicalType.INTEGER, LogicalType.DECIMAL}


def explain(offset: int, row: bytes | None, contract: Contract) -> Reject:
    """The reject of a message whose row the decoder refused."""
    if row is None:
        return Reject(offset, "tombstone", None, "pesan kosong (tombstone); diharapkan objek JSON")
    try:
        text = row.decode()
    except UnicodeDecodeError as error:
        return _json(offset, f"byte ke-{error.start + 1} bukan UTF-8; diharapkan objek JSON")
    constants: list[str] = []
    try:
        value = json.loads(text, parse_constant=constants.append, parse_int=_integer)
    except json.JSONDecodeError as error:
        return _json(offset, f"bukan JSON pada huruf ke-{error.pos + 1}; diharapkan objek JSON")
    except RecursionError:
        return _json(offset, "bersarang terlalu dalam; diharapkan objek JSON yang datar")
    if constants:
        return Reject(offset, "nan", None, f"berisi {constants[0]}, yang bukan angka JSON")
    if not isinstance(value, dict):
        return Reject(offset, "object", None, f"JSON berupa {KINDS[type(value)]}; diharapkan objek")
    for declared in contract.message_fields:
        found = value.get(declared.source_name or declared.name)
        if not _fits(found, declared):
            expected = EXPECTED.get(declared.logical_type, "teks")
            why = f"{declared.name}: berupa {KINDS[type(found)]}; diharapkan {expected}"
            return Reject(offset, "type", declared.name, why)
    if "\\u" in text and not _storable(value):
        return _json(offset, "berisi separuh pasangan surrogate; diharapkan teks Unicode yang utuh")
    return _json(offset, "tidak dapat dibaca sesuai kontrak; angkanya terlalu panjang atau kuncinya ganda")


def _json(offset: int, why: str) -> Reject:
    return Reject(offset, "json", None, why)


def _integer(digits: str) -> int:
    """Python refuses to convert numbers of thousands of digits; which number they are does not matter here."""
    return int(digits[:DIGITS])


def _storable(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _fits(value: Any, declared: Field) -> bool:
    if value is None:
        return True
    if declared.logical_type is LogicalType.BOOLEAN:
        return isinstance(value, (bool, int, str))
    if declared.logical_type in NUMBERS:
        return isinstance(value, (int, float, str)) and not isinstance(value, bool)
    return isinstance(value, str)
