"""Lines of the forms that units fill in, as literal rows."""

from __future__ import annotations

from typing import Any

from tests.integration.iku.history import History


def governance(history: History, jenis: str, *, tahun: int = 2026, **values: Any) -> str:
    """A line of the form of governance, the next one of its kind. Returns its key."""
    return _line(history, "form_tata_kelola", tahun, jenis=jenis, **values)


def income(history: History, sumber: str, jumlah: int, *, tahun: int = 2026, diaudit: str = "1", **values: Any) -> str:
    return _line(history, "form_pendapatan", tahun, sumber=sumber, jumlah=jumlah, diaudit=diaudit, **values)


def sdg_programme(history: History, sdg: int, *, tahun: int = 2026, tanggal: str = "2026-05-01", **values: Any) -> str:
    return _line(history, "form_program_sdgs", tahun, sdg=sdg, tanggal=tanggal, **values)


def policy(history: History, dosen: str, *, tahun: int = 2026, tanggal: str = "2026-05-01", **values: Any) -> str:
    return _line(history, "form_kebijakan", tahun, id_dosen=dosen, tanggal=tanggal, **values)


def _line(history: History, form: str, tahun: int, **values: Any) -> str:
    nomor = history.execute(f"SELECT COUNT(*) + 1 FROM {form}")[0][0]
    history.add(form, tahun=tahun, nomor=nomor, **values)
    return f"{tahun}-{nomor}"
