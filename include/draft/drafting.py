"""From answers to a draft: what a person is asked once the source was looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from include.contract.checks.table import TAKEN
from include.draft import keys
from include.draft.ask import Questions
from include.draft.decisions import decisions
from include.draft.document import Draft
from include.draft.fields import DraftField, change_column, created_column, fields_of
from include.draft.names import label_of, name_of, names_of
from include.draft.personal import Guess, guesses, is_secret
from include.draft.seen import Seen, Unusable
from include.draft.sources import Looked

TIMED = frozenset({"mysql", "binlog", "events"})
MODES = {"upsert": "versi terbaru tiap baris", "history": "setiap versi", "append": "setiap kejadian"}


@dataclass(frozen=True)
class Place:
    """Where the dataset comes from: `kind` and `connection` of its source, and the name that its DAG extract__ carries."""

    kind: str
    connection: str
    source: str


def drafted(place: Place, looked: Looked, questions: Questions, taken: Collection[str]) -> Draft:
    """`taken` are the names of the datasets that there are. Raises Unusable as `Questions.answer` does."""
    suggested = _default_name(looked.object, place.source, taken)
    dataset = questions.answer("dataset", "Nama dataset", lambda name: _free(name, taken), suggested)
    seen = _without_secrets(looked.seen)
    names = names_of(column.name for column in seen.columns)
    personal = _personal(seen, names, name_of(looked.object), questions)
    key = _key(looked, seen, names, personal, questions)
    purpose = questions.answer("purpose", "Untuk apa dataset ini", _text, f"{label_of(dataset)} dari {place.source}.")
    mode = questions.choose("mode", "Yang disimpan di gudang", MODES, "upsert")
    repeated = None if key in seen.keys else looked.repeated(key)
    fields, left_out = fields_of(seen, names, key, personal)
    source = _source(place, seen, fields)
    return Draft(
        dataset=dataset,
        object=looked.object,
        purpose=purpose,
        fields=fields,
        left_out=left_out,
        source=source,
        topic=_topic(place, looked.object, dataset, seen),
        mode=mode,
        newest="offset" if source.get("keyed") else "source",
        basis=_basis(seen),
        decisions=decisions(seen, fields, key, source, repeated),
    )


def _free(name: str, taken: Collection[str]) -> str:
    if name != name_of(name, "data") or TAKEN.fullmatch(name):
        raise Unusable(
            f"{name!r} tidak dapat menjadi nama dataset. Pakai huruf kecil, angka dan _, misalnya data_{name_of(name, 'data')}."
        )
    if name in taken:
        raise Unusable(f"Dataset {name!r} sudah ada di include/contracts. Beri nama lain, misalnya {name}_2.")
    return name


def _default_name(object_: str, source: str, taken: Collection[str]) -> str:
    """After the table, the file or the last word of a path; with the source in front where that name is taken."""
    name = name_of(object_.removesuffix(".csv").removesuffix(".xlsx").rstrip("/").rpartition("/")[2], "data")
    return name_of(f"{source}_{name}", "data") if name in taken or TAKEN.fullmatch(name) else name


def _text(answer: str) -> str:
    if not answer:
        raise Unusable("Tulis satu kalimat.")
    return answer


def _without_secrets(seen: Seen) -> Seen:
    """Passwords and the like are left where they are."""
    secret = {column.name for column in seen.columns if is_secret(name_of(column.name))}
    if not secret:
        return seen
    columns = tuple(column for column in seen.columns if column.name not in secret)
    rows = [{name: value for name, value in row.items() if name not in secret} for row in seen.rows]
    why = dict.fromkeys(sorted(secret), "rahasia, jadi tidak pernah dibaca")
    return replace(seen, columns=columns, rows=rows, left_out={**seen.left_out, **why})


def _personal(seen: Seen, names: Mapping[str, str], subject: str, questions: Questions) -> dict[str, Guess]:
    """The columns that tell of a person, by column: what was guessed, as somebody corrected it. `subject` is what rows are of."""
    by_name = {name: column for column, name in names.items()}
    told = guesses({name: seen.values(column) for name, column in by_name.items()}, subject)

    def use(answer: str) -> dict[str, Guess]:
        stated = [part.strip() for part in answer.split(",") if part.strip() and answer != "-"]
        chosen = [names.get(part, part) for part in stated]
        if unknown := [name for name in chosen if name not in by_name]:
            raise Unusable(
                f"Tidak ada kolom {', '.join(unknown)}. Yang ada: {', '.join(by_name)}; - bila tidak ada yang pribadi."
            )
        unguessed = Guess("data pribadi", "dinyatakan", "drop")
        return {by_name[name]: told.get(name, unguessed) for name in chosen}

    for name, guess in told.items():
        questions.say(f"  {name}: {guess.what}, {guess.why}")
    return questions.answer("personal", "Kolom data pribadi", use, ", ".join(told) or "-")


def _key(
    looked: Looked, seen: Seen, names: dict[str, str], personal: Mapping[str, Guess], questions: Questions
) -> tuple[str, ...]:
    found = keys.proposed(seen, names, set(personal))
    if found is None:
        questions.say(
            "  Tidak ada satu, dua atau tiga kolom yang membedakan setiap baris (di luar data pribadi). Tanyakan kuncinya kepada "
            "pemilik data; baris yang sama persis perlu dihapus di sumber."
            if seen.rows
            else "  Sumbernya kosong dan tidak menyebut kunci. Tanyakan kuncinya kepada pemilik data."
        )

    def use(answer: str) -> tuple[str, ...]:
        key = keys.chosen(seen, answer, names, set(personal))
        if key not in seen.keys and looked.repeated(key):
            raise Unusable(
                f"({', '.join(key)}) tidak unik dalam seluruh tabel. Tambahkan kolom yang membedakan barisnya."
            )
        return key

    return questions.answer("key", "Kunci", use, ", ".join(names[column] for column in found) if found else None)


def _source(place: Place, seen: Seen, fields: list[DraftField]) -> dict[str, Any]:
    source = {"name": place.source, "kind": place.kind, "connection": place.connection, **seen.options}
    if place.kind in TIMED:
        times = {"changeColumn": change_column(seen, fields), "createdColumn": created_column(fields)}
        source |= {name: value for name, value in times.items() if value}
    if seen.topic.get("format") == "plain" and "changeColumn" not in source:
        # Plain messages do not say which version is newer, so only their order can.
        source["keyed"] = True
    return source


def _topic(place: Place, object_: str, dataset: str, seen: Seen) -> dict[str, Any]:
    if place.kind == "events":
        return {**seen.topic}
    return {"name": f"{place.source}.{dataset}", "partitions": 1, **seen.topic}


def _basis(seen: Seen) -> str:
    looked_at = f"{len(seen.rows):,} baris yang dilihat"
    return f"{looked_at} dari {seen.total:,}" if seen.total and seen.total > len(seen.rows) else looked_at
