"""What is in the databases and folders, beside the truth."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stack.campus.campus import fill, is_filled
from stack.campus.dirt import DEFECTS, Defect
from stack.campus.write import TABLES, Databases
from tests.integration.campus.conftest import Campuses

TODAY = date(2026, 11, 25)


@dataclass(frozen=True)
class Filled:
    databases: Databases
    home: Path
    truth: dict[str, Any]

    def rows(self, sql: str, *arguments: object) -> list[tuple[Any, ...]]:
        with self.databases.connect() as connection, connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            return list(cursor.fetchall())

    def number(self, sql: str, *arguments: object) -> int:
        return int(self.rows(sql, *arguments)[0][0])


@pytest.fixture(scope="module")
def filled(campuses: Campuses, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    databases, home = campuses.new(), tmp_path_factory.mktemp("kampus")
    truth = fill(databases.server, home, seed=2026, students=2_000, today=TODAY, prefix=databases.prefix)
    return Filled(databases, home, truth)


@pytest.mark.parametrize("dataset", TABLES)
def test_a_table_has_the_rows_of_the_truth(filled: Filled, dataset: str) -> None:
    rows = filled.number(f"SELECT COUNT(*) FROM {filled.databases.table(dataset)}")
    assert rows == filled.truth["datasets"][dataset]["rows"] > 0


@pytest.mark.parametrize(
    "defect",
    [defect for defect in DEFECTS if defect.table in TABLES],
    ids=lambda defect: f"{defect.table}.{defect.field}.{defect.rule}",
)
def test_a_table_has_the_bad_values_of_the_truth(filled: Filled, defect: Defect) -> None:
    found = filled.number(
        f"SELECT COUNT(*) FROM {filled.databases.table(defect.table)} WHERE `{defect.field}` <=> %s", defect.raw
    )
    assert found == filled.truth["datasets"][defect.table]["rejected"][f"{defect.field}.{defect.rule}"] > 0


@pytest.mark.parametrize("dataset", ["riwayat_pendidikan", "lulusan", "peserta_kelas"])
def test_a_table_has_the_missing_nim_of_the_truth_as_null_and_as_empty_text(filled: Filled, dataset: str) -> None:
    table = filled.databases.table(dataset)
    missing = filled.rows(f"SELECT nim IS NULL, COUNT(*) FROM {table} WHERE nim IS NULL OR nim = '' GROUP BY 1")
    assert [null for null, _ in missing] == [0, 1]
    # A row may be rejected for another column; then its nim is no warning.
    assert (
        0 <= sum(number for _, number in missing) - filled.truth["datasets"][dataset]["warnings"]["nim.nim_kosong"] <= 2
    )


def test_students_have_left_by_lulusan_and_not_by_riwayat_pendidikan(filled: Filled) -> None:
    exits = filled.databases.table("lulusan")
    stale = filled.number(
        f"SELECT COUNT(*) FROM {exits} JOIN {filled.databases.table('riwayat_pendidikan')} r "
        "USING (id_registrasi_mahasiswa) WHERE r.id_jenis_keluar IS NULL"
    )
    assert stale == round(0.01 * filled.number(f"SELECT COUNT(*) FROM {exits}")) > 0


def test_the_orders_as_written_have_the_value_of_the_truth(filled: Filled) -> None:
    orders = filled.rows(f"SELECT status, subtotal, diskon, ongkir FROM {filled.databases.table('pesanan')}")
    total = Decimal(0)
    for status, subtotal, discount, shipping in orders:
        if status in {"baru", "dibayar", "dikirim", "selesai"} and subtotal != "gratis":
            total += rupiah(subtotal) - rupiah(discount) + rupiah(shipping)
    assert total == Decimal(filled.truth["orders"]["total_value"])


def rupiah(text: str | None) -> Decimal:
    if text is None:
        return Decimal(0)
    if re.fullmatch(r"\d+\.\d\d", text):
        return Decimal(text)
    return Decimal(text.removeprefix("Rp").strip().removesuffix(",00").replace(".", ""))


def test_rows_are_stamped_before_the_day_of_filling(filled: Filled) -> None:
    for dataset in TABLES.keys() - {"fakultas", "dosen"}:
        table = filled.databases.table(dataset)
        [(made, changed, missing, backwards)] = filled.rows(
            f"SELECT MAX(created_at), MAX(updated_at), SUM(updated_at IS NULL), SUM(updated_at < created_at) FROM {table}"
        )
        assert max(made, changed) < datetime(2026, 11, 25)
        assert (missing, backwards) == (0, 0)


def test_ids_are_numbers_only_where_the_source_has_numbers(filled: Filled) -> None:
    types = filled.rows(
        "SELECT DISTINCT data_type FROM information_schema.columns WHERE table_schema = %s AND table_name <> 'hari_kampus' "
        "AND column_name <> 'feeder' ORDER BY 1",
        filled.databases.settings("siakad").database,
    )
    assert types == [("double",), ("timestamp",), ("varchar",)]


def test_the_tracer_files_have_the_lines_and_the_bad_values_of_the_truth(filled: Filled) -> None:
    lines = [line for file in (filled.home / "drop" / "tracer").iterdir() for line in answers(file)]
    truth = filled.truth["datasets"]["tracer_study"]
    assert len(lines) == truth["rows"]
    found = Counter(
        f"{field}.{rule}"
        for line in lines
        for field, rule, raw in (("f8", "enum", "7"), ("f502", "range", "99"), ("f505", "range", "-5000000"))
        if line[field] == raw
    )
    assert found == truth["rejected"]


def answers(file: Path) -> Iterator[dict[str, str]]:
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    return csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))


def test_filling_again_leaves_nothing_of_what_was_there(campuses: Campuses, tmp_path: Path) -> None:
    databases = campuses.new()
    for students in (60, 20):
        truth = fill(databases.server, tmp_path, seed=1, students=students, today=TODAY, prefix=databases.prefix)
    filled = Filled(databases, tmp_path, truth)
    for dataset in TABLES:
        assert filled.number(f"SELECT COUNT(*) FROM {databases.table(dataset)}") == truth["datasets"][dataset]["rows"]
    lines = sum(1 for file in (tmp_path / "drop" / "tracer").iterdir() for _ in answers(file))
    assert lines == truth["datasets"]["tracer_study"]["rows"]


def test_a_campus_counts_as_filled_when_all_of_it_is_there(campuses: Campuses, tmp_path: Path) -> None:
    databases = campuses.new()
    assert not is_filled(tmp_path)
    fill(databases.server, tmp_path, seed=1, students=1, today=TODAY, prefix=databases.prefix)
    assert is_filled(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["campus.json", "drop", "lists.json", "truth.json"]
