"""Evidence and regulations, small enough to read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from include.iku.evidence import Evidence
from include.iku.regulation import Indicator

KEY = ("358-M-KEP-2025", "1")


def evidence(kunci: str = "ani", pembilang: str | Decimal = "1", penyebut: int = 1, **other: Any) -> Evidence:
    return Evidence(
        **{
            "regulasi": KEY[0], "kode": KEY[1],
            "kunci": kunci, "label": kunci, "id_prodi": "if", "id_fakultas": "ft", "stratum": "S1", "ideal": Decimal(100),
            "pembilang": Decimal(pembilang), "penyebut": Decimal(penyebut), "populasi": Decimal(penyebut), "alasan": "lulus",
            "kurang": None, "dataset": "lulusan", "partisi": 0, "posisi": 0, **other,
        },
    )  # fmt: skip


def indicator(**other: Any) -> dict[str, Any]:
    return {
        "kode": "1", "nama": "Lulusan", "satuan": "persen", "rumus": "a / b", "sumber": "Kepmen", "membaca": ["lulusan"],
        "sql": "iku_1.sql", "batas": {"bulan": 6}, "tabel": {"bobot": {"kolom": ["jenis", "bobot"], "baris": [["kerja", 0.7]]}},
        **other,
    }  # fmt: skip


def an_indicator(**other: Any) -> Indicator:
    return Indicator.model_validate(indicator(**other))


SQL = """-- :komentar is no parameter, nor is FROM nowhere a table
WITH tepat AS (SELECT * FROM lulusan WHERE tanggal_keluar <= :tanggal AND :bulan = 6)
SELECT * FROM tepat JOIN bobot ON TRUE
"""


def write_regulation(
    folder: Path, *, sql: str | None = SQL, indicators: list[dict[str, Any]] | None = None, **other: Any
) -> Path:
    """A regulation of one indicator below `folder`. Returns `folder`."""
    home = folder / "001-M-2030"
    home.mkdir()
    content = {
        "regulasi": "001-M-2030",
        "nama": "Kepmen 1",
        "berlaku_dari": "2030-01-01",
        "indikator": indicators or [indicator()],
    }
    (home / "regulasi.yaml").write_text(yaml.safe_dump(content | other))
    if sql is not None:
        (home / "iku_1.sql").write_text(sql)
    return folder
