"""From a table that nobody has described to rows in the warehouse, on both servers; and what is said of a wrong answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from include.database import connect
from include.settings import DatabaseSettings
from tests.integration.draft.desk import Desk, address_of

TABLE = """
    CREATE TABLE Mahasiswa (
        NIM VARCHAR(20) PRIMARY KEY, NamaLengkap VARCHAR(200), NIK CHAR(16), NoHP VARCHAR(20), Angkatan YEAR, IPK DECIMAL(3,2),
        Status ENUM('A','C','L') NOT NULL, BiayaKuliah DOUBLE, TglLahir DATE, KodeProdi VARCHAR(20) NOT NULL, Password VARCHAR(60),
        Foto BLOB, updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
    )
"""
STUDENTS = [
    (f"2021{n:04d}", f"Siti Aminah {n}", f"32710144089900{n:02d}", f"0812345678{n:02d}", 2021, "3.50", "ACL"[n % 3], 5e6 + n,
     "1999-08-04", ("55201", "57201")[n % 2], "sandi-saya", b"\xff\xd8", "2026-02-01 08:00:00")
    for n in range(1, 61)
]  # fmt: skip


@pytest.fixture
def students(database: DatabaseSettings) -> DatabaseSettings:
    fill(database, TABLE, "Mahasiswa", STUDENTS)
    return database


def fill(database: DatabaseSettings, statement: str, table: str, rows: list[tuple[Any, ...]]) -> None:
    with connect(database, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        if rows:
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def test_a_table_comes_into_the_warehouse_without_python(desk: Desk, students: DatabaseSettings) -> None:
    assert desk.draft(kind="mysql", address=address_of(students), table="Mahasiswa") == 0
    desk.run("mahasiswa")

    assert desk.rows("SELECT COUNT(*) FROM v_karantina") == [(0,)]
    (row,) = desk.rows(
        "SELECT nim, angkatan, ipk, status, biaya_kuliah, tgl_lahir, kode_prodi FROM mahasiswa WHERE nim = '20210001'"
    )
    assert row == ("20210001", 2021, Decimal("3.50"), "C", Decimal("5000001.00"), date(1999, 8, 4), "57201")
    assert desk.rows("SELECT COUNT(*), COUNT(DISTINCT nama_lengkap), MIN(nik) LIKE 'p\\_%' FROM mahasiswa") == [
        (60, 60, 1)
    ]


def test_the_same_table_by_its_binlog(desk: Desk, students: DatabaseSettings) -> None:
    assert desk.draft(kind="binlog", address=address_of(students), table="Mahasiswa") == 0
    desk.run("mahasiswa")

    assert desk.rows("SELECT COUNT(*) FROM mahasiswa") == [(60,)]


def test_the_draft_says_what_it_rests_on_and_what_is_left_to_decide(desk: Desk, students: DatabaseSettings) -> None:
    desk.draft(kind="mysql", address=address_of(students), table="Mahasiswa")

    contract, text = desk.contract("mahasiswa"), desk.text("mahasiswa")
    assert [field.name for field in contract.key_fields] == ["nim"]
    assert contract.source.change_column == "updated_at"
    protected = {field.name: str(field.protect) for field in contract.fields if field.protect}
    assert protected == {"nama_lengkap": "pseudonym", "nik": "pseudonym", "no_hp": "drop", "tgl_lahir": "restrict"}
    assert {field.name for field in contract.fields if field.required} == {"nim", "status", "kode_prodi", "updated_at"}
    severities = {(rule.field, rule.id): str(rule.severity) for rule in contract.rules}
    assert severities["status", "enum"] == "critical"
    assert severities["kode_prodi", "enum"] == "warning"
    assert "# 60 nilai: 55201 30, 57201 30" in text
    assert "# - Password: rahasia, jadi tidak pernah dibaca" in text
    assert "# - Foto: jenis blob tidak punya bentuk dalam pesan" in text
    assert "status: draft" in text


def test_what_is_personal_is_corrected_by_whoever_knows(desk: Desk, campus: DatabaseSettings) -> None:
    fill(campus, TABLE, "Mahasiswa", STUDENTS)

    desk.draft(kind="mysql", address=address_of(campus), table="Mahasiswa", personal="NIK, kode_prodi")

    fields = desk.contract("mahasiswa").fields
    assert {field.name: str(field.protect) for field in fields if field.protect} == {
        "nik": "pseudonym",
        "kode_prodi": "drop",
    }


def test_nothing_of_a_person_is_in_draft_or_fixture(desk: Desk, students: DatabaseSettings) -> None:
    desk.draft(kind="mysql", address=address_of(students), table="Mahasiswa")

    written = desk.text("mahasiswa") + repr(desk.fixture("mahasiswa"))
    personal = {str(value) for row in STUDENTS for value in (row[1], row[2], row[3], row[8], row[10])}
    assert [value for value in personal if value in written] == []
    assert len(desk.fixture("mahasiswa")) == 20


def test_a_password_of_the_address_is_not_shown(
    desk: Desk, students: DatabaseSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.draft(kind="mysql", address=address_of(students), table="Mahasiswa")

    said = capsys.readouterr()
    assert f'"login": "{students.user}", "password": ""' in said.out
    assert students.password not in said.out + said.err


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"table": "Mahasiswi"}, "--table: Tidak ada tabel 'Mahasiswi'"),
        ({"key": "KodeProdi"}, "--key: (KodeProdi) tidak unik: 58 dari 60 baris"),
        ({"key": "NIK"}, "--key: NIK menunjuk orang"),
        ({"personal": "nama"}, "--personal: Tidak ada kolom nama"),
        ({"dataset": "dim_mahasiswa"}, "--dataset: 'dim_mahasiswa' tidak dapat menjadi nama dataset"),
        ({"mode": "semua"}, "--mode: 'semua' bukan salah satu pilihan: upsert, history, append"),
        ({"address": "mysql://siakad"}, "--address: Itu bukan alamat yang dapat dipakai"),
    ],
)
def test_a_wrong_answer_is_a_sentence_and_nothing_is_written(
    desk: Desk, campus: DatabaseSettings, capsys: pytest.CaptureFixture[str], answers: dict[str, str], sentence: str
) -> None:
    fill(campus, TABLE, "Mahasiswa", STUDENTS)

    assert desk.draft(**{"kind": "mysql", "address": address_of(campus), "table": "Mahasiswa", **answers}) == 1

    assert f"new-dataset: {sentence}" in capsys.readouterr().err
    assert list(desk.contracts.iterdir()) == []


def test_a_table_without_a_key_asks_for_one(
    desk: Desk, database: DatabaseSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(database, "CREATE TABLE kunjungan (gedung VARCHAR(9), jam INT)", "kunjungan", [("A", 7), ("A", 7)])

    assert desk.draft(kind="mysql", address=address_of(database), table="kunjungan") == 1

    said = capsys.readouterr()
    assert "Tidak ada satu, dua atau tiga kolom yang membedakan setiap baris" in said.out
    assert "Kunci: belum dijawab. Tulis --key=..." in said.err


def test_a_table_whose_binlog_would_be_incomplete_is_refused(
    desk: Desk, campus: DatabaseSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(campus, "CREATE TABLE prodi (id INT PRIMARY KEY)", "prodi", [(1,)])
    kelas = "CREATE TABLE kelas (id INT PRIMARY KEY, prodi INT, FOREIGN KEY (prodi) REFERENCES prodi (id) ON DELETE CASCADE)"
    fill(campus, kelas, "kelas", [(7, 1)])

    assert desk.draft(kind="binlog", address=address_of(campus), table="kelas") == 1

    assert "has a foreign key with ON DELETE CASCADE" in capsys.readouterr().err
    assert list(desk.contracts.iterdir()) == []


def test_a_table_whose_name_no_contract_can_say(
    desk: Desk, campus: DatabaseSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(campus, "CREATE TABLE `data mhs` (id INT PRIMARY KEY)", "`data mhs`", [(1,)])

    assert desk.draft(kind="mysql", address=address_of(campus), table="data mhs") == 1

    assert "Nama 'data mhs' tidak dapat ditulis dalam kontrak" in capsys.readouterr().err


def test_an_empty_table_is_drafted_from_its_catalog(desk: Desk, database: DatabaseSettings) -> None:
    fill(database, "CREATE TABLE kosong (id INT PRIMARY KEY, judul VARCHAR(30))", "kosong", [])

    assert desk.draft(kind="mysql", address=address_of(database), table="kosong") == 0

    assert [field.column_type for field in desk.contract("kosong").fields] == ["int", "varchar(30)"]
    assert "sumbernya masih kosong" in desk.text("kosong")


def test_a_column_with_zero_dates_is_text_so_that_its_rows_are_not_lost(desk: Desk, campus: DatabaseSettings) -> None:
    with connect(campus, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute("CREATE TABLE sk (nomor INT PRIMARY KEY, tanggal DATE NOT NULL)")
        cursor.executemany("INSERT INTO sk VALUES (%s, %s)", [(1, "2026-01-31"), (2, "0000-00-00")])

    assert desk.draft(kind="mysql", address=address_of(campus), table="sk") == 0
    desk.run("sk")

    assert desk.rows("SELECT nomor, tanggal FROM sk ORDER BY nomor") == [(1, "2026-01-31"), (2, "0000-00-00")]
    assert "tanggal: berisi 0000-00-00, jadi dibawa sebagai teks" in desk.text("sk")


def test_what_the_contract_would_reject_is_counted_by_rule(desk: Desk, campus: DatabaseSettings) -> None:
    fill(campus, "CREATE TABLE sk (nomor INT PRIMARY KEY, berlaku DOUBLE)", "sk", [(1, 1.5), (2, 1e-12)])

    assert desk.draft(kind="mysql", address=address_of(campus), table="sk") == 0

    assert "berlaku.number menolak 1 dari 2 baris yang dilihat." in desk.text("sk")


def test_an_account_without_the_right_is_told_which_grant_it_needs(
    desk: Desk, campus: DatabaseSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(campus, "CREATE TABLE gaji (id INT PRIMARY KEY, besar INT)", "gaji", [(1, 2)])
    account = f"u{desk.name}"
    with connect(campus, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE USER {account}@'127.0.0.1' IDENTIFIED BY 'sandi-uji'")
        cursor.execute(f"GRANT INSERT ON {campus.database}.gaji TO {account}@'127.0.0.1'")
    try:
        address = f"mysql://{account}:sandi-uji@{campus.host}:{campus.port}/{campus.database}"
        assert desk.draft(kind="mysql", address=address, table="gaji") == 1
    finally:
        with connect(campus, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP USER {account}@'127.0.0.1'")
    assert f"GRANT SELECT ON {campus.database}.gaji" in capsys.readouterr().err
