"""An application that writes into its outbox, for the suite of sources."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from pymysql.connections import Connection

from include.contract.model import Contract
from include.contract.read import ROOT, parse_contract
from include.database import connect
from include.settings import DatabaseSettings
from include.sources.base import Source
from include.sources.outbox import OutboxSource
from tests.contract.formats.kit import EXAMPLE
from tests.contract.sources.builders import contract
from tests.contract.sources.kit import Kit

DDL = (ROOT / "include" / "sources" / "outbox.sql").read_text(encoding="utf-8")


def outbox_contract(topic: str = "uji.dosen", minutes: int = 60) -> Contract:
    return contract(kind="outbox", place="outbox_messages", topic=topic, aggregate="dosen", gapMinutes=minutes)


def declared_outbox(topic: str) -> Contract:
    """The example of a topic that others own, brought by an outbox instead."""
    changes = {
        "physicalName: mahasiswa\n    physicalType: topic": "physicalName: outbox_messages\n    physicalType: table",
        "name: siakad_laravel, kind: events": "name: siakad, kind: outbox, connection: siakad, aggregate: mahasiswa",
        "name: siakad.mahasiswa.events, format: laravel": f"name: {topic}, partitions: 2",
    }
    body = EXAMPLE
    for old, new in changes.items():
        assert body.count(old) == 1
        body = body.replace(old, new)
    return parse_contract(body, "mahasiswa.yaml")


def make_outbox(settings: DatabaseSettings) -> None:
    with connect(settings, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(DDL)


def announce(connection: Connection[Any], id_: str, payload: Any, kind: str = "updated", about: str = "dosen") -> str:
    """Add an event in the connection's transaction. Returns its event id."""
    event_id = str(uuid.uuid4())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_messages (event_id, aggregate_type, aggregate_id, event_type, payload) "
            "VALUES (%s, %s, %s, %s, %s)",
            (event_id, about, id_, f"{about}.{kind}", json.dumps(payload)),
        )
    return event_id


class OutboxKit(Kit):
    def __init__(self, settings: DatabaseSettings) -> None:
        self._settings = replace(settings, name="siakad")
        self.source: Source = OutboxSource(outbox_contract(), self._settings)
        make_outbox(settings)

    def put_at(self, id_: str, nama: str, changed: datetime) -> None:
        with connect(self._settings, autocommit=True) as connection:
            announce(connection, id_, {"id": id_, "nama": nama})

    def reshape(self) -> None:
        with connect(self._settings, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("ALTER TABLE outbox_messages RENAME COLUMN payload TO muatan")

    def away(self) -> Source:
        return OutboxSource(outbox_contract(), replace(self._settings, port=1))
