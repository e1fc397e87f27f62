"""Every dataset of the sample campus, read from its own source by its shipped contract, is what the truth says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from include.contract.catalog import load_catalog
from include.contract.model import Contract
from include.outgoing import to_message
from include.quality.check import check
from include.records import OffsetRange, PlannedBatch, RawMessage, RunContext
from include.settings import HttpSettings
from include.sources.base import Source
from include.sources.binlog import BinlogSource
from include.sources.feeder import FeederApi
from include.sources.files import FileSource
from include.sources.http_source import HttpSource
from include.sources.mysql import MysqlSource
from include.sources.sister import SisterApi
from include.transform.batch import transform
from stack.campus.api import SISTER, serving
from stack.campus.api_data import ListsInFile
from stack.campus.campus import LISTS, fill
from stack.campus.files import UNIT_FORMS
from stack.campus.model import KEYS
from stack.campus.write import TABLES, Databases
from tests.integration.campus.conftest import Campuses

TODAY, NOW = date(2026, 11, 25), datetime(2026, 11, 25, tzinfo=UTC)
NOT_HERE = {"tracer_study"}
"""Its files are read by the tests of files."""


@dataclass(frozen=True)
class Sources:
    databases: Databases
    home: Path
    truth: dict[str, Any]
    feeder: HttpSettings
    sister: HttpSettings

    def of(self, contract: Contract, state: Path) -> Source:
        match contract.source.kind:
            case "feeder":
                return HttpSource(contract, self.feeder, str(state), FeederApi)
            case "sister":
                return HttpSource(contract, self.sister, str(state), SisterApi)
            case "xlsx":
                return FileSource(contract, self.home / "drop" / UNIT_FORMS, str(state))
        database, _ = TABLES[contract.dataset]
        kind = BinlogSource if contract.source.kind == "binlog" else MysqlSource
        return kind(contract, self.databases.settings(database), str(state))


@pytest.fixture(scope="module")
def sources(campuses: Campuses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    databases, home = campuses.new(), tmp_path_factory.mktemp("kampus")
    truth = fill(databases.server, home, seed=2026, students=400, today=TODAY, prefix=databases.prefix)
    with serving(ListsInFile(home / LISTS)) as api:
        account = (api.account.user, api.account.password)
        sister = HttpSettings("sister", api.url + SISTER.rstrip("/"), *account, extra={"id_pengguna": api.account.id})
        yield Sources(databases, home, truth, HttpSettings("feeder", api.url, *account), sister)


@pytest.mark.parametrize("dataset", sorted(KEYS.keys() - NOT_HERE))
def test_the_rows_that_pass_and_those_that_are_rejected_are_the_ones_of_the_truth(
    dataset: str, sources: Sources, tmp_path: Path
) -> None:
    contract = load_catalog().get(dataset)
    run = RunContext(f"extract__{contract.source.name}", "manual", dataset, 1)
    messages = []
    for offset, record in enumerate(sources.of(contract, tmp_path).read(None).records):
        sent = to_message(record, contract, run, NOW)
        messages.append(RawMessage(0, offset, NOW, sent.key, sent.value, dict(sent.headers)))
    batch = PlannedBatch("b", dataset, OffsetRange("t", "t-id", 0, 0, len(messages)), contract.version, "uji")

    transformed = transform(messages, batch, contract)
    checked = check(transformed.frame, contract)

    expected = sources.truth["datasets"][dataset]
    rejected = Counter(f"{each.field}.{each.rule}" for each in (*transformed.rejects, *checked.rejects))
    assert (len(messages), rejected) == (expected["rows"], expected["rejected"])
    assert checked.warnings == expected["warnings"]
