"""From a file as campuses make it to rows in the warehouse, and what is said of one that cannot be used."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.integration.draft.desk import Desk

SCHOLARS = """\
UNIVERSITAS CONTOH;;;;
Penerima beasiswa 2025;;;;
NIM;Nama Penerima;No HP;Tanggal Terima;Jumlah Dana
2021001;Siti Aminah;081234567890;31/01/2025;Rp 5.000.000
2021002;Budi Santoso;081234567891;28/02/2025;Rp 2.500.000
2021003;Rina Wati;081234567892;31/03/2025;Rp 750.000
Jumlah;;;;Rp 8.250.000
"""


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def put(drop: Path, name: str, content: bytes) -> None:
    (drop / name).write_bytes(content)
    os.utime(drop / name, (1_785_000_000, 1_785_000_000))


def test_a_csv_comes_into_the_warehouse_without_python(desk: Desk, drop: Path) -> None:
    put(drop, "beasiswa_2025.csv", SCHOLARS.encode("cp1252"))

    assert desk.draft(kind="csv", address=str(drop), file="beasiswa_2025.csv") == 0
    desk.run("beasiswa")

    assert desk.contract("beasiswa").source.object == "beasiswa_*.csv"
    assert desk.rows("SELECT nim, tanggal_terima, jumlah_dana FROM beasiswa ORDER BY nim") == [
        ("2021001", date(2025, 1, 31), Decimal("5000000.00")),
        ("2021002", date(2025, 2, 28), Decimal("2500000.00")),
        ("2021003", date(2025, 3, 31), Decimal("750000.00")),
    ]
    assert desk.rows("SELECT COUNT(*) FROM v_karantina") == [(0,)]
    assert "Siti" not in desk.text("beasiswa") + repr(desk.fixture("beasiswa"))


def test_a_workbook_comes_into_the_warehouse_without_python(desk: Desk, drop: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kode", "Mitra", "Mulai", "Nilai"])
    sheet.append(["K-1", "PT Maju", date(2025, 1, 31), 1_500_000])
    sheet.append(["K-2", "CV Jaya", date(2025, 2, 1), 250_000])
    book.save(drop / "kerja_sama_2025.xlsx")

    assert desk.draft(kind="xlsx", address=str(drop)) == 0
    desk.run("kerja_sama")

    assert desk.rows("SELECT kode, mitra, mulai, nilai FROM kerja_sama ORDER BY kode") == [
        ("K-1", "PT Maju", date(2025, 1, 31), 1_500_000),
        ("K-2", "CV Jaya", date(2025, 2, 1), 250_000),
    ]


def test_a_csv_of_an_older_excel_is_told_by_its_bytes(desk: Desk, drop: Path) -> None:
    put(drop, "mitra.csv", "kode\tnama_lembaga\nM-1\tCafé Ilmu\n".encode("cp1252"))

    assert desk.draft(kind="csv", address=str(drop)) == 0
    desk.run("mitra")

    assert desk.rows("SELECT nama_lembaga FROM mitra") == [("Café Ilmu",)]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "--file: a.csv: berkas kosong (0 byte)"),
        ("a.csv", b"nim;nama\n", "--file: a.csv: ada judul kolom, tetapi tidak ada satu baris pun"),
        ("a.csv", b"nim;nim\n1;2\n", "--file: a.csv:1: judul nim ada lebih dari sekali"),
        ("a.csv", b"1;2\n3;4\n", "--file: a.csv: tidak ada baris judul di antara 20 baris pertama"),
        ("a.csv", b"PK\x03\x04rusak", "--file: a.csv: isinya arsip ZIP atau buku kerja Excel"),
        ("b.txt", b"nim;nama\n", "tidak berisi berkas .csv"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(
    desk: Desk, drop: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, sentence: str
) -> None:
    put(drop, name, content)

    assert desk.draft(kind="csv", address=str(drop)) == 1

    assert sentence in capsys.readouterr().err
    assert list(desk.contracts.iterdir()) == []


def test_a_name_that_no_contract_can_say_becomes_a_pattern(desk: Desk, drop: Path) -> None:
    put(drop, "Rekap Beasiswa (2).csv", b"nim,prodi\n1,Fisika\n")

    assert desk.draft(kind="csv", address=str(drop), dataset="rekap") == 0
    desk.run("rekap")

    assert desk.contract("rekap").source.object == "Rekap Beasiswa *2*.csv"
    assert desk.rows("SELECT nim, prodi FROM rekap") == [("1", "Fisika")]


def test_a_pattern_that_leaves_the_file_out_is_refused(
    desk: Desk, drop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(drop, "a.csv", b"nim,prodi\n1,Fisika\n")

    assert desk.draft(kind="csv", address=str(drop), pattern="b_*.csv") == 1

    assert "--pattern: a.csv tidak cocok dengan 'b_*.csv'" in capsys.readouterr().err


def test_rows_that_are_all_the_same_have_no_key(desk: Desk, drop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(drop, "a.csv", b"gedung;ruang\nA;1\nA;1\n")

    assert desk.draft(kind="csv", address=str(drop)) == 1

    assert "Kunci: belum dijawab" in capsys.readouterr().err
