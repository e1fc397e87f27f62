from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from include.reports.html import render_html, share
from tests.unit.reports.builders import KEY, REGULATION, REPORT, change, evidence, report, value


def text_of(page: str) -> str:
    """What a reader sees, without the markup."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize(
    "shown",
    [
        "Keadaan per 25 November 2026 · versi 2 · dihitung 26 November 2026 03.00 WIB",
        "Pernyataan ulang.",
        "1 bukti berubah sejak 25 November 2026 versi 1",
        "Nilai 53,33 %",
        "Pembilang 1,60 Penyebut 3 Populasi 4 Target 60,00 % Capaian target 88,89 % Perubahan +3,33 Status Belum tercapai",
        "Rumus. bobot / responden x 100. Buku IKU, Bab V.",
        "Sumber yang paling lama adalah tracer_study, diambil 20 November 2026 08.00 WIB",
        "lulusan belum menjawab tracer study: 1",
        "tracer_study, baris ditolak: f505, aturan number: 12",
        "Fakultas Teknik 4 1,60 / 3 53,33",
        "Tanpa fakultas D4 Bahasa",
        "belum menjawab bekerja 1",
        "Tepat 6 bulan Tidak kurang dari 6 Dibaca harfiah",
        "Disusun oleh Diperiksa oleh Disetujui oleh",
    ],
)
def test_the_page_shows_beside_a_number_what_a_planning_office_asks(shown: str) -> None:
    assert shown in text_of(render_html(REPORT))


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = render_html(REPORT)

    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)|url\(|@import|<script|<link", page)


def test_a_name_is_text_and_never_markup() -> None:
    evil = "<script>alert('x')</script>"
    page = render_html(
        report(
            values=(value("pt", "*", "PT"), value("fakultas", "ft", evil), value("prodi", "if", evil)),
            evidence=(evidence("ani"),),
            changes=(change("ani", label=evil, alasan_baru=evil),),
        )
    )

    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") == 5


def test_a_number_that_cannot_be_computed_is_a_dash_and_belum_dihitung() -> None:
    nothing = value(
        "pt", "*", "PT", "0", 0, nilai=None, target=None, capaian=None, status="Belum dihitung", nilai_sebelum=None
    )
    page = text_of(render_html(report(values=(nothing,), evidence=())))

    assert "Nilai – Pembilang 0 Penyebut 0" in page
    assert "Target – Capaian target – Perubahan – Status Belum dihitung" in page


def test_a_first_report_says_that_there_is_none_before() -> None:
    page = text_of(render_html(report(kind="terbit", compared_to=None, changes=())))

    assert "Dibanding belum ada laporan sebelumnya" in page
    assert "Pernyataan ulang" not in page
    assert "Mengapa berubah" not in page


def test_nothing_missing_is_said_too() -> None:
    fresh = tuple(replace(each, extracted_at=REPORT.computed_at) for each in REPORT.freshness)

    assert "Yang kurang tidak ada" in text_of(render_html(report(missing=(), freshness=fresh)))


def test_a_regulation_that_is_not_in_force_is_marked() -> None:
    assert "tidak berlaku" not in render_html(REPORT)
    assert "tidak berlaku pada tanggal laporan" in render_html(report(as_of=date(2025, 6, 1)))


def test_an_indicator_without_respondents_has_no_population() -> None:
    plain = REGULATION.model_copy(update={"indikator": (REGULATION.indikator[0].model_copy(update={"slovin": None}),)})

    assert "Populasi" not in render_html(report(regulations=(plain,)))


def test_the_page_keeps_to_the_first_200_changes_and_says_so() -> None:
    page = render_html(report(changes=tuple(change(f"m{number:03d}") for number in range(201))))

    assert "nim-m199" in page
    assert "nim-m200" not in page
    assert "201 bukti satu per satu (200 yang pertama; semuanya ada di berkas XLSX)" in page


def test_a_campus_of_200_prodi_with_long_names_fits_on_one_page() -> None:
    prodi = [f"prodi-{number:03d}" for number in range(200)]
    values = (value("pt", "*", "PT"), *(value("prodi", p, f"S1 {p} " + "Rekayasa " * 25) for p in prodi))
    page = render_html(report(values=values, evidence=tuple(evidence(p, prodi=p, fakultas=None) for p in prodi)))

    assert page.count('<tr class="prodi">') == 200
    assert len(page) < 300_000


@pytest.mark.parametrize(
    ("percentage", "width"),
    [(None, "0.0%"), ("-3", "0.0%"), ("0", "0.0%"), ("42.7424", "42.7%"), ("100", "100.0%"), ("400", "100.0%")],
)
def test_a_bar_is_never_longer_than_its_line(percentage: str | None, width: str) -> None:
    assert share(None if percentage is None else Decimal(percentage)) == width


def test_indicators_of_other_regulations_do_not_mix() -> None:
    other = REGULATION.model_copy(update={"regulasi": "210-M-2023", "nama": "Kepmendikbudristek 210/M/2023"})
    theirs = replace(value("pt", "*", "PT", "9", 9), regulasi="210-M-2023")
    page = text_of(render_html(report(regulations=(REGULATION, other), values=(*REPORT.values, theirs))))

    assert KEY[0] in page
    assert page.count("Fakultas Teknik") == 1
    assert "Pembilang 9 Penyebut 9" in page
