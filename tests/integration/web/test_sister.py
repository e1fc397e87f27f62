"""SISTER as the sample campus serves it: authorize, a bearer token that expires, lists of one lecturer at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from include.errors import FinalError
from include.sources.http_source import HttpSource
from include.sources.sister import SisterApi
from stack.campus.api import CampusApi
from stack.campus.api_faults import Instead, Meanwhile
from tests.contract.sources.builders import read
from tests.contract.sources.web_kit import PerLecturerKit, SisterKit, settings


def paths(api: CampusApi) -> list[str]:
    return [request.path.rpartition("/ws.php/1.0/")[2] for request in api.asked]


def test_one_token_serves_the_whole_extract(api: CampusApi, tmp_path: Path) -> None:
    kit = PerLecturerKit(api, tmp_path)
    kit.put("1", "Ani")
    kit.put("2", "Budi")

    read(kit.source)

    assert paths(api) == ["authorize", "referensi/sdm", "publikasi", "publikasi"]
    assert [request.parameters for request in api.asked[2:]] == [{"id_sdm": "dosen-1"}, {"id_sdm": "dosen-2"}]


def test_a_token_that_expires_costs_a_new_one_and_the_same_lecturer(api: CampusApi, tmp_path: Path) -> None:
    kit = PerLecturerKit(api, tmp_path)
    kit.put("1", "Ani")
    kit.put("2", "Budi")
    api.faults.at(3, Meanwhile(api.tokens.expire))

    records, _ = read(kit.source)

    assert [record.key for record in records] == ["1", "2"]
    assert paths(api) == ["authorize", "referensi/sdm", "publikasi", "publikasi", "authorize", "publikasi"]


def test_an_account_that_may_not_read_the_list_is_refused_with_what_to_do(api: CampusApi, tmp_path: Path) -> None:
    kit = SisterKit(api, tmp_path)
    api.faults.at(1, Instead(403))

    with pytest.raises(FinalError, match=r"/ws\.php/1\.0/publikasi answers 403: the account .* may not read this"):
        read(kit.source)


def test_a_wrong_account_is_said_without_its_password(api: CampusApi, tmp_path: Path) -> None:
    kit = SisterKit(api, tmp_path)
    wrong = replace(settings(api, "/ws.php/1.0"), password="salah-sandi")

    with pytest.raises(FinalError, match=r"/authorize answers 401: check login and password") as error:
        read(HttpSource(kit.contract, wrong, str(tmp_path), SisterApi))
    assert "salah-sandi" not in str(error.value)


def test_a_connection_without_the_id_of_its_user_is_refused(api: CampusApi, tmp_path: Path) -> None:
    kit = SisterKit(api, tmp_path)
    without = replace(settings(api, "/ws.php/1.0"), extra={})

    with pytest.raises(FinalError, match="connection 'siakad' has no 'id_pengguna' in its extra"):
        read(HttpSource(kit.contract, without, str(tmp_path), SisterApi))


def test_lecturers_without_an_id_are_refused(api: CampusApi, tmp_path: Path) -> None:
    kit = PerLecturerKit(api, tmp_path)
    api.lists.lists["referensi/sdm"] = [{"id": "dosen-1"}]

    with pytest.raises(FinalError, match="a row of /referensi/sdm has no column id_sdm"):
        read(kit.source)


def test_an_answer_that_is_no_list_is_refused(api: CampusApi, tmp_path: Path) -> None:
    kit = SisterKit(api, tmp_path)
    api.faults.at(1, Instead(200, b'{"detail": "kosong"}'))

    with pytest.raises(
        FinalError, match="publikasi: the answer itself is dict, expected a list of rows; the answer has detail"
    ):
        read(kit.source)
