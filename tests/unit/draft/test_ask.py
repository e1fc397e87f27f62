"""Questions are asked until an answer will do; what came as a flag is not asked, and without a person the default counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from include.draft.ask import Questions
from include.draft.seen import Unusable
from include.errors import FinalError

KINDS = {"mysql": "tabel", "csv": "berkas"}


def asked(*answers: str, **given: str) -> tuple[Questions, list[str]]:
    """Questions to somebody who gives these answers, and what was said to him."""
    said: list[str] = []
    left = iter(answers)

    def ask(question: str) -> str:
        said.append(question)
        return next(left)

    return Questions(given, ask, said.append), said


def even(answer: str) -> int:
    if not answer.isdecimal() or int(answer) % 2:
        raise Unusable(f"{answer!r} bukan bilangan genap.")
    return int(answer)


def test_an_answer_that_will_not_do_gets_a_sentence_and_another_chance() -> None:
    questions, said = asked("3", "empat", "4")
    assert questions.answer("jumlah", "Jumlah", even) == 4
    assert said == [
        "Jumlah: ",
        "  '3' bukan bilangan genap.",
        "Jumlah: ",
        "  'empat' bukan bilangan genap.",
        "Jumlah: ",
    ]


def test_what_the_source_refuses_gets_another_chance_as_well() -> None:
    def away(answer: str) -> str:
        if answer == "salah":
            raise FinalError("basis data menolak akun.")
        return answer

    questions, said = asked("salah", "benar")
    assert questions.answer("tabel", "Tabel", away) == "benar"
    assert "  basis data menolak akun." in said


def test_an_empty_answer_is_the_default() -> None:
    questions, said = asked("")
    assert questions.answer("jumlah", "Jumlah", even, "2") == 2
    assert said == ["Jumlah [2]: "]


def test_a_flag_is_not_asked_for() -> None:
    questions, said = asked(jumlah="6")
    assert questions.answer("jumlah", "Jumlah", even) == 6
    assert said == []


@pytest.mark.parametrize("answer", ["2", "csv"])
def test_a_choice_is_named_or_numbered(answer: str) -> None:
    questions, said = asked(answer)
    assert questions.choose("kind", "Jenis sumber", KINDS) == "csv"
    assert said[:3] == ["Jenis sumber:", "  1. mysql: tabel", "  2. csv: berkas"]


def test_a_choice_that_there_is_not_is_asked_for_again() -> None:
    questions, said = asked("3", "1")
    assert questions.choose("kind", "Jenis sumber", KINDS) == "mysql"
    assert "  '3' bukan salah satu pilihan: mysql, csv." in said


def unanswered(ask: Callable[[Questions], object], **given: str) -> str:
    """What is said where nobody can be asked."""
    with pytest.raises(Unusable) as wrong:
        ask(Questions(given, None))
    return str(wrong.value)


def test_without_a_person_the_default_counts() -> None:
    assert Questions({}, None).answer("jumlah", "Jumlah", even, "2") == 2


def test_without_a_person_a_missing_answer_names_its_flag() -> None:
    said = unanswered(lambda questions: questions.answer("nama_tabel", "Tabel", str))
    assert said == "Tabel: belum dijawab. Tulis --nama-tabel=..."


def test_a_wrong_flag_is_named_in_the_sentence() -> None:
    said = unanswered(lambda questions: questions.answer("jumlah", "Jumlah", even), jumlah="3")
    assert said == "--jumlah: '3' bukan bilangan genap."


def test_without_a_person_there_is_no_secret() -> None:
    assert Questions({}, None).secret("Sandi") == ""
