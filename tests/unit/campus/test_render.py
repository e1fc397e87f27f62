from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from stack.campus import render as spelling
from stack.campus.model import Campus, Row, Spoilt
from stack.campus.render import render

TODAY = date(2026, 11, 25)


def spellings(column: str, value: object, table: str = "pesanan") -> set[Any]:
    """All the ways a value is written, seen over many rows."""
    return {render(table, (n,), Row({column: value}))[column] for n in range(500)}


def test_dates_are_written_day_first_or_year_first() -> None:
    assert spellings("tanggal_keluar", date(2026, 3, 9)) == {"09-03-2026", "2026-03-09"}


def test_times_are_written_day_first_or_year_first() -> None:
    assert spellings("tanggal", datetime(2026, 3, 9, 8, 5, 1)) == {"09-03-2026 08:05:01", "2026-03-09 08:05:01"}


def test_amounts_are_written_as_people_type_rupiah() -> None:
    written = {"Rp 1.250.000,00", "Rp1.250.000", "1.250.000", "1250000.00"}
    assert spellings("subtotal", Decimal(1_250_000)) == written
    assert spellings("ongkir", Decimal(0)) == {"Rp 0,00", "Rp0", "0", "0.00"}


def test_numbers_are_text_some_with_a_blank_or_a_comma() -> None:
    assert spellings("ips", Decimal("3.25")) == {"3.25", " 3.25", "3,25"}
    assert spellings("nomor_urut", 4) == {"4"}


def test_names_have_trailing_blanks_now_and_then() -> None:
    assert spellings("nama_mahasiswa", "Ayu Utami") == {"Ayu Utami", "Ayu Utami  "}
    assert spellings("id_prodi", "prodi-01") == {"prodi-01"}


def test_a_missing_nim_is_empty_text_or_null_and_other_missing_values_are_null() -> None:
    assert spellings("nim", None) == {"", None}
    assert spellings("diskon", None) == {None}


def test_ids_and_weights_stay_numbers() -> None:
    assert spellings("id", 17) == {17}
    assert spellings("bobot_evaluasi", Decimal("0.29")) == {Decimal("0.29")}


def test_tracer_study_cells_are_text_with_slashed_dates_and_provinces_that_lost_their_zero() -> None:
    assert spellings("f18d", date(2026, 3, 9), "tracer_study") == {"09/03/2026"}
    assert spellings("f5a1", "020000", "tracer_study") == {"20000", "020000"}
    assert spellings("f5a1", "280000", "tracer_study") == {"280000"}
    assert spellings("f505", Decimal("6476113.20"), "tracer_study") == {"6476113.20"}
    assert spellings("f5c", None, "tracer_study") == {""}


def test_a_spoilt_row_shows_its_defect_and_is_else_as_it_was() -> None:
    values = {"nama_dosen": "Ayu", "tanggal_lahir": date(1980, 2, 3)}
    sound = render("dosen", ("d1",), Row(values))
    struck = render("dosen", ("d1",), Row(values, spoilt=Spoilt("tanggal_lahir", "date", "31-02-2001")))
    assert struck == sound | {"tanggal_lahir": "31-02-2001"}


def test_a_value_that_does_not_change_looks_the_same_again(sample: Campus) -> None:
    key, row = next(iter(sample.table("riwayat_pendidikan").items()))
    before = render("riwayat_pendidikan", key, row)
    changed = Row(row.values | {"id_jenis_keluar": "4", "tanggal_keluar": TODAY}, row.created, datetime(2026, 11, 25))
    after = render("riwayat_pendidikan", key, changed)
    assert {name for name in before if before[name] != after[name]} == {"id_jenis_keluar", "tanggal_keluar"}


@pytest.mark.parametrize(
    ("table", "column", "pattern", "per_cent"),
    [
        ("riwayat_pendidikan", "tanggal_lahir", r"\d\d-\d\d-\d{4}", spelling.DAY_FIRST_DATES),
        ("pesanan", "tanggal", r"\d\d-\d\d-\d{4} .*", spelling.DAY_FIRST_TIMES),
        ("riwayat_pendidikan", "nama_mahasiswa", r".*  ", spelling.TRAILING_BLANKS),
        ("aktivitas_kuliah", "ips", r" .*", spelling.LEADING_BLANKS),
        ("aktivitas_kuliah", "ips", r"\d,\d+", spelling.COMMA_DECIMALS),
        ("aktivitas_kuliah", "biaya_kuliah_smt", r"Rp .*,00", spelling.RP_WITH_CENTS),
        ("aktivitas_kuliah", "biaya_kuliah_smt", r"Rp\d.*", spelling.RP_WHOLE),
        ("aktivitas_kuliah", "biaya_kuliah_smt", r"\d{1,3}(\.\d{3})+", spelling.RP_POINTS),
    ],
)
def test_spellings_come_at_their_rate(sample: Campus, table: str, column: str, pattern: str, per_cent: int) -> None:
    written = [raw[column] for raw in _sound(sample, table) if raw[column] is not None]
    share = 100 * sum(1 for text in written if re.fullmatch(pattern, text)) / len(written)
    assert share == pytest.approx(per_cent, abs=5)


def test_provinces_lose_their_zero_at_its_rate(sample: Campus) -> None:
    answers = sample.table("tracer_study")
    provinces = {key: row.values["f5a1"] for key, row in answers.items() if (row.values["f5a1"] or "1")[0] == "0"}
    lost = [key for key, code in provinces.items() if render("tracer_study", key, answers[key])["f5a1"] == code[1:]]
    assert 100 * len(lost) / len(provinces) == pytest.approx(spelling.LOST_ZERO, abs=10)


def _sound(sample: Campus, table: str) -> Iterator[dict[str, Any]]:
    return (render(table, key, row) for key, row in sample.table(table).items() if row.spoilt is None)
