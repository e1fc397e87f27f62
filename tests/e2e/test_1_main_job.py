"""From the sources to the report, with the truth that the sample campus wrote down beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

from include.audit.conservation import violations
from include.contract.catalog import load_catalog
from include.database import connect
from include.settings import LakehouseSettings, OlapSettings
from include.sinks.lakehouse.lake import opened
from include.sinks.lakehouse.query import current_state_sql
from include.sinks.lakehouse.table import present
from include.sinks.olap.copies import open_newest
from include.sinks.olap.sink import OlapSink
from stack import runs
from stack.demo_stack import DemoStack
from tests.e2e.stack import assert_equal_to_truth, rejects, report_of, rows, values


def test_every_row_is_loaded_or_in_quarantine_for_the_right_reason(stack: DemoStack, truth: dict[str, Any]) -> None:
    assert len(truth["datasets"]) == len(load_catalog().contracts)
    for dataset, expected in truth["datasets"].items():
        (moved,) = rows(
            stack,
            "SELECT SUM(read_count) AS `read`, SUM(loaded) AS loaded, SUM(rejected) AS rejected FROM etl_audit "
            "WHERE dataset = %s AND sink = 'warehouse'",
            dataset,
        )
        assert moved == {
            "read": expected["rows"],
            "loaded": expected["good"],
            "rejected": expected["rows"] - expected["good"],
        }, dataset
        assert rejects(stack, dataset) == expected["rejected"], dataset


def test_the_orders_are_worth_what_was_sold(stack: DemoStack, truth: dict[str, Any]) -> None:
    days = rows(stack, "SELECT tanggal, total_value FROM v_pesanan_harian")
    assert {row["tanggal"].isoformat(): row["total_value"] for row in days} == {
        day: Decimal(value) for day, value in truth["orders"]["per_day"].items()
    }


def test_the_lakehouse_and_the_olap_store_know_the_same_orders(stack: DemoStack, truth: dict[str, Any]) -> None:
    sold = {date.fromisoformat(day): Decimal(value) for day, value in truth["orders"]["per_day"].items()}
    contract = load_catalog().get("pesanan")
    with opened(LakehouseSettings.local(str(stack.home / "lakehouse"))) as lake:
        duck = present(lake, contract.dataset).scan().to_duckdb("pesanan")
    per_day = (
        "SELECT (tanggal AT TIME ZONE 'Asia/Jakarta')::DATE AS hari, sum(total_value) FROM "
        f"({current_state_sql(contract, 'pesanan')}) WHERE status <> 'batal' GROUP BY hari"
    )
    assert dict(duck.sql(per_day).fetchall()) == sold

    olap = OlapSettings.local(stack.home / "olap")
    OlapSink(olap, stack.warehouse).publish()
    with open_newest(olap) as copy:
        per_day = "SELECT tanggal, sum(total_value) FROM mart_pesanan_harian WHERE status <> 'batal' GROUP BY tanggal"
        assert dict(copy.sql(per_day).fetchall()) == sold


def test_every_number_of_the_report_is_true(stack: DemoStack, truth: dict[str, Any]) -> None:
    today = date.fromisoformat(truth["today"])
    version = report_of(stack, today)
    assert_equal_to_truth(values(stack, today, version), truth["iku"][truth["today"]])


def test_nothing_is_lost_and_nothing_is_counted_twice(stack: DemoStack) -> None:
    with connect(stack.warehouse) as connection:
        for contract in load_catalog().contracts:
            assert violations(connection, contract.dataset) == []


def test_the_audit_names_the_runs_that_airflow_knows(stack: DemoStack) -> None:
    audited = rows(stack, "SELECT DISTINCT dag_id, run_id FROM etl_audit")
    assert {row["dag_id"] for row in audited} == {f"ingest__{c.dataset}" for c in load_catalog().contracts}
    for row in audited:
        assert runs.run_state(stack.airflow, row["dag_id"], row["run_id"]) == "success"


def test_a_runs_page_tells_what_it_moved(stack: DemoStack) -> None:
    audited = rows(stack, "SELECT * FROM etl_audit WHERE dataset = 'lulusan' ORDER BY partition_id, start_offset")[0]
    run = f"/dags/ingest__lulusan/dagRuns/{audited['run_id']}"
    mapped = stack.airflow.call("GET", f"{run}/taskInstances/partition.load_warehouse/listMapped")["task_instances"]
    shown = {each["map_index"]: each["rendered_map_index"] for each in mapped}
    loaded, rejected = audited["loaded"], audited["rejected"]
    name = f"partisi {audited['partition_id']} · {loaded} dimuat · {rejected} ditolak"
    assert shown[audited["map_index"]] == name
    returned = runs.returned(
        stack.airflow, "ingest__lulusan", audited["run_id"], "partition.load_warehouse", audited["map_index"]
    )
    assert (returned[0]["start"], returned[0]["end"]) == (audited["start_offset"], audited["end_offset"])
    assert (returned[0]["loaded"], returned[0]["rejected"]) == (loaded, rejected)


def test_the_report_is_a_page_a_document_a_picture_and_workbooks(stack: DemoStack) -> None:
    (written,) = rows(stack, "SELECT as_of, version FROM iku_report ORDER BY report_id DESC LIMIT 1")
    reports = Path(stack.home) / "laporan"
    place = f"{written['as_of']}/v{written['version']}"
    written_files = {path.suffix: path for path in (reports / place).iterdir()}
    assert sorted(written_files) == [".csv", ".html", ".pdf", ".png", ".xlsx"]
    assert "Angka Efisiensi Edukasi" in written_files[".html"].read_text()
    assert len(PdfReader(written_files[".pdf"]).pages) > 4
    (restricted,) = (reports / "terbatas" / place).iterdir()
    for workbook in (written_files[".xlsx"], restricted):
        assert "IKU 2 358-M-KEP-2025" in load_workbook(workbook, read_only=True).sheetnames


def test_a_number_can_be_followed_to_its_message_and_its_run(stack: DemoStack) -> None:
    evidence = rows(stack, "SELECT * FROM iku_evidence WHERE kode = '2' AND regulasi = '358-M-KEP-2025' LIMIT 1")[0]
    run = rows(
        stack,
        "SELECT DISTINCT run_id FROM etl_audit WHERE dataset = %s AND sink = 'warehouse' AND partition_id = %s AND start_offset <= "
        "%s AND end_offset > %s",
        evidence["dataset"],
        evidence["partisi"],
        evidence["posisi"],
        evidence["posisi"],
    )
    assert len(run) == 1
    assert runs.run_state(stack.airflow, f"ingest__{evidence['dataset']}", run[0]["run_id"]) == "success"
