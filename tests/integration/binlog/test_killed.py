"""An extract of a binlog may be killed in its snapshot and in its stream and run again: the topic still tells the table."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from include.settings import BrokerSettings, DatabaseSettings
from tests.integration.binlog import victim
from tests.integration.binlog.builders import Table
from tests.integration.binlog.hops import hop_of
from tests.integration.extract.fold import in_a_history_table, in_an_upsert_table

OF_A_SNAPSHOT = [point for point in victim.POINTS if point != "a change in the log"]
OF_THE_STREAM = [point for point in victim.POINTS if point not in {"a range was read", "a row of a range"}]


@pytest.mark.parametrize("point", OF_A_SNAPSHOT)
def test_a_snapshot_killed_in_its_second_range_goes_on_there(
    point: str, table: Table, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str
) -> None:
    table.named(*((id_, f"awal {id_}") for id_ in range(1, 6)))
    hop, source = hop_of(table, broker, trail, tmp_path, topic_name, rows_at_once=2)
    # Rows and messages are two in each range.
    times = 3 if point in {"a row of a range", "while sending"} else 2
    assert victim.die(hop, source, point, times) == -signal.SIGKILL
    saved = hop.progress()
    table.run("DELETE FROM dosens WHERE id IN (1, 4)", "UPDATE dosens SET nama = 'Citra' WHERE id = 3")

    outcome = hop.extract(source)

    assert saved.position is not None
    assert outcome.read < 5 + 3
    expected = table.names()
    # A fold by the id of the message's row: numbers in JSON.
    messages = hop.messages()
    assert {str(key): name for key, name in in_an_upsert_table(messages).items()} == expected
    assert {str(key): name for key, name in in_a_history_table(messages).items()} == expected
    assert hop.progress().pending is None


@pytest.mark.parametrize("point", OF_THE_STREAM)
def test_a_stream_killed_at_any_point_goes_on_there(
    point: str, table: Table, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str
) -> None:
    table.named((1, "Ani"), (2, "Budi"), (3, "Citra"))
    hop, source = hop_of(table, broker, trail, tmp_path, topic_name)
    hop.extract(source)
    table.run("UPDATE dosens SET nama = 'Anu' WHERE id = 1", "INSERT INTO dosens VALUES (4, 'Dewi')")
    assert victim.die(hop, source, point, times=1) == -signal.SIGKILL
    table.run("UPDATE dosens SET nama = 'Ani' WHERE id = 1", "DELETE FROM dosens WHERE id = 4")

    hop.extract(source)

    expected, messages = table.names(), hop.messages()
    assert {str(key): name for key, name in in_an_upsert_table(messages).items()} == expected
    assert {str(key): name for key, name in in_a_history_table(messages).items()} == expected
    assert hop.progress().pending is None
