"""The rules that every source keeps which is asked over HTTP page by page, each a function that fails when it is broken.

A list of six rows is read two rows at a time.
"""

from __future__ import annotations

from collections.abc import Callable

from include.records import Op
from stack.campus.api_faults import Instead, Meanwhile
from tests.contract.sources.builders import read, read_and_settle
from tests.contract.sources.web_kit import WebKit

KEYS = ["1", "2", "3", "4", "5", "6"]
Rule = Callable[[WebKit], None]


def fill(kit: WebKit) -> None:
    for key in KEYS:
        kit.put(key, "Ani")


def before_the_second_page(kit: WebKit, *happens: Callable[[], object]) -> None:
    kit.api.faults.at(kit.second_page, Meanwhile(lambda: [each() for each in happens]))


def keys_read(kit: WebKit) -> list[str]:
    return sorted(record.key for record in read(kit.source)[0])


def no_row_is_missed_when_one_before_it_is_deleted(kit: WebKit) -> None:
    fill(kit)
    before_the_second_page(kit, lambda: kit.remove("1"))

    assert keys_read(kit) == KEYS


def no_row_is_missed_when_a_whole_page_before_it_is_deleted(kit: WebKit) -> None:
    fill(kit)
    before_the_second_page(kit, lambda: kit.remove("1"), lambda: kit.remove("2"))

    assert keys_read(kit) == KEYS


def a_known_row_that_slipped_by_is_not_taken_for_deleted(kit: WebKit) -> None:
    fill(kit)
    _, position = read_and_settle(kit.source)
    before_the_second_page(kit, lambda: kit.remove("1"), lambda: kit.remove("2"))

    records, reading = read(kit.source, position)
    kit.source.settle(reading)

    assert records == []
    assert [(r.op, r.key) for r in read(kit.source, reading.position)[0]] == [(Op.DELETE, "1"), (Op.DELETE, "2")]


def a_fault_that_passes_by_itself_ends_nothing(kit: WebKit) -> None:
    fill(kit)
    kit.api.faults.at(kit.second_page, Instead(503))

    assert keys_read(kit) == KEYS


def a_token_that_expires_between_two_pages_ends_nothing(kit: WebKit) -> None:
    fill(kit)
    before_the_second_page(kit, kit.api.tokens.expire)

    assert keys_read(kit) == KEYS


OF_PAGED_SOURCES: tuple[Rule, ...] = (
    no_row_is_missed_when_one_before_it_is_deleted,
    no_row_is_missed_when_a_whole_page_before_it_is_deleted,
    a_known_row_that_slipped_by_is_not_taken_for_deleted,
)
OF_EVERY_WEB_SOURCE: tuple[Rule, ...] = (a_fault_that_passes_by_itself_ends_nothing,)
OF_SOURCES_WITH_TOKENS: tuple[Rule, ...] = (a_token_that_expires_between_two_pages_ends_nothing,)
EVERY_RULE = OF_PAGED_SOURCES + OF_EVERY_WEB_SOURCE + OF_SOURCES_WITH_TOKENS
