"""What docs/howto/query-the-olap-store.md tells people to type works and gives the right numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.contract.model import Mode, SinkSpec
from include.settings import DatabaseSettings, OlapSettings
from include.sinks.olap.sink import OlapSink
from stack.paths import ROOT
from tests.contract.sinks.builders import Row
from tests.contract.sinks.kit import Table
from tests.contract.sinks.olap_kit import OlapKit

HOWTO = (ROOT / "docs" / "howto" / "query-the-olap-store.md").read_text(encoding="utf-8")
FOLDER = "/srv/kampus/olap"


def order(number: int, version: int, value: int, status: str) -> Row:
    when = datetime(2026, 8, 3, 16 + number, tzinfo=UTC)
    values = {"id": number, "nomor": f"UB-{number}", "tanggal": when, "status": status, "total_value": Decimal(value)}
    return Row(str(number), version, f"{number}-{version}", False, values)


@pytest.fixture
def folder(trail: DatabaseSettings, tmp_path: Path) -> Path:
    """A store with two orders around midnight, the first edited since it was published."""
    contract = replace(load_catalog().get("pesanan"), sinks=(SinkSpec("olap", "pesanan", Mode.UPSERT),))
    kit = OlapKit(trail, tmp_path)
    sink = OlapSink(OlapSettings.local(tmp_path), trail)
    table = Table(kit, sink, contract)
    table.load(order(0, 1, 100, "baru"), order(1, 1, 50, "baru"), order(2, 1, 7, "batal"))
    table.load(order(0, 2, 200, "dibayar"))
    return tmp_path


def test_every_step_works(folder: Path, trail: DatabaseSettings, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"warehouse": trail}
    said = []
    for block in re.findall(r"```python\n(.*?)```", HOWTO, re.DOTALL):
        exec(block.replace(FOLDER, str(folder)), names)
        said.append(capsys.readouterr().out)
    by_day, largest, fresh, newest, put_back, anew = said
    by_day_answer = (
        "[(datetime.date(2026, 8, 3), 1, Decimal('100.00')), (datetime.date(2026, 8, 4), 1, Decimal('50.00'))]\n"
    )
    assert by_day == by_day_answer
    assert largest.startswith(
        "[(datetime.date(2026, 8, 3), 'UB-0', Decimal('100.00')), (datetime.date(2026, 8, 4), 'UB-1'"
    )
    assert fresh.startswith("[('pesanan', datetime.datetime(")
    assert re.fullmatch(r"kampus-\d{8}T\d{12}Z-\w+\.duckdb\n", newest)
    assert (put_back, anew) == (newest, "")
    assert not (folder / "private" / "kampus.duckdb").exists()


def test_every_mart_is_described() -> None:
    marts = {file.stem for file in (ROOT / "include" / "sinks" / "olap" / "marts").glob("*.sql")}
    assert set(re.findall(r"^\| `(mart_\w+)`", HOWTO, re.MULTILINE)) == marts
