from __future__ import annotations

import io

import pytest

from include.errors import SourceFileError
from include.sources.csv_text import open_csv
from include.sources.drop_folder import DroppedFile
from tests.contract.sources.builders import contract


def rows(text: str, encoding: str = "utf-8") -> list[tuple[int, list[object]]]:
    """Every row of the text with the line it begins on, the header too."""
    file = DroppedFile("dosen.csv", 0, "", io.BytesIO(text.encode(encoding)))
    return [(line, list(cells)) for line, cells, _ in open_csv(file, contract(kind="csv", encoding=encoding)).rows]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CR LF", "CR"])
def test_a_record_has_the_line_it_begins_on(newline: str) -> None:
    text = newline.join(["id,nama", '1,"Ani', 'Lestari"', "", "2,Budi", ""])

    assert rows(text) == [(1, ["id", "nama"]), (2, ["1", f"Ani{newline}Lestari"]), (4, []), (5, ["2", "Budi"])]


@pytest.mark.parametrize(
    "separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"], ids=lambda s: f"U+{ord(s):04X}"
)
def test_a_line_ends_nowhere_but_at_a_line_end(separator: str) -> None:
    assert rows(f"1,Ani{separator}Lestari\n2,Budi\n") == [(1, ["1", f"Ani{separator}Lestari"]), (2, ["2", "Budi"])]


def test_quotes_keep_delimiters_line_ends_and_quotes() -> None:
    assert rows('1,"Ani, ""S.Kom.""\nM.T."\n') == [(1, ["1", 'Ani, "S.Kom."\nM.T.'])]


def test_a_value_may_be_very_long() -> None:
    ((_, cells),) = rows("1," + "x" * 5_000_000)

    assert [len(str(cell)) for cell in cells] == [1, 5_000_000]


def test_a_quote_that_is_not_closed_is_found_before_it_fills_the_memory() -> None:
    with pytest.raises(SourceFileError, match=r"dosen\.csv:2: tanda kutip yang dibuka"):
        rows('1,Ani\n2,"' + "Budi\n" * 3_000_000 + '"\n')


def test_a_last_letter_that_could_begin_one_of_utf_8_is_one_of_the_contracts_encoding() -> None:
    assert rows("1,René", encoding="cp1252") == [(1, ["1", "René"])]
