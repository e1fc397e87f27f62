"""A contract whose table is read by its binlog."""

from __future__ import annotations

import pytest

from include.contract.read import parse_contract
from include.sources import can_republish
from tests.unit.contract.builders import edited, problems

BINLOG = edited("      overlapMinutes: 30\n", "", edited("kind: mysql", "kind: binlog"))


def test_what_is_left_out_has_a_value_that_works() -> None:
    contract = parse_contract(BINLOG, "peminjaman.yaml")

    assert (contract.source.kind, contract.source.change_column) == ("binlog", "diubah")
    assert contract.source.options == {"chunkRows": 50_000, "serverIds": [1_000_000_000, 1_999_999_999]}
    assert contract.topic.format == "plain"
    assert not can_republish(contract)


def test_its_topic_may_have_debeziums_envelope() -> None:
    body = edited("      partitions: 3\n", "      partitions: 3\n      format: debezium\n", BINLOG)

    assert parse_contract(body, "peminjaman.yaml").topic.format == "debezium"


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("chunkRows: 0", "expected rows that a snapshot reads at once, 1 to 1,000,000: what a killed run loses at most"),
        ("serverIds: [7]", "expected the first and the last of the ids that an extract may take among the replicas of the server"),
        ("serverIds: [9, 7]", "serverIds: [9, 7]; expected the smaller number first"),
        ("overlapMinutes: 30", "name, connection, eventTime, kind, changeColumn, createdColumn, chunkRows, serverIds"),
    ],
    ids=["no rows", "one id", "ids the wrong way round", "an overlap"],
)  # fmt: skip
def test_a_wrong_option_is_refused_with_what_is_expected(wrong: str, expected: str) -> None:
    (problem,) = problems(edited("kind: binlog\n", f"kind: binlog\n      {wrong}\n", BINLOG))

    assert problem.endswith(expected)
