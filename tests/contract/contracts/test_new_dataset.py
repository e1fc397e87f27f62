"""The how-to for a new dataset, taken at its word: its example is one file, and no Python is written for it."""

from __future__ import annotations

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from include.contract.catalog import CONTRACTS, load_catalog
from include.contract.model import Contract
from include.contract.read import ROOT
from include.database import connect
from include.extract import extract
from include.ingest import Parts, load, plan
from include.records import RunContext
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.mysql import MysqlSource
from tests.contract.contracts import suite

HOWTO = ROOT / "docs" / "howto" / "add-a-dataset.md"
TABLE = """
    CREATE TABLE pengabdians (
        id_pengabdian VARCHAR(36) PRIMARY KEY, judul_kegiatan TEXT, nama_ketua VARCHAR(100), skema VARCHAR(20), dana VARCHAR(40),
        jumlah_anggota INT, tanggal_mulai VARCHAR(20), updated_at DATETIME
    )
"""
ROWS = [
    ("p-1", "Literasi desa", "Siti Aminah", "hibah", "Rp 15.000.000", 4, "31-01-2026", "2026-02-01 08:00:00"),
    ("p-2", "Bank sampah", "Budi Santoso", "swadaya", "2000000", 2, "2026-02-02", "2026-02-03 08:00:00"),
]
RUN = RunContext("extract__siakad", "manual", "pengabdian", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped contracts and the one of the how-to."""
    shutil.copytree(CONTRACTS, tmp_path / "contracts")
    (example,) = re.findall(r"```yaml\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "contracts" / "pengabdian.yaml").write_text(example, encoding="utf-8")
    return tmp_path / "contracts"


@pytest.fixture
def contract(folder: Path, topic_name: str) -> Contract:
    """The example, on a topic that no other test has."""
    path = folder / "pengabdian.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("siakad.pengabdian", topic_name), encoding="utf-8")
    return load_catalog(folder).get("pengabdian")


def test_the_example_is_right_beside_the_shipped_contracts(folder: Path) -> None:
    catalog = load_catalog(folder)
    assert [str(problem) for problem in catalog.problems] == []
    example = catalog.get("pengabdian")
    suite.runs_on_example_rows(example)
    suite.passes_the_standards_own_lint(example)


def test_the_mistake_that_is_shown_gives_the_message_that_is_shown(folder: Path) -> None:
    example = (folder / "pengabdian.yaml").read_text(encoding="utf-8")
    (folder / "pengabdian.yaml").write_text(example.replace("[mandiri, hibah]", "[1, hibah]"), encoding="utf-8")
    (problem,) = load_catalog(folder).problems
    assert str(problem).replace(str(folder), "include/contracts") in HOWTO.read_text(encoding="utf-8")


def test_the_example_runs_from_the_source_to_the_warehouse(
    contract: Contract, campus: DatabaseSettings, broker: BrokerSettings, warehouse: DatabaseSettings, tmp_path: Path
) -> None:
    with connect(campus, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.executemany(f"INSERT INTO pengabdians VALUES ({', '.join(['%s'] * 8)})", ROWS)
    state = f"file://{tmp_path / 'state'}"
    parts = Parts(broker, warehouse, f"file://{tmp_path / 'staging'}", b"kunci")

    extract(contract, MysqlSource(contract, campus, state), broker, warehouse, state, RUN)
    (work,) = plan(contract, parts, RUN, max_rows=100)
    load(contract, work, "warehouse", parts, RUN)

    with connect(warehouse) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id_pengabdian, judul, dana, dana_per_anggota, tanggal_mulai, nama_ketua FROM pengabdian")
        ((*values, leader),) = cursor.fetchall()
        cursor.execute("SELECT field, rule, reason FROM v_karantina")
        quarantined = cursor.fetchall()
    assert values == ["p-1", "Literasi desa", Decimal("15000000.00"), Decimal("3750000.00"), date(2026, 1, 31)]
    assert leader.startswith("p_")
    assert list(quarantined) == [("skema", "enum", "skema: Skema harus mandiri atau hibah (tertulis 'swadaya')")]
