"""The page in a real browser: on a desk, on a phone, without colour and on paper."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

from include.reports.edition import Edition
from include.reports.html import render_html
from tests.unit.reports.builders import change, evidence, report, value
from tests.unit.reports.whole_campus import NEW, OLD, campus_history, campus_report

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LONG = "S1 Rekayasa Keselamatan dan Perlindungan Lingkungan Industri Pertambangan Terpadu"
LEAST_CONTRAST = 4.5
"""Of text on what is behind it: WCAG 2, level AA."""
CONTRAST = """
() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const found = {};
  for (const node of document.querySelectorAll('body *')) {
    if (![...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())) continue;
    if (node.closest('svg')) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    found[node.tagName + '.' + node.className] = Math.round((a + 0.05) / (b + 0.05) * 100) / 100;
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield opened
        opened.close()


def opened_page(browser: Browser, edition: Edition) -> Page:
    """Every request that the page makes is an error."""
    page = browser.new_page()
    page.route("**/*", lambda route: pytest.fail(f"the page asked for {route.request.url}"))
    page.set_content(render_html(edition.document).decode())
    return page


@pytest.fixture
def small(browser: Browser) -> Iterator[Page]:
    """The report of a fakultas with two prodi whose names are long."""
    values = (
        value("pt", "*", "Perguruan tinggi"),
        value("fakultas", "ft", f"Fakultas {LONG}"),
        value("prodi", "if", LONG),
        value("prodi", "si", "A" * 200),
    )
    made = report(values=values, evidence=(evidence("a"), evidence("b", prodi="si")), changes=(change("a"),))
    page = opened_page(browser, Edition(made))
    yield page
    page.close()


@pytest.fixture(scope="module")
def campus(browser: Browser) -> Iterator[Page]:
    """Every indicator of two regulations, with six fakultas."""
    page = opened_page(browser, Edition(campus_report(), campus_history()))
    yield page
    page.close()


@pytest.mark.parametrize("width", [360, 768, 1024, 1280])
def test_nothing_sticks_out_to_the_side(small: Page, campus: Page, width: int) -> None:
    for page in (small, campus):
        page.set_viewport_size({"width": width, "height": 800})

        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_is_named_after_the_report(campus: Page) -> None:
    assert campus.title() == "Laporan IKU per 25 November 2026, versi 2"
    assert campus.evaluate("document.documentElement.lang") == "id"


def test_text_stands_out_from_what_is_behind_it(campus: Page) -> None:
    campus.set_viewport_size({"width": 1280, "height": 800})
    found = campus.evaluate(CONTRAST)

    assert len(found) > 20
    assert {name: ratio for name, ratio in found.items() if ratio < LEAST_CONTRAST} == {}


def test_a_status_is_told_apart_without_colour(campus: Page) -> None:
    look = "e => [getComputedStyle(e).borderStyle, getComputedStyle(e).backgroundColor === 'rgb(255, 255, 255)' || "
    look += "getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)']"
    looks = {tone: campus.locator(f".pill.{tone}").first.evaluate(look) for tone in ("good", "bad", "wait")}

    assert looks["good"] == ["solid", False]
    assert looks["bad"] == ["solid", True]
    assert looks["wait"] == ["dashed", True]


def test_the_summary_of_a_phone_says_what_each_number_is(campus: Page) -> None:
    campus.set_viewport_size({"width": 360, "height": 800})
    label = "e => getComputedStyle(e, '::before').content"
    cells = campus.locator("table.summary tr.item").first.locator("td[data-label]")

    assert [cells.nth(n).evaluate(label) for n in range(cells.count())] == [
        f'"{name}"' for name in ("Target", "Realisasi", "Capaian", "Perubahan", "Tren")
    ]


def test_a_phone_shows_of_a_unit_its_bar_number_fraction_and_status(small: Page) -> None:
    small.set_viewport_size({"width": 1280, "height": 800})
    desk = small.locator("table.units thead th:visible").all_inner_texts()
    small.set_viewport_size({"width": 360, "height": 800})
    phone = small.locator("table.units tr.prodi").last.locator("td:visible").all_inner_texts()

    assert desk == ["Unit", "", "Realisasi", "Pembilang / penyebut", "Populasi", "Target", "Perubahan", "Status"]
    assert phone == [LONG, "", "53,33 %", "1,60 / 3", "Belum tercapai"]


def test_the_link_of_an_indicator_leads_to_its_page(campus: Page) -> None:
    links = campus.locator("table.summary a")
    targets = {link.get_attribute("href") for link in links.all()}

    assert links.count() == len(targets) == len(NEW) + len(OLD)
    assert [target for target in targets if campus.locator(f'[id="{(target or "#")[1:]}"]').count() != 1] == []


@pytest.fixture(scope="module")
def paper(campus: Page) -> list[str]:
    """The text of the pages that the browser prints, with its ligatures taken apart."""
    reader = PdfReader(io.BytesIO(campus.pdf(prefer_css_page_size=True)))
    return [re.sub(r"\s+", " ", normalize("NFKC", page.extract_text())) for page in reader.pages]


def test_the_leadership_gets_one_sheet_of_paper(paper: list[str]) -> None:
    assert [told.nama for told in NEW if told.nama not in paper[0]] == []
    assert "Disetujui oleh" in paper[0]
    assert "Kepmendikbudristek 210/M/2023" in paper[1]


def test_every_indicator_begins_a_sheet_and_takes_no_more_than_two(paper: list[str]) -> None:
    heads = [number for number, text in enumerate(paper) if re.search(r"IKU \S+: ", text)]

    assert len(heads) == len(NEW) + len(OLD)
    assert max(after - before for before, after in pairwise(heads)) <= 2


def test_paper_has_page_numbers(paper: list[str]) -> None:
    assert [f"Halaman {n} dari {len(paper)}" in text for n, text in enumerate(paper, start=1)] == [True] * len(paper)


def test_paper_has_decisions(paper: list[str]) -> None:
    assert sum("Keputusan yang berlaku" in text for text in paper) == len(NEW) + len(OLD)
