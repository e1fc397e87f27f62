"""What a report calls how an indicator stands, and from which achievement on."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field, ValidationError, model_validator

from include.errors import FinalError
from include.iku.regulation import FOLDER, Number, Strict

FILE = FOLDER / "sebutan.yaml"


class Step(Strict):
    paling_sedikit: Number
    sebutan: str


class Labels(Strict):
    tercapai: str
    di_bawah_target: tuple[Step, ...] = Field(min_length=1)
    belum_dihitung: str
    tanpa_target: str
    tidak_dipilih: str

    @model_validator(mode="after")
    def _from_the_top_to_zero(self) -> Labels:
        steps = [step.paling_sedikit for step in self.di_bawah_target]
        if steps != sorted(set(steps), reverse=True) or steps[-1] != 0:
            raise ValueError(f"di_bawah_target: {', '.join(map(str, steps))}; expected falling numbers, the last one 0")
        return self

    def below(self, achievement: Decimal | None) -> str:
        """Of a number that is below its target. Where there is no achievement, the lowest step."""
        reached = [
            step for step in self.di_bawah_target if achievement is not None and step.paling_sedikit <= achievement
        ]
        return (reached or self.di_bawah_target[-1:])[0].sebutan


@lru_cache(maxsize=4)
def load_labels(file: Path = FILE) -> Labels:
    """Raises FinalError when the file is wrong."""
    try:
        return Labels.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise FinalError(f"include/iku/{file.name} cannot be used: {error}") from error
