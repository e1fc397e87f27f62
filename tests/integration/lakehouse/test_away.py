"""A catalog, a folder or a warehouse that is away or wrong: transient or final, with what to check and no secret."""

from __future__ import annotations

import shutil
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import CommitFailedException

from include.audit.grants import grant_statements
from include.contract.model import Mode
from include.database import connect
from include.errors import FinalError, KampusError, LoadMismatch, ServiceUnavailable, TransientError
from include.iku.compute import ensure_iku_schema
from include.settings import DatabaseSettings, LakehouseSettings
from include.sinks.lakehouse import lake
from include.sinks.lakehouse.sink import LakehouseSink
from tests.contract.sinks.builders import Refused, contract, row
from tests.contract.sinks.kit import RUN, Table
from tests.contract.sinks.lakehouse_kit import LakehouseKit
from tests.contract.sinks.suite.promise import counts
from tests.integration.lakehouse.builders import audited, batch, contents, law, planned_from

SECRET = "rahasia-sekali"


def nowhere() -> str:
    """The address of a port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize(
    ("catalog", "error", "says"),
    [
        ({"type": "rest", "uri": "http://{nowhere}", "token": SECRET}, ServiceUnavailable, "cannot be reached.*addresses"),
        ({"type": "sql", "uri": "mysql+pymysql://u:" + SECRET + "@{nowhere}/katalog"}, ServiceUnavailable, "does not answer"),
        ({"type": "sql", "uri": "sqlite:////tidak/ada/catalog.db"}, ServiceUnavailable, "its folder exists"),
        ({"type": "sql", "uri": "bukan alamat " + SECRET}, FinalError, r"properties \(type, uri\).*Expected pyiceberg's own"),
        ({"type": "sql", "uri": "tidakada://" + SECRET}, FinalError, r"properties \(type, uri\)"),
        ({"type": "gudang", "token": SECRET}, FinalError, r"properties \(token, type\)"),
        ({"type": "sql", "token": SECRET}, FinalError, r"properties \(token, type\)"),
    ],
    ids=["rest", "sql_server", "sqlite_folder", "no_address", "no_driver", "no_such_type", "no_uri"],
)  # fmt: skip
def test_a_catalog_that_cannot_be_opened(
    trail: DatabaseSettings,
    monkeypatch: pytest.MonkeyPatch,
    catalog: dict[str, str],
    error: type[KampusError],
    says: str,
) -> None:
    settings = LakehouseSettings({name: value.replace("{nowhere}", nowhere()) for name, value in catalog.items()})
    with pytest.raises(error, match=f"lakehouse 'kampus_lakehouse'.*{says}") as raised:
        LakehouseSink(settings, trail).position(contract("lakehouse", Mode.UPSERT))
    assert SECRET not in f"{raised.value} {settings}"


def test_a_folder_that_was_moved_away_is_final_and_nothing_is_lost_when_it_is_back(
    table: Table, tmp_path: Path
) -> None:
    table.load(row("a"))
    planned, staged = batch(table, row("b"), Refused("rusak"))
    (tmp_path / "kampus").rename(tmp_path / "lain")
    with pytest.raises(FinalError, match=r"a file of the table cannot be opened.*the folder or bucket that the tables"):
        table.sink.load(planned, table.contract, staged, RUN)
    (tmp_path / "lain").rename(tmp_path / "kampus")
    assert table.sink.load(planned, table.contract, staged, RUN) == counts(loaded=1, rejected=1)


def test_a_disk_without_room_is_transient(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    planned, staged = batch(table, row("a"))
    with monkeypatch.context() as patch:
        patch.setattr("include.sinks.lakehouse.snapshot._dataframe_to_data_files", no_room)
        with pytest.raises(ServiceUnavailable, match=r"cannot be reached \(No space left on device\).*free space"):
            table.sink.load(planned, table.contract, staged, RUN)
    assert table.sink.load(planned, table.contract, staged, RUN) == counts(loaded=1)


def no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_files_with_another_number_of_rows_are_refused_and_nothing_is_left(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned, staged = batch(table, row("a"), row("b"), Refused("rusak"))
    with monkeypatch.context() as patch:
        patch.setattr("include.sinks.lakehouse.snapshot._dataframe_to_data_files", lambda *_: [])
        with pytest.raises(LoadMismatch, match="0 rows were written of 2"):
            table.sink.load(planned, table.contract, staged, RUN)
    assert (contents(table), table.ledger(), table.rejects()) == ({}, {}, [])


def test_a_warehouse_that_is_away_before_the_commit_leaves_nothing(kit: LakehouseKit, table: Table) -> None:
    planned, staged = batch(table, row("a"), Refused("rusak"))
    away = LakehouseSink(kit.lakehouse, replace(kit.warehouse, port=int(nowhere().split(":")[1])))
    with pytest.raises(ServiceUnavailable, match="does not answer user"):
        away.load(planned, table.contract, staged, RUN)
    assert (contents(table), table.ledger()) == ({}, {})


def test_an_audit_row_that_the_warehouse_refuses_is_written_by_the_retry(table: Table) -> None:
    planned, staged = batch(table, row("a"), Refused("rusak"))
    with connect(table.kit.warehouse, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER refuse_audit BEFORE INSERT ON etl_audit FOR EACH ROW "
            "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused by the test'"
        )
        try:
            with pytest.raises(FinalError, match=r"refused the trail of sink 'lakehouse' \(error 1644\)"):
                table.sink.load(planned, table.contract, staged, RUN)
        finally:
            cursor.execute("DROP TRIGGER refuse_audit")
    assert (contents(table), table.audit()) == ({(0, 0, "a"): 1}, [])
    assert table.sink.load(planned, table.contract, staged, RUN) == replace(counts(loaded=1, rejected=1), already=True)
    assert (len(table.audit()), len(table.rejects()), law(table)) == (1, 1, [])


def test_a_lakehouse_that_was_lost_is_planned_for_again_and_loaded_anew(table: Table, tmp_path: Path) -> None:
    work = [batch(table, row("a"), Refused("rusak")), batch(table, row("b"))]
    for planned, staged in work:
        table.sink.load(planned, table.contract, staged, RUN)
    shutil.rmtree(tmp_path / "kampus")
    (tmp_path / "catalog.db").unlink()
    table.sink.prepare(table.contract)
    assert (table.ledger(), planned_from(table)) == ({}, {0: 0})
    assert [table.sink.committed(planned) for planned, _ in work] == [None, None]
    for planned, staged in work:
        assert not table.sink.load(planned, table.contract, staged, RUN).already
    assert (contents(table), table.ledger(), law(table)) == ({(0, 0, "a"): 1, (0, 2, "b"): 1}, {0: 3}, [])
    assert [reject["attempts"] for reject in table.rejects()] == [1]


def test_a_range_that_is_loaded_anew_as_another_batch_has_one_audit_row(table: Table, tmp_path: Path) -> None:
    planned, staged = batch(table, row("a"))
    table.sink.load(planned, table.contract, staged, RUN)
    shutil.rmtree(tmp_path / "kampus")
    (tmp_path / "catalog.db").unlink()
    released = replace(planned, batch_id="f" * 32)
    table.sink.load(released, table.contract, table.stage(released, row("a")), RUN)
    table.load(row("b"))
    assert table.audit()[0]["batch_id"] == planned.batch_id
    assert (audited(table), law(table)) == ([(0, 0, 1, 1, 0), (0, 1, 2, 1, 0)], [])


def test_an_older_state_of_the_table_is_planned_for_again(kit: LakehouseKit, table: Table, tmp_path: Path) -> None:
    table.load(row("a"))
    shutil.copy(tmp_path / "catalog.db", tmp_path / "backup.db")
    late = batch(table, row("b"))
    table.sink.load(late[0], table.contract, late[1], RUN)
    shutil.copy(tmp_path / "backup.db", tmp_path / "catalog.db")
    table.sink.prepare(table.contract)
    assert table.sink.committed(late[0]) is None
    with connect(kit.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT next_offset FROM etl_ledger WHERE dataset = %s", (table.contract.dataset,))
        assert cursor.fetchone() == (1,)
    assert not table.sink.load(late[0], table.contract, late[1], RUN).already
    assert (contents(table), law(table)) == ({(0, 0, "a"): 1, (0, 1, "b"): 1}, [])


def test_a_catalog_in_a_database_server_is_configuration_only(trail: DatabaseSettings, tmp_path: Path) -> None:
    address = f"mysql+pymysql://{trail.user}:{trail.password}@{trail.host}:{trail.port}/{trail.database}"
    settings = LakehouseSettings(
        {"type": "sql", "uri": address, "warehouse": f"file://{tmp_path}"}, namespace="uji.katalog"
    )
    table = LakehouseKit(trail, tmp_path / "staging", settings).table(Mode.UPSERT)
    assert table.load(row("a"), Refused("rusak")) == counts(loaded=1, rejected=1)
    assert table.beside().load(row("a", 2), partition=1) == counts(loaded=1)
    assert (table.read("kode", "_version"), table.ledger()) == ([("a", f"{2:020d}")], {0: 2, 1: 1})
    assert (tmp_path / "uji.katalog" / table.contract.dataset).is_dir()


def test_overtaken_too_often_a_load_gives_up_for_its_retry(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    planned, staged = batch(table, row("a"))
    with monkeypatch.context() as patch:
        patch.setattr(lake, "TRIES", 3)
        patch.setattr(SqlCatalog, "commit_table", overtaken)
        with pytest.raises(TransientError, match=r"other commits came first, 3 times.*fewer partitions"):
            table.sink.load(planned, table.contract, staged, RUN)
    assert table.sink.load(planned, table.contract, staged, RUN) == counts(loaded=1)


def overtaken(*_: object, **__: object) -> None:
    raise CommitFailedException


def test_an_account_that_may_only_add_to_the_trail_is_enough(
    kit: LakehouseKit, campus_server: DatabaseSettings
) -> None:
    account, password = f"u{kit.warehouse.database[-12:]}", "kata-sandi-1"
    with connect(campus_server, autocommit=True) as admin, admin.cursor() as cursor:
        with connect(kit.warehouse) as connection:
            ensure_iku_schema(connection)
        cursor.execute(f"CREATE USER {account}@'127.0.0.1' IDENTIFIED BY '{password}'")
        for statement in grant_statements(kit.warehouse.database, f"{account}@'127.0.0.1'", []):
            cursor.execute(statement)
        try:
            granted = replace(kit, warehouse=replace(kit.warehouse, user=account, password=password))
            table = granted.table(Mode.UPSERT)
            assert table.load(row("a"), Refused("rusak")) == counts(loaded=1, rejected=1)
            assert table.load(Refused("lain"), start=1, generation=1) == counts(rejected=1)
            table.sink.prepare(table.contract)
            assert (len(table.audit()), len(table.rejects()), law(table)) == (2, 1, [])
        finally:
            cursor.execute(f"DROP USER {account}@'127.0.0.1'")
