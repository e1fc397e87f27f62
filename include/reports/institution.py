"""Whose report it is and who signs it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from include.errors import FinalError

FILE = Path(__file__).parent / "lembaga.yaml"


class Signatory(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    peran: str
    jabatan: str
    nama: str | None = None
    nip: str | None = None


class Institution(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    nama: str = Field(min_length=1)
    tempat: str = Field(min_length=1)
    """The town that stands before the date above the signatures."""
    penanda_tangan: tuple[Signatory, ...] = Field(min_length=1, max_length=4)


@lru_cache(maxsize=1)
def load_institution(file: Path = FILE) -> Institution:
    """Raises FinalError with the field, its value and what was expected."""
    try:
        return Institution.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise FinalError(f"{file.name} bukan YAML: {error}") from error
    except ValidationError as error:
        (first, *_) = error.errors()
        field = ".".join(str(part) for part in first["loc"]) or "berkas"
        raise FinalError(f"{file.name}: bidang {field} tidak cocok: {first['msg']}.") from error
