"""Questions with a default. A wrong answer gets a sentence and another chance; without a terminal, the sentence ends it."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from include.draft.seen import Unusable
from include.errors import KampusError

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Questions:
    """`given` holds the answers that came as flags, by their names. `ask` is None where nobody can be asked."""

    given: Mapping[str, str]
    ask: Callable[[str], str] | None
    say: Callable[[str], None] = print

    def answer(self, name: str, question: str, use: Callable[[str], Answer], default: str | None = None) -> Answer:
        """What `use` makes of the answer; it raises Unusable or KampusError for one that will not do.

        Raises Unusable when a flag was wrong, or the answer is missing and there is neither a default nor a person.
        """
        if name in self.given:
            return _used(use, self.given[name], name)
        if self.ask is None:
            if default is None:
                raise Unusable(f"{question}: belum dijawab. Tulis --{name.replace('_', '-')}=...")
            return _used(use, default, name)
        while True:
            shown = f" [{default}]" if default else ""
            try:
                return use(self.ask(f"{question}{shown}: ").strip() or default or "")
            except (Unusable, KampusError) as wrong:
                self.say(f"  {wrong}")

    def choose(self, name: str, question: str, choices: Mapping[str, str], default: str | None = None) -> str:
        """One of the choices, by its name or by its number."""
        if self.ask is not None and name not in self.given:
            self.say(f"{question}:")
            for number, (choice, meaning) in enumerate(choices.items(), start=1):
                self.say(f"  {number}. {choice}{f': {meaning}' if meaning else ''}")

        def use(answer: str) -> str:
            names = list(choices)
            chosen = names[int(answer) - 1] if answer.isdecimal() and 0 < int(answer) <= len(names) else answer
            if chosen not in choices:
                raise Unusable(f"{answer!r} bukan salah satu pilihan: {', '.join(names[:40])}.")
            return chosen

        return self.answer(name, question, use, default)

    def secret(self, question: str) -> str:
        """An answer that is not shown while it is typed. Empty where nobody can be asked."""
        return getpass.getpass(f"{question}: ") if self.ask is not None else ""


def _used(use: Callable[[str], Answer], answer: str, name: str) -> Answer:
    try:
        return use(answer)
    except (Unusable, KampusError) as wrong:
        raise Unusable(f"--{name.replace('_', '-')}: {wrong}") from wrong
