"""A contract's rules as a Great Expectations suite, made once per process."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from include.contract.model import Contract
from include.errors import FinalError

# Great Expectations logs hundreds of lines while it is imported.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

import great_expectations as gx  # noqa: E402
from great_expectations.expectations.registry import get_expectation_impl  # noqa: E402


@lru_cache(maxsize=64)
def suite_of(contract: Contract) -> Any:
    """The suite of a contract; the `rule` number in an expectation's meta leads back to `contract.rules`."""
    expectations = []
    for number, rule in enumerate(contract.rules):
        try:
            expectation = get_expectation_impl(rule.expectation)
            expectations.append(expectation(**rule.kwargs, meta={"rule": number}))
        except Exception as error:
            raise FinalError(
                f"contract {contract.path}: rule {rule.id!r} names the expectation {rule.expectation!r} with {rule.kwargs}, which "
                f"Great Expectations does not take: {error}"
            ) from error
    return gx.ExpectationSuite(name=contract.dataset, expectations=expectations)


@lru_cache(maxsize=1)
def batch_definition() -> Any:
    """An in-memory context that validates whatever frame it is handed."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("batch").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("whole")
