"""Chosen messages of the quarantine are sent again by today's contract, into every sink."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include import redrive
from include.audit import redrive as choice
from include.audit.redrive import Selection
from include.contract.read import parse_contract
from include.database import connect
from include.errors import FinalError
from tests.integration.ingest.world import World, bad, good
from tests.integration.redrive.builders import load, mended, plan, run, said, send_again, send_raw, states


def test_what_a_mended_contract_accepts_is_loaded_and_the_rest_is_a_new_attempt(world: World) -> None:
    assert states(world) == [(1, "menunggu", 1), (2, "menunggu", 1), (4, "menunggu", 1)]
    again = mended(world)
    assert send_again(again) == {"chosen": 3, "warehouse": {"accepted": 2, "rejected": {"id_fakultas.key": 1}}}
    assert (sorted(again.keys()), again.violations()) == (["a", "b", "c", "d"], [])
    assert states(again) == [(1, "diterima", 2), (2, "diterima", 2), (4, "menunggu", 2)]


def test_the_quarantine_names_the_batch_that_took_a_message_in(world: World) -> None:
    again = mended(world)
    send_again(again)
    (batch,) = redrive.result(again.contract, again.parts, run())["batches"]
    assert again.select("SELECT DISTINCT taken_by FROM v_karantina WHERE status = 'diterima'") == [(batch,)]
    assert again.select(f"SELECT action, contract_version, read_count FROM etl_audit WHERE batch_id = '{batch}'") == [
        ("redrive", "1.0.1", 3)
    ]


def test_every_sink_of_the_dataset_takes_them_in(wide_world: World) -> None:
    again = mended(wide_world)
    took = {"accepted": 2, "rejected": {"id_fakultas.key": 1}}
    assert send_again(again) == {"chosen": 3, "warehouse": took, "lakehouse": took, "olap": took}
    assert (again.violations(), states(again)) == ([], [(1, "diterima", 2), (2, "diterima", 2), (4, "menunggu", 2)])


def test_a_message_waits_until_every_sink_has_taken_it(wide_world: World) -> None:
    again = mended(wide_world)
    only_there = replace(again, contract=replace(again.contract, sinks=again.contract.sinks[:1]))
    load(only_there, plan(only_there, "hanya gudang"), "hanya gudang")
    assert [state for _, state, _ in states(again)] == ["menunggu"] * 3
    assert send_again(again, "semua")["chosen"] == 3
    assert [state for _, state, _ in states(again)] == ["diterima", "diterima", "menunggu"]
    assert Counter(again.keys()) == Counter("abcd")


def test_messages_that_retention_has_deleted_are_sent_again_from_their_bytes(world: World) -> None:
    world.forget(partition=0, before=5)
    again = mended(world)
    assert send_again(again)["warehouse"]["accepted"] == 2


def test_a_message_is_sent_again_as_it_was(world: World) -> None:
    again = mended(world)
    send_again(again)
    rows = "SELECT _offset, _event_id, _version, TIMESTAMPDIFF(SECOND, _broker_at, NOW()) < 600 FROM fakultas ORDER BY _offset"
    assert again.select(rows) == [(offset, f"peristiwa-{offset + 1}", f"{offset + 1:020d}", 1) for offset in range(4)]


def test_headers_that_are_no_text_come_back_as_they_were(world: World) -> None:
    send_raw(world, b"{", headers={"event_id": b"\xff\xfe", "source": b"siakad"})
    world.ingest()
    (work,) = plan(world, first=5)
    with connect(world.parts.warehouse) as connection:
        (message,) = choice.chosen_messages(connection, work.batches[0])
    assert message.headers == {"event_id": b"\xff\xfe", "source": b"siakad"}
    assert (message.value, message.offset) == (b"{", 5)


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        ({"rule": "required"}, [1, 2]),
        ({"field": "id_fakultas"}, [4]),
        ({"first": 2}, [2, 4]),
        ({"last": 2}, [1, 2]),
        ({"first": 2, "last": 2, "partition": 0}, [2]),
        ({"partition": 1}, []),
        ({"max_rows": 2}, [1, 2]),
        ({"since": datetime.now(UTC) - timedelta(days=1)}, [1, 2, 4]),
        ({"until": datetime.now(UTC) - timedelta(days=1)}, []),
        ({"since": datetime.now(UTC) + timedelta(days=1)}, []),
    ],
    ids=str,
)
def test_messages_are_chosen_by_rule_field_time_and_offsets(
    world: World, selection: dict[str, Any], chosen: list[int]
) -> None:
    plan(world, **selection)
    assert world.select("SELECT message_offset FROM etl_redrive ORDER BY 1") == [(offset,) for offset in chosen]


def test_only_what_waits_is_sent_again(world: World) -> None:
    again = mended(world)
    send_again(again, "satu")
    plan(again, "dua")
    assert again.select("SELECT message_offset FROM etl_redrive ORDER BY generation, 1") == [(1,), (2,), (4,), (4,)]


def test_nothing_that_waits_is_nothing_to_do(world: World) -> None:
    assert plan(world, rule="tidak ada") == []
    assert said(world) == {"chosen": 0}


def test_counting_chooses_nothing(world: World) -> None:
    with connect(world.parts.warehouse) as connection:
        assert choice.waiting(connection, Selection("fakultas", max_rows=1)) == [
            {"dataset": "fakultas", "rule": "required", "field": "nama_fakultas", "waiting": 2},
            {"dataset": "fakultas", "rule": "key", "field": "id_fakultas", "waiting": 1},
        ]
    assert world.select("SELECT COUNT(*) FROM etl_generation") == [(0,)]


def test_the_gate_holds_no_redrive_because_all_of_it_was_bad_before(world: World) -> None:
    body = world.contract.body.replace("version: 1.0.0", "version: 1.0.1").replace("minRows: 1000", "minRows: 1")
    strict = replace(world, contract=parse_contract(body, world.contract.path))
    assert send_again(strict)["warehouse"] == {
        "accepted": 0, "rejected": {"nama_fakultas.required": 2, "id_fakultas.key": 1}
    }  # fmt: skip


def test_who_and_why_stand_in_the_plan(world: World) -> None:
    plan(world)
    assert world.select("SELECT action, who, why FROM etl_plan WHERE generation > 0") == [
        ("redrive", "Sri", "kontrak sudah diperbaiki")
    ]
    with pytest.raises(FinalError, match="a redrive needs `siapa`"):
        redrive.plan(world.contract, Selection("fakultas"), world.parts, run(), "Sri", " ")


def test_a_newer_row_that_was_loaded_meanwhile_is_not_overwritten(world: World) -> None:
    world.send(good("b", "Nama yang benar"))
    world.ingest()
    again = mended(world)
    send_again(again)
    assert again.select("SELECT nama_fakultas FROM fakultas_kini WHERE id_fakultas = 'b'") == [("Nama yang benar",)]


def test_what_the_live_pipeline_has_loaded_stays_and_goes_on(world: World) -> None:
    world.send(good("e"), bad("f"))
    works = world.plan()
    send_again(mended(world))
    for work in works:
        world.load(work)
    assert (sorted(world.keys()), world.violations()) == (["a", "b", "c", "d", "e"], [])
