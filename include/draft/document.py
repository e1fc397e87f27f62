"""A draft as the text of a contract, with its figures and open decisions as comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
import yaml

from include.calendar import CAMPUS_ZONE
from include.contract.checks.personal import PERSONAL_WORDS
from include.draft.fields import DraftField
from include.draft.names import label_of

WIDE = 2**31
PHYSICAL_TYPES = {"csv": "file", "xlsx": "file", "http": "api", "feeder": "api", "sister": "api", "events": "topic"}


@dataclass(frozen=True)
class Draft:
    """Everything that a drafted contract says. `source` is its source property; `topic` its topic property."""

    dataset: str
    object: str
    purpose: str
    fields: Sequence[DraftField]
    left_out: dict[str, str]
    source: dict[str, Any]
    topic: dict[str, Any]
    mode: str
    newest: str
    basis: str
    decisions: Sequence[str]


def contract_text(draft: Draft) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    environment.filters |= {"yaml": _yaml, "line": _line}
    return environment.get_template("contract.yaml.j2").render(
        looked_at=f"{datetime.now(CAMPUS_ZONE):%Y-%m-%d}",
        place=f"{draft.source['connection']}.{draft.object}",
        basis=draft.basis,
        decisions=draft.decisions,
        left_out=draft.left_out,
        dataset=draft.dataset,
        title=label_of(draft.dataset),
        domain=draft.source["name"],
        purpose=draft.purpose,
        team="tim-data",
        object=draft.object,
        physical_type=PHYSICAL_TYPES.get(draft.source["kind"], "table"),
        fields=draft.fields,
        written_out={field.name for field in draft.fields if PERSONAL_WORDS.search(field.name)},
        source=draft.source,
        topic=draft.topic,
        mode=draft.mode,
        newest=draft.newest,
    )


def _yaml(value: Any) -> str:
    """A value on one line of YAML."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=WIDE, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")


def _line(text: str) -> str:
    return " ".join(text.split())
