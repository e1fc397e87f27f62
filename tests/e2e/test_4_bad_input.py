"""What goes wrong is said clearly, stays alone, and loses nothing."""

from __future__ import annotations

import time

from confluent_kafka import Producer

from stack import runs
from stack.demo_stack import DemoStack
from tests.e2e.stack import log_of, rows, wait_for_state

BAD_COLUMNS = "nimhsmsmh,tahun_lulus,gaji\n123,2025,5000000\n"


def send(stack: DemoStack, topic: str, *values: bytes) -> None:
    producer = Producer({"bootstrap.servers": stack.servers.kafka.bootstrap})
    for value in values:
        producer.produce(topic, value=value, partition=0)
    assert producer.flush(20) == 0


def test_a_poison_message_goes_to_quarantine_and_the_batch_goes_on(stack: DemoStack) -> None:
    poison = b'\xff\xfe{"id_fakultas": "x"}'
    good = b'{"id_fakultas": "fak-99", "kode_fakultas": "F99", "nama_fakultas": "Fakultas Uji"}'
    send(stack, "siakad.fakultas", poison, good)
    run_id = runs.trigger(stack.airflow, "ingest__fakultas")
    runs.wait_for_runs(stack.airflow, {"ingest__fakultas": run_id}, 120)
    (kept,) = rows(
        stack,
        "SELECT v.rule, v.reason, q.message_value FROM v_karantina v JOIN etl_quarantine q USING (topic_id, partition_id, "
        "message_offset) WHERE v.dataset = 'fakultas'",
    )
    assert (kept["rule"], kept["message_value"]) == ("json", poison)
    assert "bukan UTF-8" in kept["reason"]
    assert rows(stack, "SELECT nama_fakultas FROM fakultas_kini WHERE id_fakultas = 'fak-99'") == [
        {"nama_fakultas": "Fakultas Uji"}
    ]


def test_what_waits_in_quarantine_is_sent_again_and_the_run_says_what_became_of_it(stack: DemoStack) -> None:
    order = {"dataset": "fakultas", "siapa": "Sri", "alasan": "mencoba pesan rusak sekali lagi"}
    run_id = runs.start(stack.airflow, "redrive", order)
    runs.wait_for_runs(stack.airflow, {"redrive": run_id}, 180)
    result = runs.returned(stack.airflow, "redrive", run_id, "hasil")
    assert (result["chosen"], result["sinks"]) == (1, {"warehouse": {"accepted": 0, "rejected": {"json": 1}}})
    assert rows(stack, "SELECT status, attempts FROM v_karantina WHERE dataset = 'fakultas'") == [
        {"status": "menunggu", "attempts": 2}
    ]


def test_a_wrong_file_is_refused_with_a_reason_and_kept(stack: DemoStack) -> None:
    folder = stack.campus_home / "drop" / "tracer"
    (folder / "tracer_salah.csv").write_text(BAD_COLUMNS)
    run_id = runs.trigger(stack.airflow, "extract__tracer")
    assert wait_for_state(stack, "extract__tracer", run_id, {"failed", "success"}, 120) == "failed"
    said = log_of(stack, "extract__tracer", run_id, "tracer_study")
    assert "tracer_salah.csv:1: kolom tidak ditemukan: kdptimsmh, " in said
    kept = sorted(path.name.split("-", 1)[1] for path in (folder / "ditolak").iterdir())
    assert kept == ["tracer_salah.csv", "tracer_salah.csv.txt"]
    again = runs.trigger(stack.airflow, "extract__tracer")
    assert wait_for_state(stack, "extract__tracer", again, {"failed", "success"}, 120) == "success"


def test_a_batch_with_too_many_rejects_is_held_until_somebody_releases_it(stack: DemoStack) -> None:
    send(stack, "siakad.dosen", *[b"bukan json"] * 1001)
    run_id = runs.trigger(stack.airflow, "ingest__dosen")
    assert wait_for_state(stack, "ingest__dosen", run_id, {"failed", "success"}, 180) == "failed"
    said = log_of(stack, "ingest__dosen", run_id, "partition.load_warehouse", map_index=0)
    assert "ditahan: 1001 dari 1001 pesan ditolak" in said
    assert rows(stack, "SELECT COUNT(*) AS n FROM etl_quarantine WHERE dataset = 'dosen'") == [{"n": 0}]
    (held,) = rows(stack, "SELECT batch_id FROM etl_plan WHERE dataset = 'dosen' ORDER BY planned_at DESC LIMIT 1")
    decision = {
        "batch_id": held["batch_id"],
        "tindakan": "waive",
        "siapa": "Kepala Data",
        "alasan": "pesan uji, sumber sudah ditanya",
    }
    released = runs.start(stack.airflow, "release", decision)
    runs.wait_for_runs(stack.airflow, {"release": released}, 120)
    again = runs.trigger(stack.airflow, "ingest__dosen")
    runs.wait_for_runs(stack.airflow, {"ingest__dosen": again}, 120)
    assert rows(stack, "SELECT COUNT(*) AS n FROM etl_quarantine WHERE dataset = 'dosen'") == [{"n": 1001}]
    assert rows(stack, "SELECT who, action FROM etl_plan WHERE dataset = 'dosen' AND revision = 1") == [
        {"who": "Kepala Data", "action": "waive"}
    ]


def test_a_broker_that_is_away_is_named_and_waited_for(stack: DemoStack) -> None:
    stack.servers.kafka.kill()
    run_id = runs.trigger(stack.airflow, "extract__referensi")
    task = f"/dags/extract__referensi/dagRuns/{run_id}/taskInstances/ump"
    deadline = time.monotonic() + 120
    while stack.airflow.call("GET", task)["state"] != "up_for_retry" and time.monotonic() < deadline:
        time.sleep(1)
    said = log_of(stack, "extract__referensi", run_id, "ump")
    stack.servers.kafka.start()
    assert f"Kafka at {stack.servers.kafka.bootstrap} does not answer" in said
    assert "Check that the broker runs" in said
    runs.wait_for_runs(stack.airflow, {"extract__referensi": run_id}, 240)
    assert stack.airflow.call("GET", task)["try_number"] >= 2
