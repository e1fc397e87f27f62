"""PDDikti Neo Feeder as the sample campus serves it: tokens that expire, error codes, filters, drift, deleted rows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from include.contract.model import Field
from include.errors import FinalError, TransientError
from include.records import Op
from include.sources.feeder import FeederApi
from include.sources.feeder_errors import ADVICE
from include.sources.http_source import HttpSource
from stack.campus.api import CampusApi
from stack.campus.api_faults import Instead, Meanwhile
from stack.campus.api_feeder import envelope
from tests.contract.sources.builders import column, contract, read, read_and_settle
from tests.contract.sources.web_kit import FEEDER, FeederKit, settings

DELETED = "GetDataTerhapus"


def acts(api: CampusApi) -> list[tuple[str, int | None]]:
    """Each function that was called, and the offset that it was asked for."""
    return [(request.parameters["act"], request.parameters.get("offset")) for request in api.asked]


def answers(code: int, description: str = "Gagal") -> Instead:
    return Instead(200, json.dumps(envelope(code, description, None)).encode())


def three_rows(api: CampusApi, state: Path, **options: Any) -> FeederKit:
    kit = FeederKit(api, state, **options)
    for id_ in ("1", "2", "3"):
        kit.put(id_, "Ani")
    return kit


def test_a_token_that_expires_between_two_pages_costs_a_new_token_and_the_same_page(
    api: CampusApi, tmp_path: Path
) -> None:
    kit = three_rows(api, tmp_path)
    api.faults.at(3, Meanwhile(api.tokens.expire))

    records, _ = read(kit.source)

    assert [record.key for record in records] == ["1", "2", "3"]
    assert acts(api) == [
        ("GetToken", None),
        ("GetListDosen", 0),
        ("GetListDosen", 0),
        ("GetListDosen", 1),
        ("GetToken", None),
        ("GetListDosen", 1),
        ("GetListDosen", 2),
    ]


def test_a_feeder_that_takes_none_of_its_own_tokens_is_a_transient_error(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path)
    for number in range(1, 9):
        api.faults.at(number, Meanwhile(api.tokens.expire))

    with pytest.raises(TransientError, match=r"siakad\.GetListDosen: the Feeder has refused 3 new tokens"):
        read(kit.source)


@pytest.mark.parametrize("code", ADVICE)
def test_an_error_code_stops_the_extract_with_what_to_do(code: int, api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path)
    api.faults.at(2, answers(code))

    with pytest.raises(FinalError) as error:
        read(kit.source)
    assert str(error.value) == f"siakad.GetListDosen: error {code} of the Feeder (Gagal): {ADVICE[code]}."


def test_a_wrong_password_is_said_without_it(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path)
    wrong = replace(settings(api), password="salah-sandi")

    with pytest.raises(FinalError, match=r"siakad\.GetToken: error 12 .*: user or password is wrong") as error:
        read(HttpSource(kit.contract, wrong, str(tmp_path), FeederApi))
    assert "salah-sandi" not in str(error.value)


def test_what_the_feeder_says_of_an_error_is_shown_without_the_token(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path)
    token: list[str] = []

    def repeat_the_token() -> None:
        token.append(api.asked[-1].parameters["token"])
        api.faults.at(1, answers(108, f"token {token[0]} salah"))

    api.faults.at(1, Meanwhile(repeat_the_token))

    with pytest.raises(FinalError, match=r"\(token \*\*\* salah\)") as error:
        read(kit.source)
    assert token[0] not in str(error.value)


def test_an_address_that_is_no_feeder_is_refused(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path)
    api.faults.at(1, Instead(200, b'{"message": "Selamat datang"}'))

    with pytest.raises(FinalError, match="the answer has no error_code, so it is not from the Feeder"):
        read(kit.source)


def test_a_function_that_gives_one_thing_is_refused(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path)
    api.faults.at(1, Instead(200, json.dumps(envelope(0, "", {"jumlah": 3})).encode()))

    with pytest.raises(FinalError, match="gives dict, expected a list"):
        read(kit.source)


def test_the_filter_and_the_window_are_the_feeders_own(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path, change="updated_at", filter="id < '3'", fullReadHours=24)
    records, position = read_and_settle(kit.source)
    api.asked.clear()

    read(kit.source, position)

    assert [record.key for record in records] == ["1", "2"]
    assert {request.parameters["filter"] for request in api.asked if request.parameters.get("order")} == {
        "(id < '3') AND updated_at >= '2026-08-03 08:22:00'"
    }


def test_what_the_feeder_lists_as_deleted_is_deleted(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path, change="updated_at", deleted=DELETED, deletedAct=DELETED, fullReadHours=24)
    _, position = read_and_settle(kit.source)
    kit.remove("2")

    records, reading = read(kit.source, position)

    assert [(record.op, record.key) for record in records] == [(Op.DELETE, "2")]
    assert reading.notes == []


def test_a_row_that_vanishes_without_being_listed_as_deleted_stays_and_is_said(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path, deleted=DELETED, deletedAct=DELETED)
    _, position = read_and_settle(kit.source)
    kit.rows.clear()

    records, reading = read(kit.source, position)

    assert records == []
    assert reading.notes == [
        "siakad.GetListDosen: 3 rows are no longer in the list, and the API does not name them as deleted. They stay as they "
        "were in the sinks: ask the owner of the API."
    ]


def test_a_row_that_is_entered_again_after_it_was_deleted_stays(api: CampusApi, tmp_path: Path) -> None:
    kit = three_rows(api, tmp_path, change="updated_at", deleted=DELETED, deletedAct=DELETED, fullReadHours=24)
    _, position = read_and_settle(kit.source)
    kit.remove("2")
    _, position = read_and_settle(kit.source, position)
    kit.put("2", "Budi")
    back, position = read_and_settle(kit.source, position)

    assert [(record.op, record.value["nama"]) for record in back] == [(Op.UPSERT, "Budi")]
    assert read(kit.source, position)[0] == []


PLAN = (
    column("id_matkul", key=1),
    replace(column("jenis", key=2, source_name="id_jenis_evaluasi"), aliases=("id_basis_evaluasi",)),
    replace(column("nama_evaluasi"), aliases=("komponen_evaluasi",)),
    column("bobot_evaluasi"),
)
AS_IN_THE_GUIDE = {"id_matkul": "mk-1", "id_basis_evaluasi": "2", "komponen_evaluasi": "TGS", "bobot_evaluasi": "30"}
AS_IN_A_MIRROR = {"id_matkul": "mk-1", "id_jenis_evaluasi": "2", "nama_evaluasi": "TGS", "bobot_evaluasi": "30"}


def evaluation_plans(api: CampusApi, state: Path, *fields: Field) -> HttpSource:
    declared = contract(*fields, kind="feeder", place="GetListRencanaEvaluasi", **FEEDER)
    return HttpSource(declared, settings(api), str(state), FeederApi)


@pytest.mark.parametrize(("before", "after"), [(AS_IN_THE_GUIDE, AS_IN_A_MIRROR), (AS_IN_A_MIRROR, AS_IN_THE_GUIDE)])
def test_evaluation_plans_under_other_names_are_the_same_rows(
    before: dict[str, str], after: dict[str, str], api: CampusApi, tmp_path: Path
) -> None:
    source = evaluation_plans(api, tmp_path, *PLAN)
    api.lists.lists["GetListRencanaEvaluasi"] = [before]
    records, position = read_and_settle(source)
    assert [(record.key, record.value) for record in records] == [("mk-1|2", AS_IN_A_MIRROR)]
    api.lists.lists["GetListRencanaEvaluasi"] = [after]

    assert read(source, position)[0] == []


def test_evaluation_plans_under_a_name_that_the_contract_does_not_know_are_refused(
    api: CampusApi, tmp_path: Path
) -> None:
    api.lists.lists["GetListRencanaEvaluasi"] = [{**AS_IN_THE_GUIDE, "bobot": AS_IN_THE_GUIDE["bobot_evaluasi"]}]
    del api.lists.lists["GetListRencanaEvaluasi"][0]["bobot_evaluasi"]

    with pytest.raises(
        FinalError, match="GetListRencanaEvaluasi has no column bobot_evaluasi; there are bobot, id_basis"
    ):
        read(evaluation_plans(api, tmp_path, *PLAN))
