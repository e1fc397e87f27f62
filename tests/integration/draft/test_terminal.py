"""Somebody at a terminal, who answers wrongly first."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from include.contract.read import ROOT, read_contract
from include.database import connect
from include.settings import DatabaseSettings


def dialogue(answers: list[str], home: Path) -> str:
    """What the terminal shows when these lines are typed."""
    master, terminal = pty.openpty()
    environment = {**os.environ, "AIRFLOW_HOME": str(home / "airflow"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "include.draft", "--contracts", str(home), "--fixtures", str(home / "contoh")]
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT, env=environment)
    os.close(terminal)
    os.write(master, "".join(f"{answer}\n" for answer in answers).encode())
    shown = b""
    try:
        while chunk := os.read(master, 65_536):
            shown += chunk
    except OSError:
        pass  # Linux says so when the other side has closed.
    os.close(master)
    process.wait(60)
    return shown.decode()


def test_a_wrong_answer_gets_a_sentence_and_another_chance(campus: DatabaseSettings, tmp_path: Path) -> None:
    with connect(campus, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bukus (kode VARCHAR(9), judul VARCHAR(90), rak VARCHAR(9))")
        cursor.executemany("INSERT INTO bukus VALUES (%s, %s, 'A')", [("B-1", "Kalkulus"), ("B-2", "Fisika")])
    wrong = f"mysql://{campus.user}:salah@{campus.host}:{campus.port}/{campus.database}"
    address = f"mysql://{campus.user}:{campus.password}@{campus.host}:{campus.port}/{campus.database}"

    shown = dialogue(
        [
            "9",
            "1",
            "Perpus Kita",
            "perpus",
            "perpus",
            wrong,
            address,
            "",
            "buku",
            "bukus",
            "",
            "-",
            "rak",
            "kode",
            "",
            "",
            "y",
        ],
        tmp_path,
    )

    assert "'9' bukan salah satu pilihan: mysql, binlog" in shown
    assert "'Perpus Kita' tidak dapat dipakai: huruf kecil, angka dan _, misalnya perpus_kita." in shown
    assert "Itu bukan alamat yang dapat dipakai. Yang diharapkan: mysql://akun@host:3306/basis_data" in shown
    assert f"refuses user '{campus.user}'" in shown
    assert "bukus (sekitar 2 baris)" in shown
    assert f"Tidak ada tabel 'buku' di {campus.database}. Yang ada: bukus." in shown
    assert "Kunci [kode]: " in shown
    assert "(rak) tidak unik: 1 dari 2 baris memakai kunci yang sudah ada" in shown
    assert "2 baris dicoba: 2 diterima, 0 ditolak" in shown
    assert [field.name for field in read_contract(tmp_path / "bukus.yaml").key_fields] == ["kode"]
