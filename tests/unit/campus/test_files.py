from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from stack.campus.files import drop_tracer_files, make_drop_folders
from stack.campus.model import Row
from stack.paths import ROOT
from tests.unit.campus.builders import empty_campus

REFERENCE = ROOT / "include" / "reference"


def test_a_tracer_file_is_what_a_spreadsheet_saves(tmp_path: Path) -> None:
    campus = empty_campus(date(2026, 11, 25))
    answer = Row({"nimhsmsmh": "22550010001", "tahun_lulus": 2025, "nmmhsmsmh": 'Ayu "Yu", Utami', "f505": None})
    campus.files["tracer_2025.csv"] = [(("22550010001", 2025), answer)]
    make_drop_folders(tmp_path)
    drop_tracer_files(campus, ["tracer_2025.csv"], tmp_path)
    assert (tmp_path / "tracer" / "tracer_2025.csv").read_bytes() == (
        b"\xef\xbb\xbfnimhsmsmh,tahun_lulus,nmmhsmsmh,f505\r\n"
        b'22550010001,2025,"Ayu ""Yu"", Utami",\r\n'
    )  # fmt: skip
    assert [file.name for file in (tmp_path / "tracer").iterdir()] == ["tracer_2025.csv"]


def test_the_reference_files_are_copies_of_the_projects_own(tmp_path: Path) -> None:
    make_drop_folders(tmp_path)
    for name in ("ump.csv", "target_iku.csv"):
        assert (tmp_path / "referensi" / name).read_bytes() == (REFERENCE / name).read_bytes()
    wages = list(csv.DictReader(io.StringIO((tmp_path / "referensi" / "ump.csv").read_text(encoding="utf-8"))))
    assert {"sumber", "status"} <= wages[0].keys()


def test_making_the_folders_removes_what_an_earlier_campus_left(tmp_path: Path) -> None:
    make_drop_folders(tmp_path)
    (tmp_path / "tracer" / "tracer_1999.csv").write_text("lama")
    make_drop_folders(tmp_path)
    assert list((tmp_path / "tracer").iterdir()) == []
