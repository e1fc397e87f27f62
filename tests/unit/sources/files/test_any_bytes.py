"""Whatever lies in the folder: every row is sent or the file is refused, and nothing else happens."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.sources.files import FileSource
from tests.contract.sources.builders import contract, read
from tests.contract.sources.file_builders import computed, rewritten, xlsx_bytes, xlsx_with_shared_texts

RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.lists(
    st.sampled_from(["id,nama\n", "1", ",", '"', "\n", "\r", "Ani", "\0", "é", "\ufeff", " ", "Jumlah", ";"])
)
WORKBOOKS = [
    xlsx_with_shared_texts([("id", "nama"), ("1", "Ani")]),
    xlsx_bytes([("id", "nama"), ("1", "Ani"), (2, 3.5)]),
    computed(xlsx_bytes([("id", "nama"), ("1", "=A2")]), B2="1"),
]


def outcome(home: Path, kind: str, content: bytes, encoding: str = "utf-8") -> tuple[int, int, int]:
    """How many rows were sent, how many were read and how many files were refused."""
    path = home / f"dosen_1.{kind}"
    path.write_bytes(content)
    os.utime(path, (1_785_000_000, 1_785_000_000))
    declared = contract(kind=kind, place=f"dosen_*.{kind}", encoding=encoding)
    records, reading = read(FileSource(declared, home, str(home / "state")))
    return len(records) + reading.unchanged, reading.read, len(reading.refused)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@given(pieces=TEXT)
@RELAXED
def test_any_text_is_read_or_refused(pieces: list[str], encoding: str, tmp_path: Path) -> None:
    sent, counted, refused = outcome(tmp_path, "csv", ("id,nama\n" + "".join(pieces)).encode(), encoding)

    assert sent == counted
    assert bool(refused) != bool(counted)


@given(content=st.binary(max_size=300))
@RELAXED
def test_any_bytes_are_read_or_refused(content: bytes, tmp_path: Path) -> None:
    for kind in ("csv", "xlsx"):
        assert outcome(tmp_path, kind, content)[2] == 1


@given(workbook=st.sampled_from(WORKBOOKS), data=st.data())
@RELAXED
def test_any_damage_to_a_workbook_is_read_or_refused(workbook: bytes, data: st.DataObject, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        part = data.draw(st.sampled_from(book.namelist()))
        text = book.read(part)
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 20))
    damaged = text[:start] + data.draw(st.sampled_from([b"", b"<", b"9", b'"', b"\0"])) + text[start + length :]

    sent, counted, refused = outcome(tmp_path, "xlsx", rewritten(workbook, part, damaged))

    assert sent == counted
    assert bool(refused) != bool(counted)
