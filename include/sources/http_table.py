"""The rows of a web API as the contract declares them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from include.calendar import CAMPUS_ZONE
from include.contract.model import Contract, Field
from include.errors import FinalError
from include.sources.http_pages import Item, part
from include.sources.values import key_text

DAY_FIRST = ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y")


class HttpTable:
    """A column is looked for under its name, then under its aliases, each also as a path (`prodi.kode`).

    A change time without a zone tells campus time, as every time without a zone does.
    """

    def __init__(self, contract: Contract, place: str) -> None:
        change = contract.source.change_column
        self._place = place
        self._fields = contract.message_fields
        self._may_be_left_out = bool(contract.source.options.get("emptyLeftOut", False))
        self.columns = tuple(_column(field) for field in self._fields)
        self.key_columns = tuple(_column(field) for field in contract.key_fields)
        self._key_fields = contract.key_fields
        self.change_column = _column(contract.field(change)) if change else None

    def row(self, item: Any) -> dict[str, Any]:
        """Raises FinalError when the item has no such columns."""
        if not isinstance(item, dict):
            raise FinalError(
                f"{self._place}: a row is {type(item).__name__}, expected an object with names. Check rowsAt in the contract."
            )
        return {_column(field): self._value(item, field) for field in self._fields}

    def item_key(self, item: Item) -> str:
        return self.key(self.row(item))

    def key_of_deleted(self, item: Item) -> str:
        """The key of a row in the list of deleted rows, which has few other columns."""
        return key_text(self._value(item, field) for field in self._key_fields)

    def key(self, row: dict[str, Any]) -> str:
        return key_text(row[column] for column in self.key_columns)

    def changed(self, row: dict[str, Any]) -> datetime | None:
        """When the row changed, or None where its change time is empty."""
        value = row[self.change_column] if self.change_column else None
        if value is None or value == "" or str(value).startswith("0000-00-00"):
            return None
        moment = _moment(value)
        if moment is None:
            raise FinalError(
                f"{self._place}: {self.change_column} is the change column and holds a time that cannot be read. Expected ISO 8601 "
                f"or d-m-Y H:M:S. Name another column as changeColumn in the contract, or none."
            )
        return moment

    def _value(self, item: Item, field: Field) -> Any:
        for name in (_column(field), *field.aliases):
            if name in item:
                return item[name]
            if "." in name and (found := part(item, name)) is not None:
                return found
        if self._may_be_left_out:
            return None
        raise FinalError(
            f"{self._place} has no column {_column(field)}; there are {', '.join(sorted(item))[:500]}. Correct physicalName of the "
            f"field {field.name} in the contract, or add `aliases`; where the API leaves out empty values, say emptyLeftOut: true."
        )


def _column(field: Field) -> str:
    return field.source_name or field.name


def _moment(value: Any) -> datetime | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC)
    text = str(value).strip()
    moment = _parsed(text)
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=CAMPUS_ZONE).astimezone(UTC)


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in DAY_FIRST:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None
