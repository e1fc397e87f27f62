"""Rows in Avro, each with the id of its schema in front, as Confluent's serializers write them.

The schemas are fetched from a registry, each once. A row with the field `__deleted`, as Debezium's flattening adds it, says
whether it was deleted. Slow to import, so only a dataset in Avro pays for it.
"""

from __future__ import annotations

import base64
import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.schema_registry.error import SchemaRegistryError

from include.broker.formats.base import Event, Problem
from include.broker.formats.envelope import encoded
from include.errors import FinalError, KampusError, ServiceUnavailable
from include.records import Op, RawMessage
from include.settings import RegistrySettings

EXPECTED = "byte 0, id skema (4 byte), lalu baris dalam Avro"
MARK, HEAD = 0, 5
DELETED = "__deleted"
NOT_FOUND, BUSY = 404, 429
TOMBSTONE = Problem("tombstone", f"pesan kosong (tombstone); diharapkan {EXPECTED}")
FOREIGN = Problem("avro", f"bukan pesan Avro dari sebuah registry; diharapkan {EXPECTED}")


class Avro:
    def __init__(self, registry: RegistrySettings) -> None:
        self._registry = registry
        self._client = SchemaRegistryClient(registry.config)
        self._deserialize = AvroDeserializer(self._client)
        self._unusable: dict[int, Problem] = {}

    def read(self, message: RawMessage) -> Event:
        value = message.value
        if value is None:
            return Event(problem=TOMBSTONE)
        if len(value) <= HEAD or value[0] != MARK:
            return Event(problem=FOREIGN)
        schema_id = int.from_bytes(value[1:HEAD], "big")
        if problem := self._schema_problem(schema_id):
            return Event(problem=problem)
        try:
            row = self._deserialize(value, None)  # type: ignore[no-untyped-call]
        except SchemaRegistryError as error:
            raise self._refused(error) from error
        except Exception:  # whatever the bytes make of the decoder, they are no row of this schema
            return Event(problem=Problem("avro", f"isinya tidak sesuai dengan skema {schema_id} di registry"))
        if not isinstance(row, dict):
            return Event(problem=Problem("object", f"skema {schema_id} bukan record; diharapkan sebuah baris"))
        deleted = row.pop(DELETED, False) in {True, "true"}
        plain = _plain_row(row)
        return Event(
            row=None if isinstance(plain, Problem) else plain,
            op=Op.DELETE if deleted else Op.UPSERT,
            problem=plain if isinstance(plain, Problem) else None,
        )

    def _schema_problem(self, schema_id: int) -> Problem | None:
        """Fetches a schema that is not known yet. Raises ServiceUnavailable when the registry does not answer."""
        if schema_id in self._unusable:
            return self._unusable[schema_id]
        try:
            schema = self._client.get_schema(schema_id)
        except SchemaRegistryError as error:
            if error.http_status_code != NOT_FOUND:
                raise self._refused(error) from error
            self._unusable[schema_id] = Problem("schema", f"skema {schema_id} tidak ada di registry")
        except Exception as error:
            raise ServiceUnavailable(
                f"the schema registry at {self._registry.url} does not answer, to get schema {schema_id} "
                f"({type(error).__name__}). Check that it runs and the Airflow connection 'kampus_registry'."
            ) from error
        else:
            if schema.schema_type != "AVRO":
                self._unusable[schema_id] = Problem(
                    "schema", f"skema {schema_id} berjenis {schema.schema_type}, bukan AVRO"
                )
        return self._unusable.get(schema_id)

    def _refused(self, error: SchemaRegistryError) -> KampusError:
        status = error.http_status_code
        why = f"the schema registry at {self._registry.url} answers {status}"
        if status == BUSY or status >= 500:
            return ServiceUnavailable(f"{why}. Try again when it is well.")
        return FinalError(f"{why}. Check the account in the Airflow connection 'kampus_registry'.")


def _plain_row(row: dict[str, Any]) -> bytes | Problem:
    for column, value in row.items():
        if isinstance(value, float) and not math.isfinite(value):
            return Problem("nan", f"{column}: bukan angka (NaN atau tak hingga)")
    return encoded({column: _plain(value) for column, value in row.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, UUID):
        return str(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
