"""Whether a file has the keys and the kinds of values that a contract has, and what to write where it has not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from include.contract.document import Document, Path
from include.contract.odcs import HOUSE_PROPERTIES, OpenDataContract
from include.contract.problems import Problem, WrongContract

KINDS = {
    "string_type": "text, in quotes where it looks like a number or like true, yes, no",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "keys below it",
    "model_type": "keys below it",
    "model_attributes_type": "keys below it",
}
"""pydantic's types of error, in words."""
DISCRIMINATORS = ("property", "kind", "type", "metric")
"""The keys by which `odcs` tells one model of a union from another."""


def shaped(document: Document) -> OpenDataContract:
    """Raises WrongContract with everything in the document that is not as `OpenDataContract` says."""
    try:
        contract = OpenDataContract.model_validate(document.data)
    except ValidationError as error:
        raise WrongContract(tuple(_problem(each, document) for each in error.errors())) from error
    if problems := tuple(_house_problems(contract, document)):
        raise WrongContract(problems)
    return contract


def _house_problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    names = [custom.property for custom in contract.customProperties]
    for name in HOUSE_PROPERTIES:
        if name not in names:
            yield document.problem(("customProperties",), None, f"`- property: {name}` with its `value`")
    for index, name in enumerate(names):
        if name in names[:index]:
            at: Path = ("customProperties", index, "property")
            yield document.problem(at, name, "each property once. Remove one of the two")


@dataclass(frozen=True)
class _Place:
    """Where pydantic found an error: the path in the file, and the part of the model that governs it."""

    path: Path
    models: tuple[type[BaseModel], ...]
    """The models that a mapping at this place may be of."""
    holder: type[BaseModel] | None
    """The model that the path's last key belongs to."""
    field: FieldInfo | None

    @property
    def doc(self) -> str | None:
        return self.field.description if self.field else None


def _problem(error: Any, document: Document) -> Problem:
    place = _place(error["loc"])
    if not place.path:
        return document.problem((), error["input"], "the keys of a contract, the first of them `apiVersion: v3.1.0`")
    match error["type"]:
        case "missing":
            return document.problem(place.path, None, str(place.doc))
        case "extra_forbidden":
            return document.problem(place.path, error["input"], _known_keys(place))
        case "union_tag_invalid" | "union_tag_not_found":
            key = error["ctx"]["discriminator"].strip("'")
            value = error["ctx"].get("tag", None)
            return document.problem((*place.path, key), value, f"one of {', '.join(_literals(place.models, key))}")
        case kind if kind in KINDS:
            return document.problem(place.path, error["input"], ": ".join(filter(None, (KINDS[kind], place.doc))))
        case _:
            return document.problem(place.path, error["input"], place.doc or error["msg"])


def _place(loc: tuple[str | int, ...]) -> _Place:
    """Follows an error's location through the models. The tags of unions, which are not in the file, are left out."""
    path: Path = ()
    models: tuple[type[BaseModel], ...] = (OpenDataContract,)
    holder, field = None, None
    for step in loc:
        if len(models) > 1 and isinstance(step, str):
            models = tuple(model for model in models if step in _tags(model))
            continue
        path = (*path, step)
        if isinstance(step, str):
            holder = models[0] if models else None
            field = _fields(holder).get(step) if holder else None
            models = _models(field.annotation) if field else ()
    return _Place(path, models, holder, field)


def _known_keys(place: _Place) -> str:
    keys = list(_fields(place.holder)) if place.holder else []
    near = get_close_matches(str(place.path[-1]), keys, n=1, cutoff=0.75)
    return f"{f'the key {near[0]}' if near else 'no such key'}; the keys here are {', '.join(keys)}"


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models(annotation: Any) -> tuple[type[BaseModel], ...]:
    """Every model inside an annotation such as `list[A | B] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    return tuple(model for argument in get_args(annotation) for model in _models(argument))


def _literals(models: tuple[type[BaseModel], ...], key: str) -> list[str]:
    found = [str(value) for model in models for value in get_args(model.model_fields[key].annotation)]
    return list(dict.fromkeys(found))


def _tags(model: type[BaseModel]) -> set[Any]:
    tagged = [model.model_fields[key].annotation for key in DISCRIMINATORS if key in model.model_fields]
    return {value for annotation in tagged for value in get_args(annotation)}
