from __future__ import annotations

import pytest

from include.errors import SourceFileError
from include.sources.csv_text import Format, NumberedRow, read_rows

DOSEN = Format("utf-8", ",", ("id", "nama"))


def rows(text: str | bytes, format_: Format = DOSEN) -> list[NumberedRow]:
    return read_rows("dosen.csv", text.encode() if isinstance(text, str) else text, format_)


def names(text: str | bytes, format_: Format = DOSEN) -> list[str]:
    return [row["nama"] for _, row in rows(text, format_)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CR LF", "CR"])
def test_a_record_has_the_line_it_begins_on(newline: str) -> None:
    text = newline.join(["id,nama", '1,"Ani', 'Lestari"', "", "2,Budi", ""])

    assert [line for line, _ in rows(text)] == [2, 5]
    assert names(text) == [f"Ani{newline}Lestari", "Budi"]


@pytest.mark.parametrize(
    "separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"], ids=lambda s: f"U+{ord(s):04X}"
)
def test_a_line_ends_nowhere_but_at_a_line_end(separator: str) -> None:
    assert rows(f"id,nama\n1,Ani{separator}Lestari\n2,Budi\n") == [
        (2, {"id": "1", "nama": f"Ani{separator}Lestari"}),
        (3, {"id": "2", "nama": "Budi"}),
    ]


def test_columns_may_stand_in_another_order() -> None:
    assert rows("nama,id\nAni,1\n") == [(2, {"nama": "Ani", "id": "1"})]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert names(b"\xef\xbb\xbfid,nama\n1,Ani\n") == ["Ani"]


def test_another_encoding_and_delimiter_are_read_as_the_contract_says() -> None:
    assert names("id;nama\n1;Añi, S.Kom.\n".encode("cp1252"), Format("cp1252", ";", ("id", "nama"))) == ["Añi, S.Kom."]


def test_quotes_keep_delimiters_line_ends_and_quotes() -> None:
    assert names('id,nama\n1,"Ani, ""S.Kom.""\nM.T."\n') == ['Ani, "S.Kom."\nM.T.']


def test_rows_without_any_value_are_left_out() -> None:
    assert names("id,nama\n\n1,Ani\n , \n,\n\n2,Budi\n,,,\n") == ["Ani", "Budi"]


def test_a_value_may_be_very_long() -> None:
    assert [len(name) for name in names("id,nama\n1," + "x" * 5_000_000 + "\n")] == [5_000_000]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "dosen.csv: the file is empty. Expected a header with id, nama."),
        (b"\n\n", "dosen.csv: the file is empty."),
        (b"id,nama\n", "dosen.csv: the file has a header and no rows."),
        (b"id,nama\n\n,\n", "dosen.csv: the file has a header and no rows."),
        (b"id,alamat\n1,x\n", "dosen.csv:1: other columns than the contract's. missing: nama; unknown: alamat."),
        (b"id\n1\n", "missing: nama."),
        (b"id,nama,umur\n1,Ani,7\n", "unknown: umur."),
        (b"id,nama,id\n1,Ani,1\n", "more than once: id."),
        (b"id;nama\n1;Ani\n", "dosen.csv:1: no header: none of the contract's columns stands there. Expected id, nama"),
        (b"id;nama\n1;Ani\n", "with delimiter ','."),
        (b"id,nama\n1,Ani\n2\n", "dosen.csv:3: 1 values, expected 2 as in the header."),
        (b"id,nama\n1,Ani, S.Kom.\n", "dosen.csv:2: 3 values, expected 2"),
        (b'id,nama\n1,Ani\n2,"Budi\n3,Citra\n', "dosen.csv:3: the record that begins here is no CSV"),
        (b'id,nama\n1,"Ani" Lestari\n', "dosen.csv:2: the record that begins here is no CSV"),
        (b"id,nama\n1,Ani\n2,A\xf1i\n", "dosen.csv:3: byte 0xf1 is not utf-8. Save the file as UTF-8"),
        ("id,nama\n1,Ani\n".encode("utf-16"), "dosen.csv:1: a NUL byte; the file is UTF-16 or damaged."),
        (b"id,nama\n1,Ani\n2,B\0di\n", "dosen.csv:3: a NUL byte"),
    ],
    ids=[
        "empty", "blank", "header only", "header and blanks", "other columns", "missing column", "column too many",
        "column twice", "other delimiter", "expected delimiter", "too few values", "too many values", "open quote",
        "text after quote", "other encoding", "UTF-16", "NUL",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_trusted_is_refused_with_the_place(content: bytes, message: str) -> None:
    with pytest.raises(SourceFileError) as refusal:
        rows(content)
    assert message in str(refusal.value)


@pytest.mark.parametrize("header", ["", "id,nama\n"], ids=["no header", "a value too many"])
def test_a_refusal_shows_no_value_of_the_file(header: str) -> None:
    with pytest.raises(SourceFileError) as refusal:
        rows(f"{header}3204012509870001,Ani,081234567890\n")
    assert "3204012509870001" not in str(refusal.value)
    assert "081234567890" not in str(refusal.value)
