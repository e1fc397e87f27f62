"""SQL that does not give evidence is refused, and says of which row and why."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from decimal import Decimal

import pytest

from include.contract.catalog import load_catalog
from include.database import connect
from include.errors import FinalError
from include.iku.collect import COLUMNS
from include.iku.evidence import Evidence
from include.iku.period import Period
from include.iku.regulation import Indicator, ParameterTable, Regulation
from include.iku.snapshot import open_snapshot
from tests.integration.iku.history import DATASETS, History, gather

ROW = {
    "kunci": "'ani'", "label": "'nim-ani'", "id_prodi": "'if'", "id_fakultas": "NULL", "stratum": "'S1'", "ideal": "25",
    "pembilang": "0.6", "penyebut": "1", "populasi": "1", "alasan": "'bekerja'", "kurang": "NULL", "dataset": "'lulusan'",
    "partisi": "0", "posisi": "7",
}  # fmt: skip


def row(**changed: str) -> str:
    return "SELECT " + ", ".join(f"{value} AS {name}" for name, value in (ROW | changed).items())


def collected(history: History, query: str, **other: object) -> list[Evidence]:
    indicator = Indicator.model_validate(
        {
            "kode": "9", "nama": "Uji", "satuan": "persen", "rumus": "a / b", "sumber": "-", "membaca": ("lulusan",),
            "sql": "iku_9.sql", "query": query, **other,
        }
    )  # fmt: skip
    regulation = Regulation(regulasi="001-M-2030", nama="Uji", berlaku_dari=date(2030, 1, 1), indikator=(indicator,))
    with closing(connect(history.settings)) as connection:
        return gather(
            open_snapshot(connection, load_catalog(), Period(date(2026, 9, 1)), DATASETS), regulation, indicator
        )


def test_the_order_of_the_columns_does_not_matter(history: History) -> None:
    backwards = "SELECT " + ", ".join(f"{ROW[name]} AS {name}" for name in reversed(COLUMNS))

    assert collected(history, backwards) == collected(history, row())
    assert collected(history, row())[0].pembilang == Decimal("0.6")


def test_parameters_limits_and_tables_reach_the_sql_exactly(history: History) -> None:
    weights = ParameterTable.model_validate({"kolom": ("jenis", "bobot"), "baris": (("o'neil", 0.7), ("studi", 1))})
    query = (
        "WITH satu AS (SELECT bobot FROM bobot WHERE jenis = 'o''neil') "
        + row(pembilang="bobot * :kali", alasan="CONCAT(:tahun, ' ', :tanggal)")
        + " FROM satu WHERE '20252' IN :semester_akademik"
    )
    (found,) = collected(history, query, tabel={"bobot": weights}, batas={"kali": 1.1})

    assert (found.pembilang, found.alasan) == (Decimal("0.77"), "2026 2026-09-01")


WRONG = {
    "sql that does not run": ("SELECT tidak_ada FROM lulusan", "gudang data menolak SQL ini: .*tidak_ada"),
    "columns that are not those of evidence": (
        "SELECT 1 AS kunci FROM lulusan",
        "kolom kunci. Diharapkan kunci, label, ",
    ),
    "a key twice": (f"{row()} UNION ALL {row()}", "bukti 'ani' muncul dua kali. Diharapkan satu baris per kunci."),
    "a value that is missing": (row(alasan="NULL", posisi="NULL"), "bukti 'ani': alasan, posisi kosong."),
    "a weight without a denominator": (row(penyebut="0"), "bukti 'ani': pembilang 0.6 dengan penyebut 0."),
    "a negative denominator": (row(penyebut="-1"), "bukti 'ani': pembilang 0.6 dengan penyebut -1."),
    "an ideal of zero": (row(ideal="0"), "bukti 'ani': ideal 0 dalam stratum 'S1'."),
    "two ideals in one stratum": (
        row() + " UNION ALL " + row(kunci="'budi'", ideal="33"),
        "bukti 'budi': ideal 33 dalam stratum 'S1'. Diharapkan lebih dari 0 dan sama untuk seluruh stratum.",
    ),
    "more decimals than are kept": (row(pembilang="1 / 3e0"), "Diharapkan paling banyak 4 desimal."),
}


@pytest.mark.parametrize(("query", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_evidence_is_refused(history: History, query: str, message: str) -> None:
    with pytest.raises(FinalError, match=rf"^include/iku/001-M-2030/iku_9\.sql: .*{message}"):
        collected(history, query)


@pytest.mark.parametrize("satuan", ["kategori", "ya_tidak"])
def test_two_verdicts_are_refused(history: History, satuan: str) -> None:
    two = " UNION ALL ".join([row(pembilang="1"), row(kunci="'budi'", pembilang="1")])

    with pytest.raises(
        FinalError, match=r"iku_9\.sql: 2 bukti berpenyebut\. Diharapkan paling banyak satu yang dihitung\.$"
    ):
        collected(history, two, satuan=satuan)
    replaced = " UNION ALL ".join([row(pembilang="1"), row(kunci="'budi'", pembilang="0", penyebut="0")])
    assert len(collected(history, replaced, satuan=satuan)) == 2


def test_a_numerator_of_other_things_is_taken_where_the_indicator_says_so(history: History) -> None:
    assert collected(history, row(penyebut="0"), pembilang_lepas=True)[0].pembilang == Decimal("0.6")
