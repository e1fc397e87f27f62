"""What a person sees in the Airflow UI, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from include.contract.catalog import load_catalog
from stack.airflow import USER
from stack.demo_stack import DemoStack
from tests.e2e.stack import rows

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000
"""Milliseconds; the UI asks again every few seconds."""


@pytest.fixture(scope="module")
def page(stack: DemoStack) -> Iterator[Page]:
    """A browser that has logged in with what `make demo` prints."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(stack.airflow.url)
        page.fill("input[name=username]", USER)
        page.fill("input[name=password]", stack.airflow.secrets["password"])
        page.click("button[type=submit]")
        expect(page.get_by_role("link", name="Assets")).to_be_visible(timeout=PATIENCE)
        yield page
        browser.close()


def test_every_family_of_dags_is_listed_by_its_tag(stack: DemoStack, page: Page) -> None:
    page.goto(f"{stack.airflow.url}/dags?tags=extract")
    for source in load_catalog().by_source():
        expect(page.get_by_role("link", name=f"extract · {source}", exact=True)).to_be_visible(timeout=PATIENCE)


def test_a_run_shows_what_each_partition_moved(stack: DemoStack, page: Page) -> None:
    (audited,) = rows(stack, "SELECT * FROM etl_audit WHERE dataset = 'mata_kuliah' AND loaded > 100 LIMIT 1")
    run = quote(audited["run_id"], safe="")
    page.goto(f"{stack.airflow.url}/dags/ingest__mata_kuliah/runs/{run}/tasks/partition.load_warehouse/mapped")
    name = f"partisi {audited['partition_id']} · {audited['loaded']} dimuat · {audited['rejected']} ditolak"
    expect(page.get_by_text(name).first).to_be_visible(timeout=PATIENCE)


def test_the_report_dag_explains_itself(stack: DemoStack, page: Page) -> None:
    page.goto(f"{stack.airflow.url}/dags/iku_daily")
    page.get_by_role("button", name="Dag Docs").click()
    expect(page.get_by_text("Menghitung Indikator Kinerja Utama per suatu tanggal")).to_be_visible(timeout=PATIENCE)


def test_the_parameters_are_a_form(stack: DemoStack, page: Page) -> None:
    page.goto(f"{stack.airflow.url}/dags/release")
    page.get_by_role("button", name="Trigger Dag").click()
    for title in ("Id batch", "Tindakan", "Siapa yang memutuskan", "Alasan"):
        expect(page.get_by_text(title).first).to_be_visible(timeout=PATIENCE)


def test_the_asset_graph_is_the_map_of_the_system(stack: DemoStack, page: Page) -> None:
    found = stack.airflow.call("GET", "/assets?name_pattern=topik:siakad.lulusan")["assets"]
    page.goto(f"{stack.airflow.url}/assets/{found[0]['id']}")
    for node in ("extract · siakad", "topik:siakad.lulusan", "ingest · lulusan", "tabel:warehouse/lulusan"):
        expect(page.get_by_text(node).first).to_be_visible(timeout=PATIENCE)
