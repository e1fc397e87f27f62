"""The runbook has a line for every message, and no line for a message that there is not."""

from __future__ import annotations

import re

import pytest

from stack.paths import ROOT
from tests.unit.docs.messages import DIFFERS, Message, messages

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
ALL = messages()
SAID_ELSEWHERE = {"dijeda lewat Variable", "No space left", "dead-letter notes are missing"}
"""What DAGs, operating systems and warnings in a log say."""


def first_cells() -> list[str]:
    rows = re.findall(r"^\| (.+?) \| .+ \|$", RUNBOOK, re.MULTILINE)
    return [cell for cell in rows if cell != "you see"]


def phrases() -> list[str]:
    """The words in italics of the first column."""
    return [phrase for cell in first_cells() for phrase in re.findall(r"\*([^*]+)\*", cell)]


def matches(phrase: str, message: Message) -> bool:
    words = [re.escape(part.replace("...", DIFFERS)) for part in phrase.split(" ... ")]
    return re.search(".*".join(words).replace(re.escape(DIFFERS), ".*"), message.text, re.DOTALL) is not None


def test_the_messages_are_found() -> None:
    assert len(ALL) > 80
    assert Message("x", "BatchHeld", "").kind in {message.kind for message in ALL}
    assert "does not answer user" in " ".join(message.text for message in ALL)


@pytest.mark.parametrize("message", ALL, ids=lambda message: message.place)
def test_every_message_has_its_line(message: Message) -> None:
    worded = re.sub(rf"[\W{DIFFERS}]", "", message.text)
    found = [phrase for phrase in phrases() if matches(phrase, message)] if worded else []
    if not worded:
        # Its words are those of the problems that it carries, so it is known by its kind.
        found = [cell for cell in first_cells() if f"`{message.kind}`" in cell]
    assert found, f"add a line to docs/runbook.md for: {message.kind}: {message.text}"


def test_every_line_is_of_a_message() -> None:
    assert [p for p in phrases() if p not in SAID_ELSEWHERE and not any(matches(p, each) for each in ALL)] == []


def test_a_phrase_belongs_to_few_messages() -> None:
    """A phrase that fits anything says nothing."""
    wide = {phrase: sum(matches(phrase, each) for each in ALL) for phrase in phrases()}
    assert {phrase: count for phrase, count in wide.items() if count > 9} == {}
