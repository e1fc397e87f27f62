"""Which column type of the warehouse holds every value of another one."""

import pytest

from include.sinks.warehouse.types import holds


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("varchar(80)", "varchar(40)"),
        ("text", "varchar(16000)"),
        ("longtext", "text"),
        ("bigint", "int"),
        ("bigint(20)", "int(11)"),
        ("decimal(20,2)", "decimal(18,2)"),
        ("decimal(20,4)", "decimal(18,2)"),
    ],
)
def test_a_wider_type_holds_a_narrower_one_and_not_the_other_way_round(wide: str, narrow: str) -> None:
    assert holds(wide, narrow)
    assert holds(wide, wide)
    assert not holds(narrow, wide)


@pytest.mark.parametrize(
    ("one", "other"),
    [("boolean", "tinyint(1)"), ("tinyint", "tinyint(4)"), ("int", "int(11)"), ("bigint(20)", "bigint")],
)
def test_one_type_in_two_spellings_is_the_same(one: str, other: str) -> None:
    assert holds(one, other)
    assert holds(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("boolean", "int"),
        ("decimal(18,4)", "decimal(18,2)"),
        ("bigint", "varchar(20)"),
        ("date", "datetime(6)"),
        ("decimal(18,0)", "bigint"),
    ],
)
def test_of_other_types_neither_holds_the_other(one: str, other: str) -> None:
    assert not holds(one, other)
    assert not holds(other, one)
