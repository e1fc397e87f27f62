from __future__ import annotations

from pathlib import Path

import pytest

from include.reports.publish import publish
from tests.unit.reports.builders import REPORT


def test_the_files_of_a_report_stand_in_a_folder_of_their_version(tmp_path: Path) -> None:
    paths = publish(REPORT, str(tmp_path))

    folder = tmp_path / "2026-11-25" / "v2"
    assert paths == {
        "html": f"{folder}/iku-2026-11-25-v2.html",
        "xlsx": f"{folder}/iku-2026-11-25-v2.xlsx",
    }
    assert sorted(path.name for path in folder.iterdir()) == ["iku-2026-11-25-v2.html", "iku-2026-11-25-v2.xlsx"]


def test_a_published_file_is_never_written_over(tmp_path: Path) -> None:
    page = Path(publish(REPORT, str(tmp_path))["html"])
    page.write_text("ditandatangani")

    publish(REPORT, str(tmp_path))

    assert page.read_text() == "ditandatangani"


def test_an_interrupted_publication_leaves_no_file_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("fsspec.implementations.local.LocalFileSystem.mv", full)
    with pytest.raises(OSError, match="disk full"):
        publish(REPORT, str(tmp_path))
    monkeypatch.undo()

    assert not list(tmp_path.rglob("*.html"))
    assert "Laporan Indikator Kinerja Utama" in Path(publish(REPORT, str(tmp_path))["html"]).read_text()
