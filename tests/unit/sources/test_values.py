from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.errors import FinalError
from include.sources.values import encode, key_text, split_key

WIB = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("value", "json"),
    [
        (None, b"null"),
        (9007199254740993, b"9007199254740993"),
        (0.1, b"0.1"),
        (Decimal("1E+2"), b'"100"'),
        (Decimal("0.10"), b'"0.10"'),
        (date(2026, 8, 3), b'"2026-08-03"'),
        (datetime(2026, 8, 3, 12, tzinfo=UTC), b'"2026-08-03T12:00:00.000000Z"'),
        (datetime(2026, 8, 3, 19, tzinfo=WIB), b'"2026-08-03T12:00:00.000000Z"'),
        (datetime(2026, 8, 3, 12), b'"2026-08-03T12:00:00.000000"'),
        ("Añi\n\u2028", '"Añi\\n\u2028"'.encode()),
        (b"teks", b'"teks"'),
        (b"A\xff", b'"A\xff"'),
    ],
    ids=[
        "missing", "integer", "float", "exponent", "decimal", "date", "UTC", "another zone", "no zone", "text",
        "text in bytes", "bytes",
    ],
)  # fmt: skip
def test_a_value_in_a_message(value: Any, json: bytes) -> None:
    assert encode({"nilai": value}) == b'{"nilai":' + json + b"}"


def test_a_type_that_no_contract_can_declare_is_refused() -> None:
    with pytest.raises(FinalError, match="a value of type timedelta, which has no form in JSON"):
        encode({"lama": timedelta(hours=1)})


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (["42"], "42"),
        ([42], "42"),
        (["a", "b"], "a|b"),
        (["a|b"], r"a\|b"),
        (["a\\", "b"], r"a\\|b"),
        (["", ""], "|"),
        ([None, ""], r"\N|"),
        ([r"\N"], r"\\N"),
        ([datetime(2026, 8, 3, 12, tzinfo=UTC)], "2026-08-03T12:00:00.000000Z"),
        ([Decimal("1.50")], "1.50"),
    ],
)
def test_the_text_of_a_key(values: list[Any], text: str) -> None:
    assert key_text(values) == text


@given(st.lists(st.none() | st.text(), min_size=1))
def test_the_text_of_a_key_gives_its_values_back(values: list[str | None]) -> None:
    assert split_key(key_text(values)) == values


@given(st.binary())
def test_bytes_in_a_key_come_back(value: bytes) -> None:
    (text,) = split_key(key_text([value]))
    assert text is not None
    assert text.encode(errors="surrogateescape") == value
