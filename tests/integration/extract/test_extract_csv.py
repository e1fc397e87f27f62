from __future__ import annotations

import os
from pathlib import Path

import pytest

from include.errors import ServiceUnavailable, SourceFileError
from include.settings import BrokerSettings, DatabaseSettings
from include.sources.csv_folder import CsvSource
from tests.contract.sources.builders import contract
from tests.integration.extract.builders import Hop, headers


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def hop(broker: BrokerSettings, trail: DatabaseSettings, tmp_path: Path, topic_name: str) -> Hop:
    return Hop(contract(kind="csv", place="dosen_*.csv", topic=topic_name), broker, trail, tmp_path / "state")


def put(drop: Path, name: str, text: str) -> None:
    (drop / name).write_text(text, encoding="utf-8")
    os.utime(drop / name, (1_785_000_000, 1_785_000_000))


def positions(hop: Hop) -> list[str]:
    return [headers(message)["source_position"] for message in hop.messages()]


def test_the_position_of_a_record_is_its_line(hop: Hop, drop: Path) -> None:
    put(drop, "dosen_1.csv", 'id,nama\n1,"Ani\nLestari"\n2,Budi\n')

    hop.extract(CsvSource(hop.contract, drop))

    assert positions(hop) == ["dosen_1.csv:2", "dosen_1.csv:4"]


def test_a_refused_file_is_kept_with_the_reason_and_the_others_go_on(hop: Hop, drop: Path) -> None:
    put(drop, "dosen_1.csv", "id,nama\n1,Ani\n")
    put(drop, "dosen_2.csv", "id,alamat\n2,Bandung\n")
    put(drop, "dosen_3.csv", "id,nama\n3,Citra\n")

    with pytest.raises(SourceFileError, match=r"1 file\(s\) of dosen refused:\ndosen_2\.csv:1: other columns"):
        hop.extract(CsvSource(hop.contract, drop))

    assert positions(hop) == ["dosen_1.csv:2", "dosen_3.csv:2"]
    assert sorted(path.name for path in drop.glob("*.csv")) == ["dosen_1.csv", "dosen_3.csv"]
    file, note = sorted((drop / "ditolak").iterdir())
    assert file.read_text() == "id,alamat\n2,Bandung\n"
    assert note.read_text().startswith(
        "dosen_2.csv:1: other columns than the contract's. missing: nama; unknown: alamat."
    )


def test_a_file_is_refused_once_and_again_when_it_is_dropped_again(hop: Hop, drop: Path) -> None:
    put(drop, "dosen_1.csv", "id,nama\n1,Ani\n")
    put(drop, "dosen_2.csv", "")
    with pytest.raises(SourceFileError):
        hop.extract(CsvSource(hop.contract, drop))

    assert hop.extract(CsvSource(hop.contract, drop)).produced == 0
    put(drop, "dosen_2.csv", "")
    with pytest.raises(SourceFileError, match=r"dosen_2\.csv: the file is empty"):
        hop.extract(CsvSource(hop.contract, drop))


def test_a_folder_that_is_away_is_a_transient_error(hop: Hop, drop: Path) -> None:
    drop.rmdir()

    with pytest.raises(
        ServiceUnavailable, match=f"drop folder {drop} of the Airflow connection 'siakad' cannot be used"
    ):
        hop.extract(CsvSource(hop.contract, drop))
    assert hop.progress().position is None


def test_a_folder_without_any_file_yet_is_said(hop: Hop, drop: Path) -> None:
    with pytest.raises(SourceFileError, match=r"dosen_\*\.csv: no such file"):
        hop.extract(CsvSource(hop.contract, drop))
