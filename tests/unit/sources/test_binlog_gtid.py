"""Which transactions were read, as MySQL and MariaDB write it."""

from __future__ import annotations

from random import Random

import pytest

from include.errors import FinalError
from include.sources.binlog_gtid import MariadbGtids, MysqlGtids

ONE = "3e11fa47-71ca-11e1-9e33-c80aa9429562"
OTHER = "4f22fb58-71ca-11e1-9e33-c80aa9429562"


@pytest.mark.parametrize(
    ("read", "added", "together"),
    [
        ("", 1, "1"),
        ("1", 2, "1-2"),
        ("1-5", 6, "1-6"),
        ("1-5", 3, "1-5"),
        ("1-5", 8, "1-5:8"),
        ("1-5:7-9", 6, "1-9"),
        ("2-5", 1, "1-5"),
        ("3-5", 1, "1:3-5"),
    ],
)
def test_a_transaction_is_added_to_those_of_its_server(read: str, added: int, together: str) -> None:
    gtids = MysqlGtids(f"{ONE}:{read}" if read else "")

    gtids.add(f"{ONE.upper()}:{added}")

    assert str(gtids) == f"{ONE}:{together}"


def test_after_a_failover_both_servers_stand_in_the_set() -> None:
    gtids = MysqlGtids(f"{OTHER}:1-7,\n{ONE}:1-5")

    gtids.add(f"{OTHER}:8")

    assert str(gtids) == f"{ONE}:1-5,{OTHER}:1-8"


def test_transactions_in_any_order_make_one_range() -> None:
    numbers = list(range(1, 200))
    Random(1).shuffle(numbers)
    gtids = MysqlGtids("")

    for number in numbers:
        gtids.add(f"{ONE}:{number}")

    assert str(gtids) == f"{ONE}:1-199"


def test_a_tagged_set_is_refused_with_what_to_do() -> None:
    with pytest.raises(FinalError, match=r"Tagged GTIDs are not supported: .*gtid_next=AUTOMATIC"):
        MysqlGtids(f"{ONE}:kampus:1-5")


def test_mariadb_has_the_last_transaction_of_each_domain() -> None:
    gtids = MariadbGtids("1-7-20,0-2-1701")

    gtids.add("0-3-1702")

    assert str(gtids) == "0-3-1702,1-7-20"


@pytest.mark.parametrize(
    ("executed", "missing"), [("0-2-1701", False), ("0-3-1800", False), ("0-2-1700", True), ("1-2-9999", True)]
)
def test_a_server_that_has_executed_less_lacks_something(executed: str, missing: bool) -> None:
    assert MariadbGtids("0-2-1701").missing_from(executed) is missing
