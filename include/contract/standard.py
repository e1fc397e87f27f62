"""The standard's own lint, by its own tool. The tool is a development requirement: nothing that runs imports this module."""

from __future__ import annotations

from collections.abc import Iterator

from datacontract.data_contract import DataContract
from datacontract.model.run import ResultEnum

from include.contract.model import Contract
from include.contract.problems import Problem


def standard_problems(contract: Contract) -> Iterator[Problem]:
    """Uses the ODCS schema that the tool ships, and follows no reference: no network is needed."""
    run = DataContract(data_contract_str=contract.body, inline_references=False, all_errors=True).lint()
    for check in run.checks or ():
        if check.result != ResultEnum.passed:
            yield Problem(
                contract.path, 1, "(standard)", check.reason, f"a file that `datacontract lint` passes: {check.name}"
            )
