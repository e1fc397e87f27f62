"""Rows in Avro, by a schema of a registry over real HTTP."""

from __future__ import annotations

from typing import Any

from include.broker.formats import format_of
from include.broker.formats.base import Format
from include.records import RawMessage
from tests.contract.formats.kit import Change, Kit, contract, message
from tests.contract.formats.registry import Registry

OPTIONAL: dict[str, Any] = {
    "nama": "string",
    "ukt": {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2},
    "lahir": {"type": "int", "logicalType": "date"},
    "updated_at": {"type": "long", "logicalType": "timestamp-micros"},
    "__deleted": "string",
}


def schema(*fields: str) -> dict[str, Any]:
    optional = [{"name": name, "type": ["null", OPTIONAL[name]], "default": None} for name in fields]
    return {"type": "record", "name": "Mahasiswa", "fields": [{"name": "id", "type": "long"}, *optional]}


class AvroKit(Kit):
    contract = contract(format_="format: avro")

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._full = registry.add(schema(*OPTIONAL))
        self._short = registry.add(schema("updated_at"))
        numbers = registry.add({"type": "record", "name": "Ukuran", "fields": [{"name": "id", "type": "double"}]})
        text = registry.add({"type": "string"})
        json_schema = len(registry.schemas) + 1
        registry.schemas[json_schema] = {"schema": "{}", "schemaType": "JSON"}
        self.poison = (
            (b'{"id": 1}', {}),
            (None, {}),
            (b"\x00", {}),
            (b"\x00\x00\x00\x00\x63" + b"x", {}),
            (registry.write(self._full, {"id": 1, "nama": "Ani"})[:8], {}),
            (registry.write(numbers, {"id": float("nan")}), {}),
            (b"\x00\x00\x00\x00" + bytes([text]) + b"\x06Ani", {}),
            (b"\x00\x00\x00\x00" + bytes([json_schema]) + b"{}", {}),
        )
        self.format: Format = format_of(self.contract, registry.settings)

    def write(self, change: Change, about: str = "mahasiswa") -> RawMessage:
        deleted = {"__deleted": "true"} if change.kind == "delete" else {}
        row = {"updated_at": change.at, **change.row, **deleted}
        id_ = self._full if set(row) - {"id", "updated_at"} else self._short
        return message(self._registry.write(id_, row))
