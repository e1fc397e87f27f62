"""Every list of the sample campus is read through its own API to the last row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from include.sources.feeder import FeederApi
from include.sources.http_api import RestApi
from include.sources.http_source import HttpSource
from include.sources.sister import SisterApi
from stack.campus.api import CampusApi, serving
from stack.campus.api_data import ACTS, lists_of
from stack.campus.make import make_campus
from stack.campus.model import KEYS, Campus
from tests.contract.sources.builders import column, contract, read
from tests.contract.sources.web_kit import CURSOR, FEEDER, REST, SISTER, settings

WITHOUT_ID = ("id_matkul", "id_basis_evaluasi", "komponen_evaluasi")
"""The key of an evaluation plan, which has no id in the guide of the Feeder."""


@pytest.fixture(scope="module")
def campus() -> Campus:
    return make_campus(seed=1, students=60, today=date(2026, 8, 3))


@pytest.fixture(scope="module")
def campus_api(campus: Campus) -> Iterator[CampusApi]:
    with serving(lists_of(campus)) as api:
        yield api


@pytest.mark.parametrize(("act", "dataset"), ACTS.items())
def test_a_function_of_the_feeder_gives_every_row(
    act: str, dataset: str, campus: Campus, campus_api: CampusApi, tmp_path: Path
) -> None:
    names = WITHOUT_ID if dataset == "rencana_evaluasi" else KEYS[dataset]
    fields = [column(name, key=number) for number, name in enumerate(names, start=1)]
    declared = contract(*fields, kind="feeder", place=act, **{**FEEDER, "pageSize": 500})

    records, _ = read(HttpSource(declared, settings(campus_api), str(tmp_path), FeederApi))

    assert len({record.key for record in records}) == len(campus.table(dataset))


def test_sister_gives_the_classes_of_every_lecturer(campus: Campus, campus_api: CampusApi, tmp_path: Path) -> None:
    declared = contract(
        column("id", key=1), column("id_sdm"), kind="sister", place="pengajaran", **{**SISTER, "perLecturer": True}
    )

    records, _ = read(HttpSource(declared, settings(campus_api, "/ws.php/1.0"), str(tmp_path), SisterApi))

    assert {(r.value["id"], r.value["id_sdm"]) for r in records} == {
        (id_, row.values["id_dosen"]) for (id_,), row in campus.table("kelas_kuliah").items()
    }


def test_the_campuss_own_api_gives_every_row(campus: Campus, campus_api: CampusApi, tmp_path: Path) -> None:
    pages = {**CURSOR, "size": 500}
    declared = contract(column("id_dosen", key=1), kind="http", place="/api/v1/dosen", **{**REST, "pages": pages})

    records, _ = read(HttpSource(declared, settings(campus_api), str(tmp_path), RestApi))

    assert sorted(record.key for record in records) == sorted(id_ for (id_,) in campus.table("dosen"))
