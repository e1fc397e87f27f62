"""No password and no personal value stands in any log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymysql.cursors import DictCursor

from include.database import connect
from stack.campus.write import SIAKAD
from stack.demo_stack import DemoStack, passwords_of
from tests.e2e.stack import rows


@pytest.fixture(scope="module")
def logs(stack: DemoStack) -> list[tuple[Path, str]]:
    """Every log that the stack has written: Airflow's, each task's, the servers'."""
    found = [path for path in stack.home.rglob("*.log") if path.is_file()]
    assert sum("task_id=" in str(path) for path in found) > 50
    return [(path, path.read_text(errors="replace")) for path in found]


def secrets_of(stack: DemoStack) -> Iterator[str]:
    yield from passwords_of(stack.home).values()
    yield from stack.airflow.secrets.values()
    yield stack.servers.warehouse.password
    yield stack.servers.campus.password


def test_no_password_is_in_a_log(stack: DemoStack, logs: list[tuple[Path, str]]) -> None:
    secrets = list(secrets_of(stack))
    assert len(secrets) == 15
    assert [str(path) for path, text in logs for secret in secrets if secret in text] == []


def test_no_personal_value_is_in_a_log(stack: DemoStack, logs: list[tuple[Path, str]]) -> None:
    with connect(stack.campus, cursor=DictCursor) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT nik, handphone, email, nama_mahasiswa FROM {SIAKAD}.riwayat_pendidikans")
        personal = {value.strip() for row in cursor.fetchall() for value in row.values() if value and value.strip()}
    assert len(personal) > 500
    for path, text in logs:
        assert [value for value in personal if value in text] == [], path


def test_the_warehouse_has_pseudonyms_and_the_report_not_even_those(stack: DemoStack) -> None:
    (student,) = rows(stack, "SELECT nik, nama_mahasiswa FROM riwayat_pendidikan WHERE nik IS NOT NULL LIMIT 1")
    assert student["nik"].startswith("p_")
    assert student["nama_mahasiswa"].startswith("p_")
    pages = list((stack.home / "laporan").rglob("*.html"))
    assert pages
    assert [page for page in pages if "p_" + student["nik"][2:] in page.read_text()] == []


def test_the_secrets_are_readable_by_their_owner_only(stack: DemoStack) -> None:
    files = [
        stack.home / "passwords.json",
        stack.airflow.home / "secrets.json",
        stack.airflow.home / "passwords.json",
        stack.servers.warehouse.home / "password",
        stack.servers.warehouse.home / "login.sql",
    ]
    assert [oct(file.stat().st_mode & 0o077) for file in files] == ["0o0"] * len(files)
    assert json.loads(files[0].read_text())
