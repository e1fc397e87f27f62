"""Checks the rows of a batch and says which may pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from include.contract.model import Contract, LogicalType, Rule, Severity
from include.errors import FinalError
from include.quality.suite import batch_definition, suite_of
from include.records import Reject

NUMBERS = {LogicalType.INTEGER, LogicalType.DECIMAL}


@dataclass(frozen=True)
class Checked:
    rejects: list[Reject]
    warnings: dict[str, int]
    """Breaches of warning rules, by `field.rule`."""
    holds: list[str]
    """Descriptions of broken rules that hold the whole batch."""


def check(frame: pd.DataFrame, contract: Contract) -> Checked:
    """Every rule of the contract over the rows that are not deletes.

    Raises FinalError when an expectation itself fails: a bug in a rule must not look like bad data.
    """
    rows = frame[~frame["_deleted"]]
    if rows.empty or not contract.rules:
        return Checked([], {}, [])
    batch = batch_definition().get_batch({"dataframe": _plain(rows, contract)})
    result = batch.validate(suite_of(contract), result_format={"result_format": "COMPLETE"})
    rejects: dict[int, Reject] = {}
    warnings: Counter[str] = Counter()
    holds: list[str] = []
    for each in result.results:
        rule = contract.rules[each.expectation_config.meta["rule"]]
        _raise_on_exception(each, rule, contract)
        if each.success:
            continue
        broken = each.result.get("unexpected_index_list") or []
        if rule.severity is Severity.CRITICAL:
            for offset in broken:
                rejects.setdefault(
                    int(offset), Reject(int(offset), rule.id, rule.field, _reason(rule, rows, offset, contract))
                )
        elif rule.severity is Severity.WARNING:
            warnings[f"{rule.field or 'dataset'}.{rule.id}"] += len(broken) or 1
        else:
            holds.append(rule.description)
    return Checked(list(rejects.values()), dict(warnings), holds)


def _plain(rows: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """The contract's columns in types that every expectation knows: floats, datetimes and objects."""
    plain: dict[str, pd.Series[Any]] = {}
    for field in contract.fields:
        column = rows[field.name]
        if field.logical_type in NUMBERS:
            plain[field.name] = column.astype("float64")
        elif field.logical_type is LogicalType.DATE:
            plain[field.name] = pd.to_datetime(column.astype(object), errors="coerce")
        elif field.logical_type is LogicalType.TIMESTAMP:
            plain[field.name] = column.astype("datetime64[us, UTC]")
        else:
            plain[field.name] = column.astype(object).where(column.notna(), None)
    return pd.DataFrame(plain, index=rows.index)


def _reason(rule: Rule, rows: pd.DataFrame, offset: Any, contract: Contract) -> str:
    if rule.field is None or rule.id == "required":
        return rule.description
    field = contract.field(rule.field)
    value: Any = rows.at[offset, rule.field]
    shown = "" if field.classification == "personal" or pd.isna(value) else f" (tertulis '{str(value)[:40]}')"
    return f"{rule.field}: {rule.description}{shown}"


def _raise_on_exception(result: Any, rule: Rule, contract: Contract) -> None:
    info = result.exception_info or {}
    details = [info] if "raised_exception" in info else list(info.values())
    for detail in details:
        if detail.get("raised_exception"):
            raise FinalError(
                f"contract {contract.path}: rule {rule.id!r} on {rule.field or 'the dataset'} could not be evaluated: "
                f"{detail.get('exception_message')}. The batch was not judged; correct the rule."
            )
