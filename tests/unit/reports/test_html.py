from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from include.iku.model import Report
from include.iku.regulation import Goal, NotComputed
from include.reports.composing import document_of
from include.reports.history import History, Point
from include.reports.html import render_html
from include.reports.view import view_of
from tests.unit.reports.builders import (
    INSTITUTION,
    KEY,
    REGULATION,
    REPORT,
    change,
    document,
    evidence,
    lock,
    report,
    value,
)


def page_of(made: Report = REPORT) -> str:
    return render_html(document(made)).decode()


def text_of(page: str) -> str:
    """What a reader sees, without the markup."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize(
    "shown",
    [
        "Universitas Contoh Laporan Indikator Kinerja Utama",
        "Keadaan per 25 November 2026 · versi 2 · dihitung 26 November 2026 03.00 WIB",
        "Pernyataan ulang.",
        "1 bukti berubah sejak 25 November 2026 versi 1",
        "Kepmendiktisaintek 358/M/KEP/2025 Berlaku sejak 1 Januari 2026 1 Belum tercapai",
        "2 Lulusan bekerja 60,00 % 53,33 % 88,89 % Belum tercapai +3,33",
        "Realisasi 53,33 % Pembilang 1,60 Penyebut 3 Populasi 4 Target 60,00 % Capaian target 88,89 % Perubahan +3,33",
        "Rumus. bobot / responden x 100. Buku IKU, Bab V; makin besar makin baik.",
        "Sumber yang paling lama adalah tracer_study, diambil 20 November 2026 08.00 WIB",
        "23 November 2026 25 November 2026 paling rendah 50,00 % · paling tinggi 53,33 %",
        "Tahun lalu 24/11/2025 55,00 % 62,50 % 113,64 % Tercapai",
        "Triwulan III 30/09/2026 50,00 % 48,00 % 96,00 % Belum tercapai",
        "lulusan belum menjawab tracer study: 1",
        "tracer_study, baris ditolak: f505, aturan number: 12",
        "Fakultas Teknik 53,33 % 1,60 / 3 4 60,00 % +3,33 Belum tercapai",
        "Tanpa fakultas D4 Bahasa",
        "belum menjawab bekerja 1",
        "Tepat 6 bulan Tidak kurang dari 6 Dibaca harfiah",
        "Disetujui oleh Rektor Dr. Sari NIP 19700101",
    ],
)
def test_the_page_shows_beside_a_number_what_a_planning_office_asks(shown: str) -> None:
    assert shown in text_of(page_of())


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = page_of()

    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|url\(|@import|<script|<link", page)


def test_a_name_is_text_and_never_markup() -> None:
    evil = "<script>alert('x')</script>"
    page = page_of(
        report(
            values=(value("pt", "*", "PT"), value("fakultas", "ft", evil), value("prodi", "if", evil)),
            evidence=(evidence("ani"),),
            changes=(change("ani", alasan_baru=evil),),
        )
    )

    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") == 3


def test_the_page_names_no_person() -> None:
    assert "nim-ani" not in page_of(report(changes=(change("ani"),)))


def test_a_number_that_cannot_be_computed_is_a_dash_and_belum_dihitung() -> None:
    nothing = value(
        "pt", "*", "PT", "0", 0, nilai=None, target=None, capaian=None, status="Belum dihitung", nilai_sebelum=None
    )
    page = text_of(page_of(report(values=(nothing,), evidence=())))

    assert "Realisasi – Pembilang 0 Penyebut 0" in page
    assert "Target – Capaian target – Perubahan – Status Belum dihitung" in page


def test_a_first_report_says_that_there_is_none_before() -> None:
    page = text_of(page_of(report(kind="terbit", compared_to=None, changes=())))

    assert "Perubahan dibanding belum ada laporan sebelumnya" in page
    assert "Pernyataan ulang" not in page
    assert "Mengapa berubah" not in page


def test_nothing_missing_is_said_too() -> None:
    fresh = tuple(replace(each, extracted_at=REPORT.computed_at) for each in REPORT.freshness)

    assert "Yang kurang tidak ada" in text_of(page_of(report(missing=(), freshness=fresh)))


def test_a_regulation_that_is_not_in_force_is_marked() -> None:
    assert "tidak berlaku" not in page_of()
    assert "tidak berlaku pada tanggal laporan" in page_of(report(as_of=date(2025, 6, 1)))


def test_an_indicator_without_respondents_has_no_population() -> None:
    plain = REGULATION.model_copy(update={"indikator": (REGULATION.indikator[0].model_copy(update={"slovin": None}),)})

    assert "Populasi" not in page_of(report(regulations=(plain,)))


def test_a_campus_of_200_prodi_with_long_names_fits_on_one_page() -> None:
    prodi = [f"prodi-{number:03d}" for number in range(200)]
    values = (value("pt", "*", "PT"), *(value("prodi", p, f"S1 {p} " + "Rekayasa " * 25) for p in prodi))
    page = page_of(report(values=values, evidence=tuple(evidence(p, prodi=p, fakultas=None) for p in prodi)))

    assert page.count('<tr class="prodi">') == 200
    assert len(page) < 300_000


def test_indicators_of_other_regulations_do_not_mix() -> None:
    other = REGULATION.model_copy(update={"regulasi": "210-M-2023", "nama": "Kepmendikbudristek 210/M/2023"})
    theirs = replace(value("pt", "*", "PT", "9", 9), regulasi="210-M-2023")
    page = text_of(page_of(report(regulations=(REGULATION, other), values=(*REPORT.values, theirs))))

    assert page.count("Fakultas Teknik") == 1
    assert "Pembilang 9 Penyebut 9" in page


def test_the_regulation_in_force_stands_before_the_others() -> None:
    older = REGULATION.model_copy(
        update={"regulasi": "210-M-2023", "nama": "Kepmendikbudristek 210/M/2023", "berlaku_sampai": date(2026, 6, 30)}
    )
    theirs = replace(value("pt", "*", "PT"), regulasi="210-M-2023")
    page = text_of(page_of(report(regulations=(older, REGULATION), values=(*REPORT.values, theirs))))

    assert page.index("358/M/KEP/2025 Berlaku") < page.index("Disetujui oleh") < page.index("210/M/2023 Berlaku")


def test_indicators_stand_below_their_goal_and_last_those_without_one() -> None:
    (indicator,) = REGULATION.indikator
    regulation = REGULATION.model_copy(
        update={
            "sasaran": (Goal(nama="Talenta", indikator=("2",)),),
            "indikator": (indicator.model_copy(update={"kode": "S1"}), indicator),
        }
    )
    values = (*REPORT.values, replace(value("pt", "*", "PT"), kode="S1"))
    page = text_of(page_of(report(regulations=(regulation,), values=values)))

    assert re.search(r"Talenta 2 Lulusan bekerja .* Indikator lain S1 Lulusan bekerja", page)


@pytest.mark.parametrize(
    ("arah", "nilai", "target", "tone"),
    [
        ("naik", 60, 60, "good"),
        ("naik", 59, 60, "bad"),
        ("turun", 0, 0, "good"),
        ("turun", 2, 1, "bad"),
        ("naik", 60, None, "wait"),
        ("naik", None, 60, "wait"),
    ],
)
def test_how_a_status_looks_depends_on_the_numbers_and_not_on_its_name(
    arah: str, nilai: int | None, target: int | None, tone: str
) -> None:
    counted = REGULATION.indikator[0].model_copy(update={"satuan": "jumlah", "arah": arah})
    told = {"nilai": nilai, "target": target, "status": "Menurut kami"}
    whole = value("pt", "*", "PT", **{k: Decimal(v) if isinstance(v, int) else v for k, v in told.items()})
    regulation = REGULATION.model_copy(update={"indikator": (counted,)})

    assert set(
        re.findall(
            r'pill (\w+)">Menurut kami', page_of(report(regulations=(regulation,), values=(whole,), evidence=()))
        )
    ) == {tone}


@pytest.mark.parametrize(
    ("versi", "meaning"),
    [
        (2, "Inilah angka yang diverifikasi."),
        (1, "Angka yang diverifikasi: versi 1. Laporan ini hanya pembanding."),
        (None, "Angka yang diverifikasi: tidak memuat tanggal ini. Laporan ini hanya pembanding."),
    ],
)
def test_a_locked_period_says_by_whom_and_which_version_is_verified(versi: int | None, meaning: str) -> None:
    page = text_of(page_of(report(lock=lock(versi))))
    who = "Terkunci. Triwulan IV 2026 diverifikasi dan dikunci oleh Dr. Rina pada 10 Januari 2027 09.00 WIB."

    assert f"{who} {meaning}" in page
    assert "Terkunci" not in text_of(page_of())


def test_what_no_data_tell_is_said_with_the_reason() -> None:
    asked = REGULATION.model_copy(update={"tidak_dihitung": (NotComputed(nama="Skor QS", alasan="Diberikan QS"),)})
    page = text_of(page_of(report(regulations=(asked,))))

    assert "Yang tidak dihitung dari Kepmendiktisaintek 358/M/KEP/2025 Indikator Alasan Skor QS Diberikan QS" in page
    assert "Yang tidak dihitung" not in page_of()


def test_a_single_day_is_no_trend() -> None:
    one = render_html(
        document_of(view_of(REPORT, History({KEY: (Point(REPORT.as_of, Decimal(50)),)}, {})), INSTITUTION)
    )

    assert "Tren harian" in text_of(page_of())
    assert "Tren harian" not in text_of(one.decode())


def test_the_gold_standard_is_a_second_line() -> None:
    golden = REGULATION.indikator[0].model_copy(update={"standar_emas": Decimal(80)})
    page = page_of(report(regulations=(REGULATION.model_copy(update={"indikator": (golden,)}),)))

    assert 'class="gold"' not in page_of()
    assert page.count('<line class="gold"') == 1 + 3
    assert "standar emas 80,00 %" in text_of(page)
