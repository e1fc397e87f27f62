"""From a range of a real topic to a staged batch."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from include.consume import consume
from include.contract.model import Contract, Gate, Protect, Rule, Severity
from include.records import Action, PlannedBatch
from include.settings import BrokerSettings
from include.staging import StagedBatch, load_staged
from tests.integration.consume.topics import Sent, fill, fill_in_transactions, row
from tests.unit.transform.builders import contract, field, rule

KEY = b"kunci kampus"
STATUS = field("status", column_type="varchar(10)")
AMOUNT = field("nilai", "number", unit="IDR")
NAME = field("nama", classification="personal", protect=Protect.PSEUDONYM)
BORN = field("lahir", "date", classification="personal", protect=Protect.DROP)
KNOWN_STATUS = rule("enum", "column_values_to_be_in_set", column="status", value_set=["baru"])


def orders(*rules: Rule, limit: float = 1.0, min_rows: int = 1) -> Contract:
    return contract(STATUS, AMOUNT, rules=(KNOWN_STATUS, *rules), gate=Gate(limit, min_rows))


@pytest.fixture(scope="module")
def twenty(broker: BrokerSettings) -> PlannedBatch:
    """Twenty messages; those at the offsets 7, 8 and 9 are bad."""
    messages = [row(id=n, status="baru", nilai="Rp 5.000") for n in range(20)]
    messages[7:10] = [row(id=7, status="lunas"), row(id=8, status="baru", nilai="gratis"), Sent(b"kacau")]
    return fill(broker, f"uji.{uuid.uuid4().hex[:12]}", messages)


def test_the_same_range_staged_twice_has_the_same_bytes(
    broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path
) -> None:
    first, second = (consume(twenty, orders(), broker, str(tmp_path / name), KEY) for name in ("a", "b"))

    assert first.checksum == second.checksum
    for name in ("rows.parquet", "rejects.parquet", "manifest.json"):
        assert Path(first.url, name).read_bytes() == Path(second.url, name).read_bytes()


def test_a_batch_that_was_consumed_waits_in_staging(
    broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path
) -> None:
    made = consume(twenty, orders(), broker, str(tmp_path), KEY)

    assert load_staged(str(tmp_path), twenty) == made
    assert made.rows()["_offset"].to_pylist() == [n for n in range(20) if n not in (7, 8, 9)]
    assert made.rejects().select(["offset", "rule", "field"]).to_pylist() == [
        {"offset": 7, "rule": "enum", "field": "status"},
        {"offset": 8, "rule": "number", "field": "nilai"},
        {"offset": 9, "rule": "json", "field": None},
    ]


def test_a_part_of_a_topic_is_consumed_by_its_offsets(
    broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path
) -> None:
    middle = replace(twenty, range=replace(twenty.range, start=5, end=9))

    made = consume(middle, orders(), broker, str(tmp_path), KEY)

    assert (made.read, made.rows()["_offset"].to_pylist()) == (4, [5, 6])
    assert made.rejects()["offset"].to_pylist() == [7, 8]


@pytest.mark.parametrize(
    ("limit", "min_rows", "held"),
    [
        (
            0.14,
            20,
            "3 dari 20 pesan ditolak (15,0%, melebihi batas 14,0%): status.enum 1, nilai.number 1, json 1.",
        ),
        (0.15, 20, None),
        (0.0, 21, None),
        (0.0, 20, "3 dari 20 pesan ditolak (15,0%, melebihi batas 0,0%): status.enum 1, nilai.number 1, json 1."),
    ],
    ids=["above the limit", "at the limit", "too few messages to judge", "no reject allowed"],
)
def test_the_gate_holds_a_batch_of_which_too_large_a_share_is_rejected(
    broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path, limit: float, min_rows: int, held: str | None
) -> None:
    made = consume(twenty, orders(limit=limit, min_rows=min_rows), broker, str(tmp_path), KEY)

    assert made.held == held
    assert (made.accepted, made.rejected) == (17, 3)


HOLD = rule("isi", "table_row_count_to_be_between", Severity.HOLD, min_value=18)


def test_a_broken_hold_rule_holds_the_batch(broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path) -> None:
    # Of the twenty rows one is no JSON and one has no amount, so the rules see eighteen.
    kept = consume(twenty, orders(HOLD), broker, str(tmp_path / "a"), KEY)
    broken = consume(twenty, orders(replace(HOLD, kwargs={"min_value": 19})), broker, str(tmp_path / "b"), KEY)

    assert (kept.held, broken.held) == (None, "aturan isi.")


def test_a_batch_may_be_held_for_several_reasons(broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path) -> None:
    strict = orders(replace(HOLD, kwargs={"min_value": 19}), limit=0.1)

    made = consume(twenty, strict, broker, str(tmp_path), KEY)

    assert made.held is not None
    assert made.held.startswith("aturan isi; 3 dari 20 pesan ditolak (15,0%, melebihi batas 10,0%)")


def test_a_waived_batch_passes_the_gate_with_its_rejects(
    broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path
) -> None:
    waived = replace(twenty, action=Action.WAIVE, revision=1)

    made = consume(waived, orders(HOLD, limit=0.0), broker, str(tmp_path), KEY)

    assert (made.held, made.accepted, made.rejected) == (None, 17, 3)


def test_a_batch_may_be_quarantined_whole(broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path) -> None:
    rejected = replace(twenty, action=Action.QUARANTINE, revision=1)

    made = consume(rejected, orders(limit=0.0), broker, str(tmp_path), KEY)

    assert (made.held, made.read, made.accepted, made.rejected) == (None, 20, 0, 20)
    assert set(made.rejects()["rule"].to_pylist()) == {"released"}
    assert made.rejects()["value"].to_pylist()[9] == b"kacau"


def test_warnings_are_counted_and_reject_nothing(broker: BrokerSettings, twenty: PlannedBatch, tmp_path: Path) -> None:
    unique = rule("unik", "column_values_to_be_unique", Severity.WARNING, column="nilai")

    made = consume(twenty, orders(unique), broker, str(tmp_path), KEY)

    assert (made.warnings, made.accepted) == ({"nilai.unik": 17}, 17)


def test_offsets_that_hold_no_message_are_passed_over(broker: BrokerSettings, topic_name: str, tmp_path: Path) -> None:
    planned = fill_in_transactions(
        broker,
        topic_name,
        [([row(id=1), row(id=2)], True), ([row(id=3)], False), ([row(id=4), Sent(b"kacau")], True)],
    )

    made = consume(planned, contract(), broker, str(tmp_path), KEY)

    assert planned.range.end == 8
    assert made.rows().select(["id", "_offset"]).to_pylist() == [
        {"id": 1, "_offset": 0},
        {"id": 2, "_offset": 1},
        {"id": 4, "_offset": 5},
    ]
    assert (made.read, made.rejects()["offset"].to_pylist()) == (4, [6])


def test_a_range_that_holds_no_message_is_staged_empty(broker: BrokerSettings, topic_name: str, tmp_path: Path) -> None:
    planned = fill_in_transactions(broker, topic_name, [([row(id=1)], False)])

    made = consume(planned, orders(HOLD, limit=0.0), broker, str(tmp_path), KEY)

    assert (made.read, made.accepted, made.rejected, made.held) == (0, 0, 0, None)
    assert load_staged(str(tmp_path), planned) == made


def test_the_same_key_twice_is_no_error(broker: BrokerSettings, topic_name: str, tmp_path: Path) -> None:
    planned = fill(broker, topic_name, [row(id=1, nilai="1"), row(id=1, nilai="2"), row({"op": "delete"}, id=1)])

    made = consume(planned, orders(), broker, str(tmp_path), KEY)

    assert made.rows().select(["id", "_deleted"]).to_pylist() == [
        {"id": 1, "_deleted": False},
        {"id": 1, "_deleted": False},
        {"id": 1, "_deleted": True},
    ]


def people(broker: BrokerSettings, topic: str, staging_url: str) -> StagedBatch:
    """Rows about Budi Santoso, three of them bad in a personal field."""
    length = rule("panjang", "column_value_lengths_to_be_between", column="nama", max_value=12)
    of = contract(NAME, BORN, rules=(length,), gate=Gate(0.1, min_rows=1))
    messages = [
        row({"source_position": "siakad.mahasiswa#Santoso"}, id=1, nama="Budi Santoso", lahir="2001-02-28"),
        row(id=2, nama="Budi Santoso Wijaya"),
        row(id=3, nama="Budi", lahir="31-02-2001"),
        row(id=4, nama=["Budi", "Santoso"]),
    ]
    return consume(fill(broker, topic, messages), of, broker, staging_url, KEY)


def test_personal_values_are_in_no_log_no_reason_and_no_accepted_row(
    broker: BrokerSettings, topic_name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    made = people(broker, topic_name, str(tmp_path))

    said = [caplog.text, str(made.held), str(made.rejects()["reason"].to_pylist()), str(made.rows().to_pydict())]
    assert (made.accepted, made.rejected) == (1, 3)
    assert "4 read, 1 accepted, 3 rejected" in caplog.text
    for value in ("Budi", "Santoso", "31-02-2001", "2001-02-28"):
        assert not [text for text in said if value in text]


def test_the_quarantine_keeps_what_makes_a_personal_message_again(
    broker: BrokerSettings, topic_name: str, tmp_path: Path
) -> None:
    made = people(broker, topic_name, str(tmp_path))

    assert [b"Budi" in value for value in made.rejects()["value"].to_pylist()] == [True, True, True]
