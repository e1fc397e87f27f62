"""A regulation is data: what is wrong with it is said with file, field, value and what was expected."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.errors import FinalError
from include.iku.check import check
from include.iku.regulation import body_of, checksum, from_body, load_regulations
from tests.unit.iku.builders import SQL, indicator, write_regulation

YAML, SQL_FILE = "include/iku/001-M-2030/regulasi.yaml: ", "include/iku/001-M-2030/iku_1.sql: "


def problem(folder: Path) -> str:
    with pytest.raises(FinalError) as raised:
        check(load_regulations(folder), load_catalog())
    return str(raised.value)


def test_the_regulations_of_the_project_are_right() -> None:
    regulations = load_regulations()

    check(regulations, load_catalog())
    assert [(r.regulasi, [i.kode for i in r.indikator]) for r in regulations] == [
        (
            "358-M-KEP-2025",
            [
                "1",
                "2",
                "3",
                "4",
                "5",
                "6",
                "7",
                "8",
                "9",
                "10",
                "11.1",
                "11.2",
                "11.3",
                "11.4",
                "12",
                "S1",
                "S2",
                "S3",
                "S4",
                "S5",
                "S6",
            ],
        ),
        ("210-M-2023", ["1", "2", "3", "4", "5", "6", "7", "8"]),
        ("3-M-2021", ["1", "2", "7"]),
    ]


def test_a_right_regulation_is_read_with_the_text_of_its_sql(tmp_path: Path) -> None:
    (regulation,) = load_regulations(write_regulation(tmp_path))

    check((regulation,), load_catalog())
    assert regulation.indikator[0].query == SQL


def test_a_regulation_is_in_force_between_its_days() -> None:
    new, old, _ = load_regulations()

    assert [old.in_force(date(2022, 12, 31)), old.in_force(date(2023, 1, 1)), old.in_force(date(2025, 12, 31))] == [
        False, True, True,
    ]  # fmt: skip
    assert [old.in_force(date(2026, 1, 1)), new.in_force(date(2025, 12, 31)), new.in_force(date(2099, 1, 1))] == [
        False, False, True,
    ]  # fmt: skip


def test_what_is_kept_with_a_report_reads_back_the_same() -> None:
    regulations = load_regulations()

    assert from_body(body_of(regulations)) == regulations


def test_a_changed_weight_is_another_body(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    weights = {"kolom": ["jenis", "bobot"], "baris": [["kerja", 0.8]]}
    first = load_regulations(write_regulation(tmp_path / "a"))
    second = load_regulations(write_regulation(tmp_path / "b", indicators=[indicator(tabel={"bobot": weights})]))

    assert checksum(body_of(first)) != checksum(body_of(second))


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": (indicator(rumuss="x"), "indikator[0].rumuss: x; expected no field of this name"),
    "an error out of range": (indicator(slovin=2.3), "indikator[0].slovin: 2.3; expected Input should be less than 1"),
    "a number for text": (indicator(nama=7), "indikator[0].nama: 7; expected Input should be a valid string"),
    "a missing sql file": (indicator(sql="iku_9.sql"), "indikator[0].sql: iku_9.sql; expected a file beside it"),
    "an unknown dataset": (indicator(membaca=["lulusn"]), "indikator[0].membaca: lulusn; expected one of "),
    "a dataset without history": (
        indicator(membaca=["lulusan", "pesanan"]),
        "indikator[0].membaca: pesanan; expected a dataset whose contract keeps history in the warehouse (mode: history)",
    ),
    "a category without names": (
        indicator(satuan="kategori"),
        "indikator[0].kategori: []; expected names of its categories, the worst first (satuan kategori)",
    ),
    "names of categories for a number": (
        indicator(satuan="rasio", kategori=["B", "A"]),
        "indikator[0].kategori: [B, A]; expected none (satuan rasio)",
    ),
    "a row that is too short": (
        indicator(tabel={"bobot": {"kolom": ["jenis", "bobot"], "baris": [["kerja", 1], ["studi"]]}}),
        "indikator[0].tabel.bobot.baris[1]: [studi]; expected 2 values (jenis, bobot)",
    ),
    "a table without rows": (
        indicator(tabel={"bobot": {"kolom": ["jenis"], "baris": []}}),
        "indikator[0].tabel.bobot.baris: []; expected Tuple should have at least 1 item",
    ),
    "a table called like a dataset": (
        indicator(tabel={"lulusan": {"kolom": ["a"], "baris": [[1]]}}),
        "indikator[0].tabel: lulusan; expected another name than that of a dataset it reads",
    ),
    "a limit called like a parameter": (
        indicator(batas={"bulan": 6, "tahun": 1}),
        "indikator[0].batas: tahun; expected another name than those every report gives",
    ),
}


@pytest.mark.parametrize(("wrong", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_field_is_named(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    assert YAML + message in problem(write_regulation(tmp_path, indicators=[wrong]))


def test_every_wrong_field_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    wrong = indicator(slovin=2.3)
    del wrong["rumus"]

    assert problem(write_regulation(tmp_path, indicators=[wrong])).splitlines() == [
        f"{YAML}indikator[0].rumus: missing; expected a value",
        f"{YAML}indikator[0].slovin: 2.3; expected Input should be less than 1",
    ]


def test_a_code_that_stands_twice_is_named(tmp_path: Path) -> None:
    assert f"{YAML}indikator[1].kode: 1; expected a code of its own" in problem(
        write_regulation(tmp_path, indicators=[indicator(), indicator()])
    )


def test_a_goal_of_an_indicator_that_does_not_exist_is_named(tmp_path: Path) -> None:
    goals = [{"nama": "Talenta", "indikator": ["1", "9"]}]

    assert problem(write_regulation(tmp_path, sasaran=goals)) == f"{YAML}sasaran[0].indikator: 9; expected one of 1"


def test_a_file_that_is_no_yaml_says_the_line(tmp_path: Path) -> None:
    write_regulation(tmp_path)
    (tmp_path / "001-M-2030" / "regulasi.yaml").write_text("regulasi: 001-M-2030\nnama: [Kepmen\n")

    assert problem(tmp_path).startswith(f"{YAML}line 3: expected ',' or ']'")


@pytest.mark.parametrize("text", ["", "- a\n", "teks\n"], ids=["empty", "a list", "a text"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    write_regulation(tmp_path)
    (tmp_path / "001-M-2030" / "regulasi.yaml").write_text(text)

    assert problem(tmp_path).startswith(f"{YAML}file: ")


def test_a_folder_has_the_name_of_its_regulation(tmp_path: Path) -> None:
    assert problem(write_regulation(tmp_path, regulasi="001-M-2031")) == (
        f"{YAML}regulasi: 001-M-2031; expected the name of its folder, '001-M-2030'"
    )


WRONG_SQL = {
    "a parameter that does not exist": (
        "SELECT * FROM lulusan WHERE tanggal_keluar <= :tangal",
        "parameter: :tangal; expected one of awal_tahun, bulan, semester_akademik, semester_anggaran, tahun, tahun_ajaran, "
        "tahun_lalu, tanggal",
    ),
    "a table that is not declared": (
        "SELECT * FROM lulusan JOIN dosen ON TRUE",
        "table: dosen; expected one of membaca or tabel: bobot, lulusan",
    ),
    "a name of its own that hides a dataset": (
        "WITH lulusan AS (SELECT 1) SELECT * FROM lulusan",
        "WITH: lulusan; expected another name than those of membaca and tabel",
    ),
}


@pytest.mark.parametrize(("sql", "message"), WRONG_SQL.values(), ids=WRONG_SQL)
def test_wrong_sql_is_named(tmp_path: Path, sql: str, message: str) -> None:
    assert problem(write_regulation(tmp_path, sql=sql)) == SQL_FILE + message


def test_the_names_of_categories_are_the_ranks_that_the_sql_joins() -> None:
    for regulation in load_regulations():
        for each in regulation.indikator:
            if each.satuan == "kategori":
                ranks = tuple((name, rank) for rank, name in enumerate(each.kategori, 1))
                assert each.tabel["peringkat"].baris == ranks, (regulation.regulasi, each.kode)


def test_no_sql_of_the_project_hides_a_weight_or_a_limit() -> None:
    """Weights, months and factors are data; SQL may hold positions of characters, kinds, 0, 1, 2, 100 and the 250 of labels."""
    for regulation in load_regulations():
        for each in regulation.indikator:
            code = re.sub(r"--[^\n]*|'[^']*'", "", each.query)
            numbers = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", code))
            assert numbers <= {"0", "1", "2", "4", "100", "250"}, (regulation.regulasi, each.sql)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2022-06-30", ["3-M-2021"]),
        ("2023-12-31", ["210-M-2023", "3-M-2021"]),
        ("2024-01-01", ["210-M-2023"]),
        ("2025-12-31", ["210-M-2023"]),
        ("2026-12-31", ["358-M-KEP-2025", "210-M-2023"]),
        ("2027-01-01", ["358-M-KEP-2025"]),
    ],
)
def test_a_report_tells_of_what_is_in_force_and_of_what_was_a_year_ago(day: str, told: list[str]) -> None:
    assert [each.regulasi for each in load_regulations() if each.is_reported(date.fromisoformat(day))] == told
