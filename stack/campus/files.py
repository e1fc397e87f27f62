"""The drop folders of the sample campus."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from stack.campus.model import Campus, Key, Row
from stack.campus.reference import FILES, REFERENCE
from stack.campus.render import render
from stack.campus.workbook import drop_form

TRACER, REFERENCES, UNIT_FORMS = "tracer", "referensi", "formulir"


def make_drop_folders(drop: Path) -> None:
    """Empty folders, and the reference files."""
    for folder in (TRACER, REFERENCES, UNIT_FORMS):
        shutil.rmtree(drop / folder, ignore_errors=True)
        (drop / folder).mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(REFERENCE / f"{name}.csv", drop / REFERENCES / f"{name}.csv")


def drop_tracer_files(campus: Campus, names: Sequence[str], drop: Path) -> None:
    for name in names:
        _put(drop / TRACER / name, campus.files[name])


def drop_forms(campus: Campus, forms: Iterable[tuple[str, int]], drop: Path) -> None:
    """Forms of a dataset and year, as a unit sends them: each time the whole form."""
    for dataset, year in forms:
        drop_form(campus, dataset, year, drop / UNIT_FORMS)


def _put(target: Path, rows: Sequence[tuple[Key, Row]]) -> None:
    """A file as a spreadsheet saves it: with a byte order mark and CRLF. It appears whole or not at all."""
    lines = [render("tracer_study", key, row) for key, row in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(lines[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    work = target.with_suffix(".part")
    work.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    work.rename(target)
