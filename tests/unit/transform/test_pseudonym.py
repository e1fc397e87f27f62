from __future__ import annotations

import pandas as pd
import pytest

from include.transform.pseudonym import pseudonym, pseudonyms

KEY, OTHER_KEY = b"kunci kampus", b"kunci lain"


def test_a_pseudonym_is_the_same_whenever_and_wherever_it_is_made() -> None:
    assert pseudonym("3174012345", KEY) == "p_ef946deda08bc3b42c1676ce"


@pytest.mark.parametrize("written", ["BUDI SANTOSO", " budi santoso ", "Budi Santoso"])
def test_case_and_blanks_around_do_not_make_another_person(written: str) -> None:
    assert pseudonym(written, KEY) == pseudonym("Budi Santoso", KEY)


def test_another_value_or_another_key_gives_another_pseudonym() -> None:
    made = {pseudonym(value, key) for value in ("3174012345", "3174012346") for key in (KEY, OTHER_KEY)}

    assert len(made) == 4


def test_the_value_cannot_be_read_from_its_pseudonym() -> None:
    assert "3174012345" not in pseudonym("3174012345", KEY)


def test_a_column_gets_a_pseudonym_for_each_value_and_none_for_a_missing_one() -> None:
    column = pd.Series(["Budi", None, "Siti", "budi"], index=[4, 5, 6, 9], dtype="str")

    made = pseudonyms(column, KEY)

    assert list(made.index) == [4, 5, 6, 9]
    assert made[4] == made[9] == pseudonym("Budi", KEY)
    assert made[6] == pseudonym("Siti", KEY)
    assert pd.isna(made[5])
