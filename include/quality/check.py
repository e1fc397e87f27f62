"""Checks the rows of a batch and says which may pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from include.contract.model import Contract, Rule, Severity
from include.errors import FinalError
from include.quality.plain import plain_types
from include.quality.suite import batch_definition, suite_of
from include.quality.width import too_wide
from include.records import Reject
from include.transform.clean import hides, shown


@dataclass(frozen=True)
class Checked:
    rejects: list[Reject]
    warnings: dict[str, int]
    """Rows that break a warning rule, by `field.rule`; 1 where the rule is about the batch as a whole."""
    holds: list[str]
    """Descriptions of broken rules that hold the whole batch."""


def check(frame: pd.DataFrame, contract: Contract) -> Checked:
    """Every rule of the contract over the rows that are not deletes, then whether all rows fit their columns.

    A row that breaks several rules gets the first of them, in the order of the contract. Raises FinalError when an
    expectation itself fails: a bug in a rule must not look like bad data.
    """
    rows = frame[~frame["_deleted"]]
    rejects: dict[int, Reject] = {}
    warnings: Counter[str] = Counter()
    holds: list[str] = []
    for rule, result in _judged(rows, contract):
        if result.success:
            continue
        broken = result.result.get("unexpected_index_list") or []
        if rule.severity is Severity.HOLD:
            holds.append(rule.description)
        elif rule.severity is Severity.WARNING:
            warnings[f"{rule.field or 'dataset'}.{rule.id}"] += len(broken) or 1
        else:
            for offset in _named(broken, rule, contract):
                rejects.setdefault(offset, Reject(offset, rule.id, rule.field, _reason(rule, rows, offset, contract)))
    for reject in too_wide(frame, contract):
        rejects.setdefault(reject.offset, reject)
    return Checked(list(rejects.values()), dict(warnings), holds)


def _judged(rows: pd.DataFrame, contract: Contract) -> list[tuple[Rule, Any]]:
    """The rules with their results, in the order of the contract; Great Expectations has an order of its own."""
    if rows.empty or not contract.rules:
        return []
    batch = batch_definition().get_batch({"dataframe": plain_types(rows, contract)})
    results = batch.validate(suite_of(contract), result_format={"result_format": "COMPLETE"}).results
    judged = sorted(((each.expectation_config.meta["rule"], each) for each in results), key=lambda pair: pair[0])
    for number, result in judged:
        _raise_on_exception(result, contract.rules[number], contract)
    return [(contract.rules[number], result) for number, result in judged]


def _named(broken: list[Any], rule: Rule, contract: Contract) -> list[int]:
    if not broken:
        raise FinalError(
            f"contract {contract.path}: rule {rule.id!r} on {rule.field or 'the dataset'} is critical and is broken, but "
            f"{rule.expectation} does not say by which rows. The batch was not judged; make its severity warning or hold."
        )
    return [int(offset) for offset in broken]


def _reason(rule: Rule, rows: pd.DataFrame, offset: int, contract: Contract) -> str:
    if rule.field is None:
        return rule.description
    value: Any = rows.at[offset, rule.field]
    written = "" if pd.isna(value) else shown(contract.field(rule.field), value)
    return f"{rule.field}: {rule.description}" + (f" (tertulis {written})" if written else "")


def _raise_on_exception(result: Any, rule: Rule, contract: Contract) -> None:
    info = result.exception_info or {}
    details = [info] if "raised_exception" in info else list(info.values())
    # The text of an exception can show a value.
    personal = any(hides(field) for field in contract.fields)
    for detail in details:
        if detail.get("raised_exception"):
            why = "" if personal else f": {detail.get('exception_message')}"
            raise FinalError(
                f"contract {contract.path}: rule {rule.id!r} on {rule.field or 'the dataset'} ({rule.expectation}) could not be "
                f"evaluated{why}. The batch was not judged; correct the rule."
            )
