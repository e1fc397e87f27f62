"""What a REST API is asked for: everything, or what changed since a time, and how the asker shows who it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from include.errors import FinalError
from include.records import Op
from include.sources.base import Position
from include.sources.http_api import RestApi
from include.sources.http_source import HttpSource
from stack.campus.api import CampusApi
from stack.campus.api_faults import Meanwhile
from tests.contract.sources.builders import column, read, read_and_settle
from tests.contract.sources.web_kit import OFFSET, WINDOW, WebKit, settings


def changing(api: CampusApi, state: Path, **options: Any) -> WebKit:
    return WebKit(
        api, state, change="updated_at", **{"window": WINDOW, "fullReadHours": 24, "pages": OFFSET, **options}
    )


def a_day_later(position: Position) -> Position:
    return {**position, "read_in_full_at": "2026-08-01T00:00:00+00:00"}


def test_only_what_changed_is_asked_for_less_the_overlap(api: CampusApi, tmp_path: Path) -> None:
    kit = changing(api, tmp_path)
    kit.put("1", "Ani")
    newest = kit.put("2", "Budi")
    _, position = read_and_settle(kit.source)
    api.asked.clear()

    records, reading = read(kit.source, position)

    assert records == []
    assert reading.unchanged == 2
    assert {request.parameters["since"] for request in api.asked} == {kit.written(newest - timedelta(minutes=10))}


def test_a_change_on_a_page_that_was_read_already_is_not_hidden_by_a_newer_one(api: CampusApi, tmp_path: Path) -> None:
    kit = changing(api, tmp_path)
    for key in ("1", "2", "3"):
        kit.put(key, "Ani")
    kit.clock = datetime.now(UTC)

    def later() -> None:
        kit.put("1", "Ani Lestari")
        kit.clock += timedelta(hours=1)
        kit.put("3", "Citra")

    api.faults.at(2, Meanwhile(later))
    first, position = read_and_settle(kit.source)

    assert [record.value["nama"] for record in first] == ["Ani", "Ani", "Citra"]
    assert [record.value["nama"] for record in read(kit.source, position)[0]] == ["Ani Lestari"]


def test_a_deleted_row_is_found_when_a_full_read_is_due(api: CampusApi, tmp_path: Path) -> None:
    kit = changing(api, tmp_path)
    kit.put("1", "Ani")
    kit.put("2", "Budi")
    _, position = read_and_settle(kit.source)
    kit.remove("1")

    assert read(kit.source, position)[0] == []
    records, _ = read(kit.source, a_day_later(position))
    assert [(record.op, record.key) for record in records] == [(Op.DELETE, "1")]


@pytest.mark.parametrize(
    ("form", "since"),
    [
        ("iso", "2026-08-03T08:21:00+07:00"),
        ("datetime", "2026-08-03 08:21:00"),
        ("date", "2026-08-03"),
        ("epoch", "1785720060"),
    ],
)
def test_a_time_is_asked_for_as_the_api_takes_it(form: str, since: str, api: CampusApi, tmp_path: Path) -> None:
    kit = changing(api, tmp_path, window={**WINDOW, "format": form})
    kit.put("1", "Ani")
    _, position = read_and_settle(kit.source)
    api.asked.clear()

    read(kit.source, position)

    assert api.asked[0].parameters["since"] == since


def test_of_an_api_that_knows_days_only_the_rows_of_the_window_are_taken(api: CampusApi, tmp_path: Path) -> None:
    kit = changing(api, tmp_path, window={**WINDOW, "format": "date"})
    start = kit.put("1", "Ani")
    end = kit.put("2", "Budi")
    _, position = read_and_settle(kit.source)
    api.asked.clear()

    with kit.source.read_window(position, start, end) as window:
        records = list(window.records)

    assert (api.asked[0].parameters["since"], api.asked[0].parameters["until"]) == ("2026-08-03", "2026-08-04")
    assert [record.key for record in records] == ["1"]


def test_a_contract_that_gets_a_column_sends_every_row_again(api: CampusApi, tmp_path: Path) -> None:
    kit = changing(api, tmp_path)
    kit.put("1", "Ani")
    kit.clock += timedelta(hours=1)
    kit.put("2", "Budi")
    _, position = read_and_settle(kit.source)
    for row in kit.rows:
        row["alamat"] = "Bandung"
    wider = replace(kit.contract, fields=(*kit.contract.fields, column("alamat")))

    records, _ = read(HttpSource(wider, settings(api), str(tmp_path), RestApi), position)

    assert [(record.key, record.value["alamat"]) for record in records] == [("1", "Bandung"), ("2", "Bandung")]


def test_parameters_of_the_contract_go_with_every_request(api: CampusApi, tmp_path: Path) -> None:
    kit = WebKit(api, tmp_path, pages=OFFSET, parameters={"status": "aktif"})
    kit.put("1", "Ani")

    read(kit.source)

    assert {request.parameters["status"] for request in api.asked} == {"aktif"}


def test_a_post_carries_its_parameters_as_json(api: CampusApi, tmp_path: Path) -> None:
    kit = WebKit(api, tmp_path, method="POST", parameters={"status": "aktif"})
    kit.put("1", "Ani")

    assert [record.key for record in read(kit.source)[0]] == ["1"]
    assert (api.asked[0].method, api.asked[0].parameters) == ("POST", {"status": "aktif"})


@pytest.mark.parametrize(
    ("auth", "starts"),
    [({"kind": "bearer"}, "Bearer "), ({"kind": "basic"}, "Basic "), ({"kind": "token", "header": "X-API-Key"}, "")],
)
def test_the_secret_of_the_connection_goes_as_the_contract_says(
    auth: dict[str, Any], starts: str, api: CampusApi, tmp_path: Path
) -> None:
    kit = WebKit(api, tmp_path, auth=auth)
    kit.put("1", "Ani")

    assert len(read(kit.source)[0]) == 1
    assert api.asked[0].authorization.startswith(starts)


def test_a_connection_without_its_secret_is_refused(api: CampusApi, tmp_path: Path) -> None:
    kit = WebKit(api, tmp_path)
    without = HttpSource(kit.contract, replace(settings(api), password=""), str(tmp_path), RestApi)

    with pytest.raises(FinalError, match=r"connection 'siakad' has no password\. The contract says auth: bearer"):
        read(without)


def test_an_answer_whose_rows_stand_elsewhere_is_refused_with_what_it_has(api: CampusApi, tmp_path: Path) -> None:
    kit = WebKit(api, tmp_path, rowsAt="result.items")

    with pytest.raises(
        FinalError, match=r"result\.items is NoneType, expected a list of rows; the answer has data, next, total"
    ):
        read(kit.source)


def test_two_rows_with_the_same_key_are_refused(api: CampusApi, tmp_path: Path) -> None:
    kit = WebKit(api, tmp_path)
    kit.rows.extend([{"id": "1", "nama": "Ani"}, {"id": "1", "nama": "Budi"}])

    with pytest.raises(FinalError, match=r"more than one row has the same \(id\), which is the key in the contract"):
        read(kit.source)


def test_a_pass_says_how_far_it_read_and_when_it_was_last_heard_from(api: CampusApi, tmp_path: Path) -> None:
    kit = changing(api, tmp_path)
    newest = kit.put("1", "Ani")
    before = datetime.now(UTC)

    _, reading = read(kit.source)

    said = {
        name: datetime.fromisoformat(str(reading.freshness[name]))
        for name in ("read_to", "read_in_full_at", "heard_from_at")
    }
    assert said["read_to"] == newest
    assert before <= said["read_in_full_at"] <= said["heard_from_at"] <= datetime.now(UTC)
    assert reading.freshness["seconds_behind"] < 60
