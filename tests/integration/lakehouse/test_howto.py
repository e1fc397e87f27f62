"""What docs/howto/read-the-lakehouse.md tells people to type works and gives the right numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import Catalog, load_catalog
from include.contract.model import Contract, Mode, SinkSpec
from include.sinks.lakehouse.query import rows_sql
from stack.paths import ROOT
from tests.contract.sinks.builders import Row
from tests.contract.sinks.kit import Table
from tests.contract.sinks.lakehouse_kit import LakehouseKit

HOWTO = (ROOT / "docs" / "howto" / "read-the-lakehouse.md").read_text(encoding="utf-8")
FOLDER = "/srv/kampus/lakehouse"


def order(number: int, version: int, value: int, status: str = "baru", *, deleted: bool = False) -> Row:
    values = {"id": number, "status": status, "total_value": Decimal(value)}
    return Row(str(number), version, f"{number}-{version}", deleted, values)


def orders_contract() -> Contract:
    return replace(load_catalog().get("pesanan"), sinks=(SinkSpec("lakehouse", "pesanan", Mode.UPSERT),))


@pytest.fixture
def orders(kit: LakehouseKit, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Orders 1 and 2 are there, 3 is deleted; 1 was sent twice."""
    contract = orders_contract()
    monkeypatch.setattr("include.contract.catalog.load_catalog", lambda: Catalog((contract,), ()))
    table = Table(kit, kit.sink(), contract)
    table.load(order(1, 1, 100), order(2, 1, 50), order(3, 1, 7))
    table.load(order(1, 2, 200, "dibayar"), order(1, 2, 200, "dibayar"), order(3, 2, 7, deleted=True))
    return table


def test_every_step_works(orders: Table, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"warehouse": orders.kit.warehouse}
    said = []
    for block in re.findall(r"```python\n(.*?)```", HOWTO, re.DOTALL):
        exec(block.replace(FOLDER, str(tmp_path)), names)
        said.append(capsys.readouterr().out.splitlines())
    schema, state, by_status, first, kept = said
    assert "  5: status: optional string" in schema
    assert state == ["[(2, Decimal('250.00'))]"]
    assert by_status == ["[('baru', 1), ('dibayar', 1)]"]
    assert first == ["3", "[(0, 3)]"]
    assert kept == ["Compaction(files=2, by=1)", "0", "[]"]


def test_the_queries_that_are_shown_are_the_ones_that_are_made() -> None:
    shown, without_qualify = (" ".join(block.split()) for block in re.findall(r"```sql\n(.*?)```", HOWTO, re.DOTALL))
    assert shown == rows_sql(orders_contract(), "pesanan")
    assert shown.split(" QUALIFY ")[1].removesuffix(" = 1") in without_qualify
