"""Every kind of source that is asked over HTTP through the same suite, page by page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stack.campus.api import CampusApi
from tests.contract.sources import suite, web_suite
from tests.contract.sources.suite import Rule
from tests.contract.sources.web_kit import (
    CURSOR,
    NUMBERED,
    OFFSET,
    WINDOW,
    FeederKit,
    PerLecturerKit,
    SisterKit,
    WebKit,
)

SEES_DELETES = suite.GENERAL + suite.OF_SOURCES_THAT_SEE_DELETES
EVERY_RULE = SEES_DELETES + suite.OF_WINDOWED_SOURCES


def name(part: Any) -> str:
    return str(getattr(part, "__name__", None) or part["kind"])


@pytest.mark.parametrize("pages", [OFFSET, NUMBERED, CURSOR], ids=name)
@pytest.mark.parametrize("rule", EVERY_RULE, ids=name)
def test_a_rest_api_that_is_read_in_full_each_time(
    rule: Rule, pages: dict[str, Any], api: CampusApi, tmp_path: Path
) -> None:
    rule(WebKit(api, tmp_path, change="updated_at", pages=pages, window=WINDOW))


@pytest.mark.parametrize("rule", EVERY_RULE, ids=name)
def test_a_rest_api_that_is_asked_for_changes_and_for_deleted_rows(rule: Rule, api: CampusApi, tmp_path: Path) -> None:
    more = {"window": WINDOW, "fullReadHours": 24, "deletedPath": "/api/v1/dosen/terhapus"}
    rule(WebKit(api, tmp_path, change="updated_at", deleted="dosen/terhapus", pages=OFFSET, **more))


@pytest.mark.parametrize("rule", SEES_DELETES, ids=name)
def test_a_rest_api_that_gives_everything_at_once(rule: Rule, api: CampusApi, tmp_path: Path) -> None:
    rule(WebKit(api, tmp_path))


@pytest.mark.parametrize("rule", SEES_DELETES, ids=name)
def test_the_feeder_that_is_read_in_full_each_time(rule: Rule, api: CampusApi, tmp_path: Path) -> None:
    rule(FeederKit(api, tmp_path))


@pytest.mark.parametrize("rule", EVERY_RULE, ids=name)
def test_the_feeder_that_is_asked_for_changes_and_for_deleted_rows(rule: Rule, api: CampusApi, tmp_path: Path) -> None:
    more = {"fullReadHours": 24, "deletedAct": "GetDataTerhapus"}
    rule(FeederKit(api, tmp_path, change="updated_at", deleted="GetDataTerhapus", **more))


@pytest.mark.parametrize("rule", SEES_DELETES, ids=name)
def test_sister(rule: Rule, api: CampusApi, tmp_path: Path) -> None:
    rule(SisterKit(api, tmp_path))


@pytest.mark.parametrize("rule", SEES_DELETES, ids=name)
def test_sister_for_each_lecturer(rule: Rule, api: CampusApi, tmp_path: Path) -> None:
    rule(PerLecturerKit(api, tmp_path))


@pytest.mark.parametrize("pages", [OFFSET, NUMBERED], ids=name)
@pytest.mark.parametrize("rule", web_suite.OF_PAGED_SOURCES + web_suite.OF_EVERY_WEB_SOURCE, ids=name)
def test_the_pages_of_a_rest_api(rule: web_suite.Rule, pages: dict[str, Any], api: CampusApi, tmp_path: Path) -> None:
    rule(WebKit(api, tmp_path, pages=pages))


@pytest.mark.parametrize("rule", web_suite.EVERY_RULE, ids=name)
def test_the_pages_of_the_feeder(rule: web_suite.Rule, api: CampusApi, tmp_path: Path) -> None:
    rule(FeederKit(api, tmp_path))


@pytest.mark.parametrize("rule", web_suite.OF_EVERY_WEB_SOURCE + web_suite.OF_SOURCES_WITH_TOKENS, ids=name)
def test_the_requests_to_sister(rule: web_suite.Rule, api: CampusApi, tmp_path: Path) -> None:
    rule(PerLecturerKit(api, tmp_path))
