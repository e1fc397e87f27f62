"""What the account of the tasks may do in the warehouse: add to the trail and to the reports, never rewrite them."""

from __future__ import annotations

from collections.abc import Iterable

from include.contract.model import Contract
from include.sinks.warehouse.beside import NEW

APPEND_ONLY = (
    "etl_contract", "etl_generation", "etl_plan", "etl_audit", "etl_hold", "etl_rewrite", "etl_quarantine", "etl_attempt",
    "etl_redrive", "etl_extract", "iku_report", "iku_regulation", "iku_value", "iku_evidence", "iku_evidence_diff", "iku_change",
    "iku_missing", "iku_kunci", "dim_waktu",
)  # fmt: skip
MOVED_ON = ("etl_ledger", "etl_position")
"""Tables whose rows say where something stands now."""

SEEN = ("etl_view",)
"""Whose rows are another account's. A table that an account may not see looks to it as if it were missing."""

TRAIL_VIEWS = ("v_batch", "etl_verdict", "v_karantina")

REASONS, RAW = ("v_karantina",), ("etl_quarantine", "etl_attempt")
"""Of the quarantine: where it is said why messages were rejected, and the messages themselves, personal values too."""

ADD, MOVE = "SELECT, INSERT, CREATE", "SELECT, INSERT, UPDATE"
WRITE, SHOW = "SELECT, INSERT, UPDATE, CREATE", "SELECT, CREATE, CREATE VIEW, SHOW VIEW, DROP"
"""A right on what is not there yet can be given only with CREATE."""


def grant_statements(database: str, account: str, contracts: Iterable[Contract]) -> list[str]:
    """GRANT statements for `account`, written as `'name'@'host'`. The tables of the trail must be there."""
    rights = dict.fromkeys(APPEND_ONLY, ADD) | dict.fromkeys(MOVED_ON, MOVE)
    rights |= dict.fromkeys(SEEN, "SELECT") | dict.fromkeys(TRAIL_VIEWS, SHOW)
    for contract in contracts:
        sink = contract.sink("warehouse")
        if sink is not None:
            rights |= dict.fromkeys((sink.table, f"{sink.table}{NEW}"), WRITE)
    return [
        f"GRANT CREATE TEMPORARY TABLES ON `{database}`.* TO {account}",
        *(f"GRANT {granted} ON `{database}`.`{name}` TO {account}" for name, granted in rights.items()),
    ]


def quarantine_statements(database: str, account: str, *, raw: bool) -> list[str]:
    """GRANT statements for an account that looks into the quarantine: by reasons and coordinates, or at the raw bytes too."""
    names = (*REASONS, *RAW) if raw else REASONS
    return [f"GRANT SELECT ON `{database}`.`{name}` TO {account}" for name in names]
