"""An extract from the Feeder may be killed at any point and run again: the topic still tells the list."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from include.settings import BrokerSettings, DatabaseSettings
from stack.campus.api import CampusApi
from tests.contract.sources.web_kit import FeederKit
from tests.integration.extract.builders import Hop
from tests.integration.extract.fold import in_a_history_table, in_an_upsert_table
from tests.integration.web import victim


@pytest.mark.parametrize("point", victim.POINTS)
def test_an_extract_killed_at_any_point_is_simply_run_again(
    point: str, api: CampusApi, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str
) -> None:
    kit = FeederKit(api, tmp_path, change="updated_at", topic=topic_name)
    hop = Hop(kit.contract, broker, trail, tmp_path)
    kit.put("1", "Ani")
    kit.put("2", "Budi")
    kit.put("3", "Citra")
    assert victim.die(hop, kit.source, point) == -signal.SIGKILL
    kit.remove("2")
    kit.put("3", "Citra Lestari")

    hop.extract(kit.source)

    expected = {"1": "Ani", "3": "Citra Lestari"}
    assert in_an_upsert_table(hop.messages()) == expected
    assert in_a_history_table(hop.messages()) == expected
    assert hop.progress().pending is None
    assert hop.kept() == ["keys"]


def test_a_republished_day_adds_no_event(
    api: CampusApi, broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str
) -> None:
    kit = FeederKit(api, tmp_path, change="updated_at", topic=topic_name)
    hop = Hop(kit.contract, broker, trail, tmp_path)
    start = kit.put("1", "Ani")
    end = kit.put("2", "Budi")
    hop.extract(kit.source)

    outcome = hop.republish(kit.source, start, end)

    assert (outcome.read, outcome.produced) == (1, 1)
    events = [message.headers["event_id"] for message in hop.messages()]
    assert (len(events), len(set(events))) == (3, 2)
