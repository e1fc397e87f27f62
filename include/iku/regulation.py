"""Regulations as data: one folder each, with a YAML file and one SQL file per indicator."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from include.errors import FinalError

FOLDER = Path(__file__).parent


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Decision(Strict):
    soal: str
    keputusan: str
    alasan: str


class ParameterTable(Strict):
    """A table of weights or levels that the SQL joins by its name."""

    kolom: list[str]
    baris: list[list[str | int | float]]


class Indicator(Strict):
    kode: str
    nama: str
    satuan: str
    rumus: str
    sumber: str
    membaca: list[str]
    sql: str
    slovin: Annotated[float, Field(gt=0, lt=1)] | None = None
    """The margin of error for the smallest number of respondents, where the indicator has one."""
    tabel: dict[str, ParameterTable] = {}
    keputusan: list[Decision] = []


class RegulationFile(Strict):
    regulasi: str
    nama: str
    berlaku_dari: date
    berlaku_sampai: date | None = None
    indikator: list[Indicator]


@dataclass(frozen=True)
class Regulation:
    kode: str
    nama: str
    berlaku_dari: date
    berlaku_sampai: date | None
    indicators: tuple[Indicator, ...]
    folder: Path

    def sql(self, indicator: Indicator) -> str:
        return (self.folder / indicator.sql).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def load_regulations(folder: Path = FOLDER) -> tuple[Regulation, ...]:
    """Every regulation, the newest first. Raises FinalError naming file and field when one is wrong."""
    found = [_load(path) for path in sorted(folder.glob("*/regulasi.yaml"))]
    return tuple(sorted(found, key=lambda regulation: regulation.berlaku_dari, reverse=True))


def checksum(regulations: tuple[Regulation, ...]) -> str:
    """Of every file that the numbers depend on."""
    digest = hashlib.sha256()
    for regulation in regulations:
        for path in sorted(regulation.folder.iterdir()):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _load(path: Path) -> Regulation:
    try:
        data: Any = RegulationFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise FinalError(f"{path.parent.name}/{path.name} is not what a regulation file must be: {error}") from error
    if data.regulasi != path.parent.name:
        raise FinalError(f"{path.parent.name}/{path.name}: regulasi is {data.regulasi!r}, expected the folder's name.")
    for indicator in data.indikator:
        _check(indicator, path)
    return Regulation(
        data.regulasi, data.nama, data.berlaku_dari, data.berlaku_sampai, tuple(data.indikator), path.parent
    )


def _check(indicator: Indicator, path: Path) -> None:
    where = f"{path.parent.name}/{path.name}, indikator {indicator.kode}"
    if not (path.parent / indicator.sql).is_file():
        raise FinalError(f"{where}: sql names {indicator.sql!r}, which is not in the folder.")
    for name, table in indicator.tabel.items():
        for row in table.baris:
            if len(row) != len(table.kolom):
                raise FinalError(
                    f"{where}: tabel {name}: row {row} has {len(row)} values, expected {len(table.kolom)}."
                )
