"""The suite of web sources itself: each rule turns red for a source that breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from include.contract.model import Contract
from include.errors import KampusError
from include.settings import HttpSettings
from include.sources.feeder import FeederApi
from include.sources.http_api import RestApi, Window
from include.sources.http_pages import Ask, ItemKey, Page
from include.sources.sister import SisterApi
from stack.campus.api import CampusApi
from tests.contract.sources import web_suite
from tests.contract.sources.web_kit import OFFSET, REST, FeederKit, SisterKit, WebKit
from tests.contract.sources.web_suite import Rule


@dataclass(frozen=True)
class NaivePages:
    """Goes on where the page before ended, whatever has happened meanwhile."""

    def pages(self, ask: Ask, key: ItemKey) -> Iterator[Page]:
        offset = 0
        while items := ask({"offset": offset, "limit": 2}).items:
            yield Page(items)
            offset += len(items)


class TrustsOffsets(WebKit):
    class open_api(RestApi):
        def __init__(self, contract: Contract, settings: HttpSettings) -> None:
            super().__init__(contract, settings)
            self._pager = NaivePages()


class SaysThatEverythingElseWasDeleted(WebKit):
    """Gives one pass, and every row that is not in it as deleted."""

    class open_api(TrustsOffsets.open_api):
        def deleted(self, key: ItemKey) -> Iterator[dict[str, str]]:
            return iter([{"id": number} for number in web_suite.KEYS])


class HasNoPatience(WebKit):
    options = {**REST, "pages": OFFSET}  # noqa: RUF012

    class open_api(RestApi):
        def __init__(self, contract: Contract, settings: HttpSettings) -> None:
            super().__init__(contract, replace(settings, attempts=1))


class KeepsItsToken(FeederKit):
    class open_api(FeederApi):
        def _new_token(self) -> str:
            self._first = getattr(self, "_first", None) or super()._new_token()
            return self._first


class GivesUpWithItsToken(SisterKit):
    second_page = 1

    class open_api(SisterApi):
        def pages(self, key: ItemKey, window: Window | None) -> Iterator[Page]:
            yield Page(self._ask(self._path, {}))


BROKEN: list[tuple[type[WebKit], Rule]] = [
    (TrustsOffsets, web_suite.no_row_is_missed_when_one_before_it_is_deleted),
    (TrustsOffsets, web_suite.no_row_is_missed_when_a_whole_page_before_it_is_deleted),
    (SaysThatEverythingElseWasDeleted, web_suite.a_known_row_that_slipped_by_is_not_taken_for_deleted),
    (HasNoPatience, web_suite.a_fault_that_passes_by_itself_ends_nothing),
    (KeepsItsToken, web_suite.a_token_that_expires_between_two_pages_ends_nothing),
    (GivesUpWithItsToken, web_suite.a_token_that_expires_between_two_pages_ends_nothing),
]


@pytest.mark.parametrize(("fault", "rule"), BROKEN, ids=lambda part: part.__name__)
def test_a_broken_source_turns_the_rule_red(fault: type[WebKit], rule: Rule, api: CampusApi, tmp_path: Path) -> None:
    with pytest.raises((AssertionError, KampusError)):
        rule(fault(api, tmp_path))


def test_every_rule_has_a_source_that_breaks_it() -> None:
    assert {rule for _, rule in BROKEN} == set(web_suite.EVERY_RULE)
