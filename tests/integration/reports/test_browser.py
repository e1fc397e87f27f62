"""The page in a real browser: on a desk, on a phone and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from include.reports.html import render_html
from tests.unit.reports.builders import change, evidence, report, value

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LONG = "S1 Rekayasa Keselamatan dan Perlindungan Lingkungan Industri Pertambangan Terpadu"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The report of a fakultas with two prodi, and every request that its page makes is an error."""
    values = (
        value("pt", "*", "Perguruan tinggi"),
        value("fakultas", "ft", f"Fakultas {LONG}"),
        value("prodi", "if", LONG),
        value("prodi", "si", "A" * 200),
    )
    made = report(values=values, evidence=(evidence("a"), evidence("b", prodi="si")), changes=(change("a"),))
    opened = browser.new_page()
    opened.route("**/*", lambda route: pytest.fail(f"the page asked for {route.request.url}"))
    opened.set_content(render_html(made))
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_sticks_out_to_the_side(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_fewer_columns(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    desk = page.locator("table.units thead th:visible").all_inner_texts()
    page.set_viewport_size({"width": 360, "height": 800})
    phone = page.locator("table.units thead th:visible").all_inner_texts()

    assert len(desk) == 8
    assert phone == ["Unit", "Pembilang / penyebut", "Nilai (%)", "Status"]


def test_paper_has_decisions_and_signatures_and_no_folded_details(page: Page) -> None:
    page.emulate_media(media="print")

    assert page.get_by_text("Tidak kurang dari 6").is_visible()
    assert page.get_by_text("Disetujui oleh").is_visible()
    assert page.get_by_text("Mengapa berubah sejak 25 November 2026 versi 1").is_visible()
    assert not page.get_by_text("1 bukti satu per satu").is_visible()


def test_details_of_the_changes_open_with_a_click(page: Page) -> None:
    assert not page.get_by_text("nim-a", exact=True).is_visible()

    page.get_by_text("1 bukti satu per satu").click()

    assert page.get_by_text("nim-a", exact=True).is_visible()
