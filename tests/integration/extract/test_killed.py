"""An extract may be killed at any point and run again: the topic still tells the table."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from include.settings import BrokerSettings, DatabaseSettings
from tests.contract.sources.kit import MysqlKit
from tests.integration.extract import victim
from tests.integration.extract.builders import Hop
from tests.integration.extract.fold import in_a_history_table, in_an_upsert_table


@pytest.mark.parametrize("point", victim.POINTS)
def test_an_extract_killed_at_any_point_is_simply_run_again(
    point: str, campus: DatabaseSettings, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str
) -> None:  # fmt: skip
    table = MysqlKit(campus, tmp_path, change="updated_at", topic=topic_name)
    hop = Hop(table.contract, broker, trail, tmp_path)
    table.put("1", "Ani")
    table.put("2", "Budi")
    table.put("3", "Citra")
    assert victim.die(hop, table.source, point) == -signal.SIGKILL
    table.remove("2")
    table.put("3", "Citra Lestari")

    hop.extract(table.source)

    expected = {"1": "Ani", "3": "Citra Lestari"}
    assert in_an_upsert_table(hop.messages()) == expected
    assert in_a_history_table(hop.messages()) == expected
    assert hop.progress().pending is None
    assert hop.kept() == ["keys"]
