"""Contracts of sources that are asked over HTTP: what they declare, and what is said of a wrong one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from include.contract.model import SourceSpec
from include.contract.read import parse_contract
from tests.unit.contract.builders import problems

HEAD = """\
apiVersion: v3.1.0
kind: DataContract
id: publikasi
name: Publikasi
version: 1.0.0
status: draft
domain: penelitian
description: {purpose: Publikasi dosen.}
team: {name: tim-data}
schema:
  - name: publikasi
    physicalName: PLACE
    physicalType: api
    properties:
      - name: id
        businessName: Id
        logicalType: string
        physicalType: varchar(36)
        primaryKey: true
        primaryKeyPosition: 1
        required: true
      - name: diubah
        businessName: Diubah
        physicalName: updated_at
        logicalType: timestamp
        physicalType: datetime(6)
        customProperties: [{property: aliases, value: [last_update]}]
customProperties:
  - property: topic
    value: {name: riset.publikasi, partitions: 1}
  - property: sinks
    value: [{sink: warehouse, mode: upsert}]
  - property: gate
    value: {maxRejectShare: 0}
  - {property: newest, value: source}
  - property: source
    value:
      name: riset
      connection: riset_api
"""


def body(place: str, *source: str) -> str:
    return HEAD.replace("PLACE", place) + "".join(f"      {line}\n" for line in source)


def test_what_an_http_source_declares() -> None:
    contract = parse_contract(
        body(
            "/v1/publikasi",
            "kind: http",
            "auth: {kind: token, header: X-Kunci}",
            "rowsAt: data",
            "pages: {kind: cursor, nextAt: meta.next, size: 50}",
            "changeColumn: diubah",
            "window: {since: sejak, format: date}",
            "overlapMinutes: 60",
        ),
        "publikasi.yaml",
    )
    assert contract.source == SourceSpec(
        name="riset",
        kind="http",
        object="/v1/publikasi",
        connection="riset_api",
        change_column="diubah",
        overlap=timedelta(hours=1),
        options={
            "requestsPerSecond": 5,
            "emptyLeftOut": False,
            "fullReadHours": 24,
            "auth": {"kind": "token", "header": "X-Kunci"},
            "method": "GET",
            "parameters": {},
            "rowsAt": "data",
            "pages": {
                "kind": "cursor", "nextAt": "meta.next", "parameter": "cursor", "sizeParameter": "limit", "size": 50,
            },
            "window": {"since": "sejak", "until": None, "format": "date"},
            "deletedPath": None,
        },
    )  # fmt: skip
    assert contract.field("diubah").aliases == ("last_update",)


def test_what_the_feeder_and_sister_declare() -> None:
    feeder = parse_contract(body("GetListDosen", "kind: feeder", "deletedAct: GetDataTerhapus"), "publikasi.yaml")
    assert (feeder.source.options["deletedAct"], feeder.source.options["pageSize"]) == ("GetDataTerhapus", 500)
    sister = parse_contract(body("publikasi", "kind: sister", "perLecturer: true"), "publikasi.yaml")
    assert sister.source.options == {"requestsPerSecond": 5, "emptyLeftOut": False, "perLecturer": True}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            body("v1/publikasi", "kind: http"),
            "12: schema[0].physicalName: 'v1/publikasi'; expected the path of the list, for example /v1/dosen",
            id="a path without its slash",
        ),
        pytest.param(
            body("ListDosen", "kind: feeder"),
            "12: schema[0].physicalName: 'ListDosen'; expected the name of a function of the Feeder, for example GetListDosen",
            id="a function that the Feeder cannot have",
        ),
        pytest.param(
            body("/sdm", "kind: sister"),
            "12: schema[0].physicalName: '/sdm'; expected the path of a list of SISTER, for example referensi/sdm",
            id="a path that SISTER cannot have",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http").replace("physicalType: api", "physicalType: table"),
            "13: schema[0].physicalType: 'table'; expected api, because the source's kind is http",
            id="an API that is called a table",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http", "pages: {kind: halaman}"),
            "41: customProperties[4].value.pages.kind: 'halaman'; expected one of offset, page, cursor",
            id="an unknown kind of pages",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http", "pages: {kind: cursor}"),
            "41: customProperties[4].value.pages.nextAt: (missing); expected where the next cursor, or the link that holds it, "
            "stands in the answer, for example meta.next_cursor",
            id="a cursor that stands nowhere",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http", "pages: {kind: offset, size: 0}"),
            "41: customProperties[4].value.pages.size: 0; expected the number of rows that a page may have, 1 to 10,000",
            id="pages without rows",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http", "auth: {kind: rahasia}"),
            "41: customProperties[4].value.auth.kind: 'rahasia'; expected one of bearer, basic, token",
            id="an unknown kind of auth",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http", "auth: {kind: bearer, token: abc}"),
            "41: customProperties[4].value.auth.token: 'abc'; expected no such key; the keys here are kind",
            id="a secret in the contract",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http", "requestsPerSecond: 0"),
            "41: customProperties[4].value.requestsPerSecond: 0; expected how often the API may be asked in a second, over 0 and "
            "up to 1,000",
            id="an API that may never be asked",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http", "changeColumn: diubah"),
            "37: customProperties[4].value.window: (missing); expected window: {since: <parameter>} beside the changeColumn, or no "
            "changeColumn: without it the API cannot be asked",
            id="a change column that the API cannot be asked by",
        ),
        pytest.param(
            body("/v1/publikasi", "kind: http", "window: {since: sejak}"),
            "41: customProperties[4].value.window: {'since': 'sejak'}; expected a changeColumn "
            "beside it, or no window",
            id="a window without a change column",
        ),
        pytest.param(
            body("GetListDosen", "kind: feeder", "fullReadHours: 6"),
            "41: customProperties[4].value.fullReadHours: 6; expected a changeColumn beside it, or no fullReadHours",
            id="full reads where every read is one",
        ),
        pytest.param(
            body("GetListDosen", "kind: feeder", "deletedAct: Hapus"),
            "41: customProperties[4].value.deletedAct: 'Hapus'; expected the function that lists deleted rows, for example "
            "GetDataTerhapus",
            id="a list of deleted rows that the Feeder cannot have",
        ),
    ],
)  # fmt: skip
def test_one_wrong_key_or_value_gives_one_problem(text: str, expected: str) -> None:
    assert problems(text) == [expected]
