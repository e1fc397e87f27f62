from __future__ import annotations

import pytest

from include.errors import FinalError
from include.sources.feeder_errors import ADVICE, OK, TOKEN, refusal

OF_THE_GUIDE = {0, 11, 12, 13, 14, 15, 16, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109}


def test_every_code_of_the_guide_is_known() -> None:
    assert {OK, TOKEN, *ADVICE} == OF_THE_GUIDE


@pytest.mark.parametrize("code", ADVICE)
def test_no_other_code_passes_by_itself(code: int) -> None:
    error = refusal(code, "Gagal", "feeder.GetListDosen")
    assert isinstance(error, FinalError)
    assert str(error) == f"feeder.GetListDosen: error {code} of the Feeder (Gagal): {ADVICE[code]}."


def test_a_code_that_is_not_known_says_where_to_look() -> None:
    assert str(refusal(999, "Aneh", "feeder.GetProdi")).endswith(
        "error 999 of the Feeder (Aneh): this code is not known: look it up in the guide of the web service."
    )
