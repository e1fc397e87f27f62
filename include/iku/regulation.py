"""Regulations as data: one folder each, with a YAML file and one SQL file per indicator."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from include.errors import FinalError

FOLDER = Path(__file__).parent
FILE = "regulasi.yaml"

Number = Annotated[Decimal, PlainSerializer(float, when_used="json")]
Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
Unit = Literal["persen", "rasio", "jumlah", "kategori", "ya_tidak"]
"""What an indicator is told in: numerator / denominator x 100, numerator / denominator, or the numerator alone."""
Direction = Literal["naik", "turun"]
Problem = tuple[str, object, str]
"""Field, value, and what was expected."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Decision(Strict):
    """What was decided where the regulation leaves a question open."""

    soal: str
    keputusan: str
    alasan: str


class ParameterTable(Strict):
    """A table of weights or levels that the SQL joins by its name."""

    kolom: tuple[Name, ...] = Field(min_length=1)
    baris: tuple[tuple[str | Number, ...], ...] = Field(min_length=1)


class Indicator(Strict):
    """`sql` names the file whose text is `query`. `batas` are limits that the SQL asks for as `:name`."""

    kode: str
    nama: str
    satuan: Unit
    sifat: Literal["wajib", "pilihan"] = "wajib"
    arah: Direction = "naik"
    """`turun` where less is better."""
    kategori: tuple[str, ...] = ()
    """Of an indicator in `kategori`: what its value 1, 2, ... is called, the worst first."""
    standar_emas: Number | None = None
    pembilang_lepas: bool = False
    """Whether evidence may add to the numerator alone, because the denominator counts other things."""
    rumus: str
    sumber: str
    membaca: tuple[str, ...] = Field(min_length=1)
    sql: str
    query: str = ""
    slovin: Annotated[Number, Field(gt=0, lt=1)] | None = None
    """The margin of error for the smallest number of respondents, where the indicator has one."""
    batas: dict[Name, Number] = {}
    tabel: dict[Name, ParameterTable] = {}
    keputusan: tuple[Decision, ...] = ()


class NotComputed(Strict):
    """What a regulation asks for and no dataset tells."""

    nama: str
    alasan: str


class Goal(Strict):
    """What the ministry wants to reach (a sasaran), and the codes of the indicators that tell how near it is."""

    nama: str
    indikator: tuple[str, ...] = Field(min_length=1)


class Regulation(Strict):
    regulasi: str
    nama: str
    berlaku_dari: date
    berlaku_sampai: date | None = None
    sasaran: tuple[Goal, ...] = ()
    """How a report groups the indicators. A code that is in no goal stands after them."""
    indikator: tuple[Indicator, ...] = Field(min_length=1)
    tidak_dihitung: tuple[NotComputed, ...] = ()

    def in_force(self, day: date) -> bool:
        return self.berlaku_dari <= day and (self.berlaku_sampai is None or day <= self.berlaku_sampai)

    def is_reported(self, day: date) -> bool:
        """While it is in force, and for a year more, so that the first year of the next one can be compared."""
        return self.in_force(day) or self.in_force(day - timedelta(days=365))


ALWAYS_READ = ("program_studi", "fakultas", "target_iku")
"""Datasets that every report reads beside those of its indicators: the names and the targets."""

_MANY = TypeAdapter(tuple[Regulation, ...])


@lru_cache(maxsize=4)
def load_regulations(folder: Path = FOLDER) -> tuple[Regulation, ...]:
    """Every regulation of a folder with the text of its SQL, the newest first.

    Raises FinalError with every problem of the first wrong file: file, field, value and what was expected.
    """
    found = [_load(path) for path in sorted(folder.glob(f"*/{FILE}"))]
    return tuple(sorted(found, key=lambda regulation: regulation.berlaku_dari, reverse=True))


def datasets_read(regulations: tuple[Regulation, ...]) -> tuple[str, ...]:
    return tuple(sorted({name for r in regulations for i in r.indikator for name in i.membaca} | set(ALWAYS_READ)))


def body_of(regulations: tuple[Regulation, ...]) -> str:
    """Everything that the numbers depend on, as JSON, to be kept with a report."""
    return _MANY.dump_json(regulations).decode()


def from_body(body: str) -> tuple[Regulation, ...]:
    return _MANY.validate_json(body)


def checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def bare(sql: str) -> str:
    """SQL without its comments."""
    return re.sub(r"--[^\n]*", "", sql)


def wrong(folder: str, file: str, problems: Sequence[Problem]) -> FinalError:
    lines = [f"{field}: {_shown(value)}; expected {expected}" for field, value, expected in problems]
    return FinalError("\n".join(f"include/iku/{folder}/{file}: {line}" for line in lines))


def _load(path: Path) -> Regulation:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise wrong(path.parent.name, path.name, [(f"line {line}", error.problem, "YAML")]) from error
    try:
        regulation = Regulation.model_validate(data)
    except ValidationError as error:
        raise wrong(path.parent.name, path.name, [_problem(detail) for detail in _causes(error)]) from error
    if regulation.regulasi != path.parent.name:
        raise wrong(
            path.parent.name,
            path.name,
            [("regulasi", regulation.regulasi, f"the name of its folder, {path.parent.name!r}")],
        )
    indicators = tuple(_with_query(path, n, each) for n, each in enumerate(regulation.indikator))
    return regulation.model_copy(update={"indikator": indicators})


def _with_query(path: Path, number: int, indicator: Indicator) -> Indicator:
    file = path.parent / indicator.sql
    if not file.is_file():
        raise wrong(path.parent.name, path.name, [(f"indikator[{number}].sql", indicator.sql, "a file beside it")])
    return indicator.model_copy(update={"query": file.read_text(encoding="utf-8")})


def _causes(error: ValidationError) -> list[ErrorDetails]:
    """Without the complaint that a list is empty because all of its items are wrong."""
    details = error.errors()
    places = [detail["loc"] for detail in details]

    def has_inner(place: tuple[int | str, ...]) -> bool:
        return any(other != place and other[: len(place)] == place for other in places)

    return [detail for detail in details if detail["type"] != "too_short" or not has_inner(detail["loc"])]


def _problem(detail: ErrorDetails) -> Problem:
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
    match detail["type"]:
        case "extra_forbidden":
            return field, detail["input"], "no field of this name"
        case "missing":
            return field, "missing", "a value"
        case _:
            return field or "file", detail["input"], detail["msg"]


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
