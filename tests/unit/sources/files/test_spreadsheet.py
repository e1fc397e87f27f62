from __future__ import annotations

import io

import pytest

from include.errors import SourceFileError
from include.sources import spreadsheet
from include.sources.drop_folder import DroppedFile
from include.sources.file_rows import Sheet
from tests.contract.sources.builders import contract
from tests.contract.sources.file_builders import xlsx_bytes, xlsx_with_shared_texts


def opened(content: bytes) -> Sheet:
    return spreadsheet.open_workbook(DroppedFile("dosen.xlsx", 0, "", io.BytesIO(content)), contract(kind="xlsx"))


def test_a_row_has_its_number_in_the_sheet() -> None:
    rows = list(opened(xlsx_bytes([("id", "nama"), (), ("1", "Ani")])).rows)

    assert [(row.line, list(row.cells)) for row in rows] == [(1, ["id", "nama"]), (2, []), (3, ["1", "Ani"])]


def test_more_texts_than_fit_into_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_TEXT", 1_000)
    opened(xlsx_with_shared_texts([("id", "nama")]))

    with pytest.raises(SourceFileError, match=r"dosen\.xlsx: lebih dari .* teks berbeda dalam satu buku kerja"):
        opened(xlsx_with_shared_texts([("id", f"Ani {number}") for number in range(100)]))
