"""What the shape of a contract cannot show: whether its parts fit together.

Each module judges one part. Its `problems` takes a contract of the right shape with its document and gives what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from include.contract.checks import fields, partitions, personal, quality, source, table, topic, transforms
from include.contract.document import Document
from include.contract.odcs import OpenDataContract
from include.contract.problems import Problem

CHECKS = (table, source, topic, fields, partitions, personal, quality, transforms)


def fit_problems(contract: OpenDataContract, document: Document) -> Iterator[Problem]:
    for check in CHECKS:
        yield from check.problems(contract, document)
