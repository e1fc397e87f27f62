"""The accounts of the warehouse, each with no more than its work. `python -m include.audit.accounts gudang` prints the GRANTs.

| role | does | may |
|---|---|---|
| load | what the tasks do all day | add to the trail, write rows; see `include.audit.grants` |
| migrate | changes tables when a contract changes | CREATE, ALTER, DROP of tables and views of datasets, nothing on the trail |
| prune | forgets what is old | DELETE of what is older than the policy, through views that show nothing else |
| read | BI tools | SELECT of views and reports without anything personal |
| triage | counts and follows up what was rejected | SELECT of the quarantine's reasons, no raw bytes |
| inspect | looks at rejected messages | SELECT of the quarantine with its raw bytes, personal values too |
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from enum import StrEnum

from include.audit.grants import grant_statements, quarantine_statements
from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.sinks.warehouse.beside import NEW, REPLACED
from include.sinks.warehouse.views import shared_names, view_names


class Role(StrEnum):
    LOAD = "load"
    MIGRATE = "migrate"
    PRUNE = "prune"
    READ = "read"
    TRIAGE = "triage"
    INSPECT = "inspect"


NAMES = {
    Role.LOAD: "etl", Role.MIGRATE: "migrasi", Role.PRUNE: "pangkas", Role.READ: "baca", Role.TRIAGE: "pilah",
    Role.INSPECT: "periksa",
}  # fmt: skip
"""What the accounts are called, in the demo and in the printed statements."""

KEPT_DAYS = {"etl_quarantine": ("quarantined_at", 365), "etl_attempt": ("attempted_at", 365)}
"""The policy: for how many days a row is kept, from the time in one of its columns."""
OLD = "lama_"
"""Begins the name of the view that shows the rows of a table that are older than the policy."""

SHARED = ("v_batch", "dim_waktu", "iku_report", "iku_regulation", "iku_value", "iku_missing", "iku_kunci")
"""Beside the views of the datasets, what everybody may read. Evidence, which speaks of single persons, is not in it."""

CHANGE = "SELECT, INSERT, CREATE, ALTER, DROP"
CHANGE_VIEW = "SELECT, CREATE, CREATE VIEW, SHOW VIEW, DROP"


def statements(role: Role, database: str, account: str, contracts: Iterable[Contract]) -> list[str]:
    """What an administrator executes so that `account`, written as `'name'@'host'`, may do the work of the role.

    Whatever a reader may see must be there: the tables of the trail and of the reports, and the views of the datasets.
    """
    match role:
        case Role.LOAD:
            return grant_statements(database, account, contracts)
        case Role.MIGRATE:
            return _migrate(database, account, contracts)
        case Role.PRUNE:
            return _prune(database, account)
        case Role.READ:
            return _read(database, account, contracts)
        case Role.TRIAGE | Role.INSPECT:
            return quarantine_statements(database, account, raw=role is Role.INSPECT)


def _migrate(database: str, account: str, contracts: Iterable[Contract]) -> list[str]:
    rights = {"etl_view": "SELECT, INSERT, UPDATE"}
    for contract in contracts:
        if sink := contract.sink("warehouse"):
            # Beside the table, what it is renamed to before another one takes its place, and that other one.
            names = (sink.table, f"{sink.table}_lama", f"{sink.table}{NEW}", f"{sink.table}{REPLACED}")
            rights |= dict.fromkeys(names, CHANGE)
            rights |= dict.fromkeys(view_names(contract, sink), CHANGE_VIEW)
    temporary = f"GRANT CREATE TEMPORARY TABLES ON `{database}`.* TO {account}"
    return [temporary, *(_grant(granted, database, name, account) for name, granted in rights.items())]


def _prune(database: str, account: str) -> list[str]:
    made = [
        f"CREATE OR REPLACE VIEW `{database}`.`{OLD}{table}` AS SELECT `{column}` FROM `{database}`.`{table}` "
        f"WHERE `{column}` < UTC_TIMESTAMP() - INTERVAL {days} DAY"
        for table, (column, days) in KEPT_DAYS.items()
    ]
    return [*made, *(_grant("SELECT, DELETE", database, f"{OLD}{table}", account) for table in KEPT_DAYS)]


def _read(database: str, account: str, contracts: Iterable[Contract]) -> list[str]:
    names = [*SHARED]
    for contract in contracts:
        if sink := contract.sink("warehouse"):
            names += shared_names(contract, sink)
    return [_grant("SELECT", database, name, account) for name in names]


def _grant(rights: str, database: str, name: str, account: str) -> str:
    return f"GRANT {rights} ON `{database}`.`{name}` TO {account}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m include.audit.accounts", description=__doc__)
    parser.add_argument("database", help="the database of the warehouse")
    parser.add_argument(
        "--role", choices=list(Role), action="append", help="only this role; may be given several times"
    )
    parser.add_argument("--host", default="%", help="the hosts that the accounts come from, as MySQL writes them")
    arguments = parser.parse_args()
    for role in map(Role, arguments.role or Role):
        account = f"'{NAMES[role]}'@'{arguments.host}'"
        print(f"-- {role}: first CREATE USER {account} IDENTIFIED BY '...';")
        for statement in statements(role, arguments.database, account, load_catalog().contracts):
            print(f"{statement};")


if __name__ == "__main__":
    main()
