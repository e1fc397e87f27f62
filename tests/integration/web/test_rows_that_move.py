"""Rows are deleted, inserted and moved while a list is read page by page, two rows at a time."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from include.records import Op
from stack.campus.api import CampusApi
from stack.campus.api_faults import Meanwhile
from tests.contract.sources.builders import read, read_and_settle
from tests.contract.sources.web_kit import CURSOR, NUMBERED, OFFSET, WebKit

KEYS = ["1", "2", "3", "4", "5", "6"]


def filled(kit: WebKit) -> WebKit:
    for key in KEYS:
        kit.put(key, "Ani")
    return kit


@pytest.mark.parametrize("pages", [OFFSET, NUMBERED], ids=["offset", "page"])
def test_a_row_that_moves_to_where_the_list_was_read_already_is_found(
    pages: dict[str, Any], api: CampusApi, tmp_path: Path
) -> None:
    kit = filled(WebKit(api, tmp_path, pages=pages))
    api.faults.at(2, Meanwhile(lambda: kit.rows.insert(0, kit.rows.pop())))

    records, reading = read(kit.source)

    assert sorted(record.key for record in records) == KEYS
    assert reading.notes == []


def test_a_row_that_is_given_twice_is_sent_once(api: CampusApi, tmp_path: Path) -> None:
    kit = filled(WebKit(api, tmp_path, pages=OFFSET))
    api.faults.at(2, Meanwhile(lambda: kit.rows.insert(0, {"id": "0", "nama": "Nol", "updated_at": ""})))

    records, reading = read(kit.source)

    assert sorted(record.key for record in records) == ["0", *KEYS]
    assert reading.read == 7


def test_a_row_that_changes_between_two_passes_is_sent_in_both_states_in_order(api: CampusApi, tmp_path: Path) -> None:
    kit = filled(WebKit(api, tmp_path, pages=OFFSET))
    api.faults.at(2, Meanwhile(lambda: kit.remove("1")))
    api.faults.at(5, Meanwhile(lambda: kit.put("2", "Ani Lestari")))

    records, _ = read(kit.source)

    states = [(record.value["nama"], record.version) for record in records if record.key == "2"]
    assert [nama for nama, _ in states] == ["Ani", "Ani Lestari"]
    assert states[0][1] < states[1][1]


def test_a_list_that_never_rests_is_read_again_but_not_for_ever(api: CampusApi, tmp_path: Path) -> None:
    kit = filled(WebKit(api, tmp_path, pages=OFFSET))
    for number in range(1, 100):
        one_more = {"id": f"baru-{number}", "nama": "Ani", "updated_at": ""}
        api.faults.at(number, Meanwhile(partial(kit.rows.insert, 0, one_more)))

    records, reading = read(kit.source)

    assert set(KEYS) <= {record.key for record in records}
    assert len(reading.notes) == 1
    assert "rows went on moving between the pages" in reading.notes[0]


def test_a_quiet_list_is_read_once(api: CampusApi, tmp_path: Path) -> None:
    kit = filled(WebKit(api, tmp_path, pages=OFFSET))
    _, position = read_and_settle(kit.source)
    api.asked.clear()

    read(kit.source, position)

    assert [request.parameters["offset"] for request in api.asked] == ["0", "1", "3", "5"]


def test_a_row_that_is_gone_is_looked_for_a_second_time(api: CampusApi, tmp_path: Path) -> None:
    kit = filled(WebKit(api, tmp_path, pages=CURSOR))
    _, position = read_and_settle(kit.source)
    kit.remove("6")
    api.asked.clear()

    records, _ = read(kit.source, position)

    assert [(record.op, record.key) for record in records] == [(Op.DELETE, "6")]
    assert len(api.asked) == 6
