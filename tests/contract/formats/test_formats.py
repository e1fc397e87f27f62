"""Every format through the same suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.formats import suite
from tests.contract.formats.avro_kit import AvroKit
from tests.contract.formats.kit import (
    ApplicationKit,
    BareDebeziumKit,
    CloudEventsKit,
    DebeziumKit,
    Kit,
    LaravelKit,
    MaxwellKit,
    PlainKit,
    StructuredCloudEventsKit,
)
from tests.contract.formats.registry import Registry, running
from tests.contract.formats.suite import Rule

EVERY_RULE = (
    *suite.GENERAL,
    *suite.OF_FORMATS_THAT_SEE_DELETES,
    *suite.OF_FORMATS_THAT_ORDER_CHANGES,
    *suite.OF_ENVELOPES,
)
ENVELOPES = (LaravelKit, MaxwellKit, DebeziumKit, BareDebeziumKit, CloudEventsKit, StructuredCloudEventsKit)


def name(part: Rule | type[Kit]) -> str:
    return part.__name__


@pytest.fixture(scope="module")
def registry() -> Iterator[Registry]:
    with running() as server:
        yield server


@pytest.mark.parametrize("rule", EVERY_RULE, ids=name)
@pytest.mark.parametrize("kit", ENVELOPES, ids=name)
def test_an_envelope(kit: type[Kit], rule: Rule) -> None:
    rule(kit())


@pytest.mark.parametrize(
    "rule",
    suite.GENERAL + suite.OF_FORMATS_THAT_SEE_DELETES + suite.OF_FORMATS_THAT_ORDER_CHANGES,
    ids=name,
)
def test_the_houses_own_messages(rule: Rule) -> None:
    rule(PlainKit())


@pytest.mark.parametrize("rule", suite.GENERAL, ids=name)
def test_rows_of_an_application_without_a_word_about_them(rule: Rule) -> None:
    rule(ApplicationKit())


@pytest.mark.parametrize("rule", suite.GENERAL + suite.OF_FORMATS_THAT_SEE_DELETES, ids=name)
def test_rows_in_avro(rule: Rule, registry: Registry) -> None:
    rule(AvroKit(registry))
