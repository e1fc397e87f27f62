"""The reference files that the project brings with it, and the figures of the regulations as they are published."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from include.iku.regulation import Indicator, load_regulations

FOLDER = Path(__file__).parents[3] / "include" / "reference"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wages() -> dict[tuple[str, int], Decimal]:
    return {(r["kode_wilayah"], int(r["tahun"])): Decimal(r["nilai"]) for r in rows("ump.csv") if r["nilai"]}


def test_every_province_has_one_row_for_every_year() -> None:
    keys = [(row["kode_wilayah"], int(row["tahun"])) for row in rows("ump.csv")]

    assert len(set(keys)) == len(keys)
    assert set(keys) == {(f"{number:02d}0000", year) for number in range(1, 35) for year in range(2015, 2027)}


def test_a_missing_wage_is_empty_and_says_so_and_a_wage_says_where_it_is_from() -> None:
    for row in rows("ump.csv"):
        assert (row["status"] == "belum_ada") == (row["nilai"] == ""), row
        assert row["sumber"], row
        assert row["status"] in {"resmi", "sementara", "belum_ada"}, row


@pytest.mark.parametrize(
    ("province", "year", "wage"),
    [("010000", 2024, 5_067_381), ("010000", 2015, 2_700_000), ("030000", 2015, 910_000), ("050000", 2025, 2_305_985)],
)
def test_wages_that_are_known(province: str, year: int, wage: int) -> None:
    assert wages()[province, year] == wage


def test_wages_of_2025_are_marked_as_estimates() -> None:
    for row in rows("ump.csv"):
        if row["tahun"] == "2025":
            assert row["sumber"].startswith("perkiraan: UMP 2024 x 1,065")
            assert abs(Decimal(row["nilai"]) - wages()[row["kode_wilayah"], 2024] * Decimal("1.065")) <= 1


def test_no_wage_falls_or_jumps_by_a_fifth_in_a_year() -> None:
    known = wages()
    strange = {
        (province, year): growth
        for (province, year), wage in known.items()
        if (before := known.get((province, year - 1))) and not 0 <= (growth := wage / before - 1) < Decimal("0.2")
    }

    assert strange == {}


def test_targets_are_of_indicators_that_there_are_and_no_compulsory_one_is_without() -> None:
    indicators = {(r.regulasi, i.kode): i.sifat for r in load_regulations() for i in r.indikator}
    compulsory = {key for key, sifat in indicators.items() if sifat == "wajib"}

    assert compulsory <= {(row["regulasi"], row["kode"]) for row in rows("target_iku.csv")} <= indicators.keys()


def indicator(regulasi: str, kode: str) -> Indicator:
    return next(i for r in load_regulations() if r.regulasi == regulasi for i in r.indikator if i.kode == kode)


def weights(regulasi: str, kode: str, table: str = "bobot") -> dict[tuple[object, ...], str]:
    """The last column of a table by the others, as short as it can be written."""
    rows = indicator(regulasi, kode).tabel[table].baris
    return {tuple(key): f"{Decimal(weight).normalize():f}" for *key, weight in rows}


WEIGHTS_210: dict[tuple[str, str], dict[str, str]] = {
    ("1", "bobot"): {
        "bekerja sampai_6 cukup": "1", "bekerja sampai_12 cukup": "0.8",
        "bekerja sampai_6 kurang": "0.7", "bekerja sampai_12 kurang": "0.5",
        "wiraswasta sampai_6 cukup": "1.2", "wiraswasta sampai_12 cukup": "1",
        "wiraswasta sampai_6 kurang": "1", "wiraswasta sampai_12 kurang": "0.8",
        "studi sampai_12 -": "1",
    },
    ("2", "bobot_prestasi"): {
        "6 1": "1", "6 2": "0.9", "6 3": "0.8", "6 favorit": "0.7", "6 harapan": "0.7", "6 finalis": "0.7", "6 peserta": "0.7",
        "5 1": "0.7", "5 2": "0.6", "5 3": "0.5",
        "4 1": "0.4", "4 2": "0.3", "4 3": "0.2",
    },
    ("2", "jenjang_mahasiswa"): {"20": "5", "21": "5", "22": "10", "23": "10", "30": "10"},
    ("3", "bobot"): {"tridharma": "1", "praktisi": "1", "membimbing": "0.75"},
    ("5", "bobot"): {
        "tulis jurnal_internasional_bereputasi": "0.8", "tulis buku_referensi": "0.8", "tulis buku_isbn": "0.8",
        "tulis book_chapter_internasional": "0.6", "tulis jurnal_nasional_doaj": "0.6",
        "tulis prosiding_internasional": "0.6", "tulis hasil_kerja_sama": "0.6", "tulis lainnya": "0.4",
        "terapan diterapkan": "1", "terapan paten_internasional": "1", "terapan berizin": "0.8",
        "terapan paten_nasional": "0.8",
        "seni karya_internasional": "0.9", "seni rancangan_internasional": "0.7", "seni karya_nasional": "0.7",
        "seni rancangan_nasional": "0.5", "seni karya_lokal": "0.5",
    },
    ("6", "bobot"): {
        "perusahaan_teknologi_global": "1", "organisasi_multilateral": "1", "pt_luar_negeri_qs200": "1",
        "perusahaan_multinasional": "0.75", "nirlaba_kelas_dunia": "0.75",
        "perusahaan_nasional": "0.5", "bumn_bumd": "0.5", "startup_teknologi": "0.5", "pt_dalam_negeri_qs200": "0.5",
        "instansi_pemerintah": "0.3", "rumah_sakit": "0.3", "lembaga_riset": "0.3", "lembaga_kebudayaan": "0.3",
    },
}  # fmt: skip


@pytest.mark.parametrize(("where", "expected"), WEIGHTS_210.items(), ids=lambda value: "-".join(value))
def test_weights_of_210_are_those_of_the_regulation(where: tuple[str, str], expected: dict[str, str]) -> None:
    found = weights("210-M-2023", *where)

    assert {" ".join(map(str, key)): weight for key, weight in found.items()} == expected


LIMITS = {
    ("210-M-2023", "1"): {"bulan_cepat": "6", "bulan_paling_lama": "12", "kali_ump": "1.2"},
    ("210-M-2023", "2"): {
        "sks_penuh": "20", "bobot_luar_prodi": "0.5", "bobot_pertukaran": "0.2", "bobot_prestasi": "0.3",
    },
    ("210-M-2023", "3"): {"tahun_terakhir": "5"},
    ("210-M-2023", "4"): {"bobot_bersertifikat": "0.6", "bobot_praktisi": "0.4"},
    ("210-M-2023", "7"): {"persen_paling_sedikit": "50"},
    ("3-M-2021", "1"): {"bulan_tunggu": "6", "bulan_studi": "12", "kali_ump": "1.2"},
    ("3-M-2021", "2"): {"sks_paling_sedikit": "20"},
    ("3-M-2021", "7"): {"persen_paling_sedikit": "50"},
}  # fmt: skip


@pytest.mark.parametrize(("where", "expected"), LIMITS.items(), ids=lambda value: "-".join(value))
def test_limits_are_those_of_the_regulation(where: tuple[str, str], expected: dict[str, str]) -> None:
    assert {name: str(limit) for name, limit in indicator(*where).batas.items()} == expected


def test_gold_standards_of_210_are_those_that_are_known() -> None:
    (regulation,) = (r for r in load_regulations() if r.regulasi == "210-M-2023")

    assert {each.kode: str(each.standar_emas) for each in regulation.indikator} == {
        "1": "60", "2": "20", "3": "20", "4": "20", "5": "0.5", "6": "0.6", "7": "40", "8": "2.5",
    }  # fmt: skip


def test_3m_counts_everybody_as_one_or_not_at_all() -> None:
    assert set(weights("3-M-2021", "1").values()) == {"1"}
