"""What cleaning does to text and booleans, and how a refusal is worded."""

from __future__ import annotations

import pytest

from include.contract.model import Field, Protect
from include.transform.clean import reason
from tests.unit.transform.builders import cleaned, field, refused

NAME = field("nama")
ACTIVE = field("aktif", "boolean")


@pytest.mark.parametrize("written", ["Budi", "  Budi", "Budi  ", "\tBudi\r\n", "\u00a0Budi\u00a0", "\u3000Budi"])
def test_blanks_around_text_are_taken_away(written: str) -> None:
    assert cleaned(NAME, written) == ["Budi"]


def test_blanks_inside_text_stay() -> None:
    assert cleaned(NAME, "Budi  Santoso") == ["Budi  Santoso"]


@pytest.mark.parametrize("written", [None, "", " ", "\t\u00a0\n"])
@pytest.mark.parametrize("logical_type", ["string", "integer", "number", "date", "timestamp", "boolean"])
def test_nothing_and_blanks_are_a_missing_value_and_no_error(logical_type: str, written: str | None) -> None:
    declared = field("isi", logical_type)

    assert (cleaned(declared, written), refused(declared, written)) == ([None], [False])


def test_the_word_null_is_text_like_any_other() -> None:
    assert cleaned(NAME, "NULL", "null", r"\N") == ["NULL", "null", r"\N"]


def test_text_with_a_nul_character_is_refused() -> None:
    assert refused(NAME, "Bu\x00di", "Budi") == [True, False]


def test_text_keeps_every_letter_of_unicode() -> None:
    assert cleaned(NAME, "Ñandú 😀 ꦧꦸꦢꦶ") == ["Ñandú 😀 ꦧꦸꦢꦶ"]


@pytest.mark.parametrize("sent", [True, 1, "1", "true", "TRUE", "ya", "Y"])
def test_yes_may_be_said_in_many_ways(sent: bool | int | str) -> None:
    assert cleaned(ACTIVE, sent) == [True]


@pytest.mark.parametrize("sent", [False, 0, "0", "false", "Tidak", "n"])
def test_so_may_no(sent: bool | int | str) -> None:
    assert cleaned(ACTIVE, sent) == [False]


@pytest.mark.parametrize("sent", ["t", "2", "aktif", 2, "1.0"])
def test_what_is_neither_yes_nor_no_is_refused(sent: int | str) -> None:
    assert refused(ACTIVE, sent) == [True]


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        (
            field("tanggal", "date"),
            "31-02-2001",
            "tanggal: '31-02-2001' bukan tanggal yang ada, YYYY-MM-DD atau DD-MM-YYYY",
        ),
        (field("waktu", "timestamp"), "kemarin", "waktu: 'kemarin' bukan waktu yang ada, YYYY-MM-DD HH:MM:SS"),
        (field("id", "integer"), "tiga", "id: 'tiga' bukan bilangan bulat yang muat dalam kolomnya"),
        (
            field("biaya", "number", "decimal(18,2)"),
            "lima juta",
            "biaya: 'lima juta' bukan angka yang jelas artinya, paling banyak 16 angka di depan dan 2 di belakang koma",
        ),
        (field("aktif", "boolean"), "mungkin", "aktif: 'mungkin' bukan ya atau tidak"),
        (field("nama"), "Bu\x00di", "nama: 'Bu�di' bukan teks tanpa karakter NUL"),
    ],
    ids=["date", "timestamp", "integer", "number", "boolean", "text"],
)
def test_a_reason_says_field_value_and_what_was_expected(declared: Field, text: str, expected: str) -> None:
    assert reason(declared, text) == expected


def test_a_reason_shows_the_first_forty_letters_of_a_value() -> None:
    assert "x" * 40 + "'" in reason(field("id", "integer"), "x" * 5_000_000)
    assert len(reason(field("id", "integer"), "x" * 5_000_000)) < 120


@pytest.mark.parametrize(
    "personal",
    [
        field("nik", "integer", classification="personal", protect=Protect.PSEUDONYM),
        field("nik", "integer", protect=Protect.DROP),
    ],
    ids=["classified", "protected"],
)
def test_a_personal_value_is_not_repeated(personal: Field) -> None:
    assert reason(personal, "31740123") == "nik: nilai (disembunyikan) bukan bilangan bulat yang muat dalam kolomnya"
