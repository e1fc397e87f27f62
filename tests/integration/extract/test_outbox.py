"""The outbox of an application, through Kafka into the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from include.database import connect
from include.ingest import Parts, load, plan, stage
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.outbox import OutboxSource
from tests.contract.sources.outbox_kit import announce, declared_outbox, make_outbox
from tests.integration.extract.builders import RUN, Hop


def test_what_is_sent_twice_stands_once_in_the_warehouse_and_late_commits_too(
    campus: DatabaseSettings, broker: BrokerSettings, warehouse: DatabaseSettings, topic_name: str, tmp_path: Path
) -> None:
    make_outbox(campus)
    contract = declared_outbox(topic_name)
    hop, source = Hop(contract, broker, warehouse, tmp_path / "state"), OutboxSource(contract, campus)
    with connect(campus) as slow, connect(campus, autocommit=True) as quick:
        announce(slow, "1", {"id": 1, "nama": "Ani"}, about="mahasiswa")
        announce(quick, "2", {"id": 2, "nama": "Budi"}, about="mahasiswa")
        announce(quick, "2", {"id": 2, "nama": "Budi Santoso"}, about="mahasiswa")
        announce(quick, "3", {"id": 3, "nama": "Citra"}, about="mahasiswa")
        announce(quick, "3", {"id": 3}, kind="deleted", about="mahasiswa")
        sent = [hop.extract(source).produced]
        slow.commit()
    sent.append(hop.extract(source).produced)
    with connect(warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM etl_position")
    sent.append(hop.extract(source).produced)

    parts = Parts(broker, warehouse, str(tmp_path / "staging"), b"kunci uji")
    for work in plan(contract, parts, RUN, 3):
        stage(contract, work, parts)
        load(contract, work, "warehouse", parts, RUN)

    assert sent == [4, 1, 5]
    assert _rows(warehouse) == [(1, "Ani"), (2, "Budi Santoso")]


def _rows(warehouse: DatabaseSettings) -> list[tuple[Any, ...]]:
    with connect(warehouse) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id_mahasiswa, nama FROM mahasiswa WHERE _deleted = 0 ORDER BY 1")
        return list(cursor.fetchall())
