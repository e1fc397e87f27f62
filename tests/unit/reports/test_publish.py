from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from include.reports.edition import Edition
from include.reports.publish import FORMATS, publish
from tests.unit.reports.builders import REPORT, lock, report


def test_the_files_of_a_report_stand_in_a_folder_of_their_version(tmp_path: Path) -> None:
    paths = publish(Edition(REPORT), str(tmp_path))

    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*.*"))] == [
        "2026-11-25/v2/iku-2026-11-25-v2.csv",
        "2026-11-25/v2/iku-2026-11-25-v2.html",
        "2026-11-25/v2/iku-2026-11-25-v2.pdf",
        "2026-11-25/v2/iku-2026-11-25-v2.png",
        "2026-11-25/v2/iku-2026-11-25-v2.xlsx",
        "terbatas/2026-11-25/v2/iku-2026-11-25-v2-terbatas.xlsx",
    ]
    assert {name: Path(path).is_file() for name, path in paths.items()} == {each.name: True for each in FORMATS}


def test_what_is_rendered_after_the_numbers_were_verified_stands_beside_what_was_before(tmp_path: Path) -> None:
    (html, *_) = FORMATS
    editions = [Edition(REPORT), Edition(report(lock=lock(versi=1))), Edition(report(lock=lock(versi=2)))]

    assert [Path(publish(each, str(tmp_path), [html])["html"]).name for each in editions] == [
        "iku-2026-11-25-v2.html",
        "iku-2026-11-25-v2.html",
        "iku-2026-11-25-v2-terverifikasi.html",
    ]


def test_only_what_is_asked_for_is_written(tmp_path: Path) -> None:
    (html, *_) = FORMATS
    paths = publish(Edition(REPORT), str(tmp_path), [html])

    assert list(paths) == ["html"]
    assert [path.suffix for path in tmp_path.rglob("*.*")] == [".html"]


def test_no_person_is_named_outside_the_restricted_folder(tmp_path: Path) -> None:
    paths = publish(Edition(REPORT), str(tmp_path))
    shared = {name: text_in(Path(path)) for name, path in paths.items() if name in {"html", "csv", "xlsx", "pdf"}}

    assert {name: "nim-ani" in text for name, text in shared.items()} == dict.fromkeys(shared, False)
    assert {name: "Lulusan bekerja" in text for name, text in shared.items()} == dict.fromkeys(shared, True)
    assert "nim-ani" in text_in(Path(paths["xlsx_terbatas"]))


def test_the_restricted_folder_is_closed_to_others_and_keeps_the_rights_that_somebody_gave_it(tmp_path: Path) -> None:
    publish(Edition(REPORT), str(tmp_path / "new"))
    given = tmp_path / "old" / "terbatas"
    given.mkdir(parents=True)
    given.chmod(0o770)
    publish(Edition(REPORT), str(tmp_path / "old"))

    assert [oct((tmp_path / name / "terbatas").stat().st_mode & 0o777) for name in ("new", "old")] == ["0o750", "0o770"]


def text_in(path: Path) -> str:
    match path.suffix:
        case ".xlsx":
            return "".join(str(row) for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True))
        case ".pdf":
            return "".join(page.extract_text() for page in PdfReader(path).pages)
        case _:
            return path.read_text()


def test_a_published_file_is_never_written_over(tmp_path: Path) -> None:
    page = Path(publish(Edition(REPORT), str(tmp_path))["html"])
    page.write_text("ditandatangani")

    publish(Edition(REPORT), str(tmp_path))

    assert page.read_text() == "ditandatangani"


def test_an_interrupted_publication_leaves_no_file_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("fsspec.implementations.local.LocalFileSystem.mv", full)
    with pytest.raises(OSError, match="disk full"):
        publish(Edition(REPORT), str(tmp_path))
    monkeypatch.undo()

    assert not list(tmp_path.rglob("*.html"))
    assert "Laporan Indikator Kinerja Utama" in Path(publish(Edition(REPORT), str(tmp_path))["html"]).read_text()
