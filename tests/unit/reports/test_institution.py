from __future__ import annotations

from pathlib import Path

import pytest

from include.errors import FinalError
from include.reports.institution import load_institution


def test_the_file_of_the_project_is_sound() -> None:
    institution = load_institution()

    assert institution.nama
    assert [each.peran for each in institution.penanda_tangan] == ["Disusun oleh", "Diperiksa oleh", "Disetujui oleh"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nama: [", "lembaga.yaml bukan YAML"),
        ("nama: Contoh\ntempat: Jakarta\npenanda_tangan: []", "bidang penanda_tangan tidak cocok"),
        (
            "nama: Contoh\ntempat: Jakarta\npenanda_tangan: [{peran: Disusun oleh}]",
            "bidang penanda_tangan.0.jabatan tidak cocok",
        ),
        ("- Contoh", "bidang berkas tidak cocok"),
    ],
)
def test_a_wrong_file_says_which_field(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "lembaga.yaml"
    file.write_text(text)

    with pytest.raises(FinalError, match=message):
        load_institution(file)
