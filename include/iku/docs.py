"""Writes docs/iku.md from the regulations: `python -m include.iku.docs [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from include.contract.catalog import load_catalog
from include.iku.check import check
from include.iku.regulation import Indicator, ParameterTable, Regulation, load_regulations
from include.reports.format import plain, validity

TARGET = Path(__file__).resolve().parents[2] / "docs" / "iku.md"
HEAD = """# Indikator Kinerja Utama

Dibuat dari `include/iku/` oleh `make docs`; jangan diubah di sini. Untuk mengubah bobot, batas, atau keputusan, ubahlah
`regulasi.yaml` atau SQL di folder regulasinya.

SQL sebuah indikator menghasilkan **bukti**, bukan angka: satu baris untuk setiap orang atau mata kuliah yang dipertimbangkan,
dengan sumbangannya pada `pembilang` dan `penyebut`, `alasan`-nya, apa yang `kurang`, dan koordinat pesan Kafka yang membawanya
(`dataset`, `partisi`, `posisi`). Yang dipertimbangkan tetapi tidak dihitung bernilai nol. `populasi` menghitung siapa saja yang
dapat ditanyai; pada indikator tanpa responden ia sama dengan penyebut.

Angka pada setiap tingkat (perguruan tinggi, fakultas, prodi) hanyalah jumlah bukti: rata-rata atas `stratum` yang punya penyebut
dari pembilang / penyebut x 100 / `ideal` x 100. Tabel yang disebut pada **Membaca** adalah keadaan pada akhir tanggal laporan.
"""
PARAMETERS = """Parameter yang tersedia untuk setiap SQL: `:tanggal` (tanggal laporan), `:tahun` (tahun laporan T),
`:tahun_lalu` (T-1), `:awal_tahun` (1 Januari T), `:semester_anggaran` (genap T-1 sejak 1 Februari, ganjil T sejak 1 Agustus),
`:semester_akademik` (ganjil dan genap T-1), dan setiap **batas** indikatornya sendiri.
"""


def render(regulations: Sequence[Regulation]) -> str:
    lines = [HEAD, PARAMETERS, *_overview(regulations)]
    for regulation in regulations:
        lines += _regulation(regulation)
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: Sequence[str], target: Path = TARGET) -> int:
    regulations = load_regulations()
    check(regulations, load_catalog())
    text = render(regulations)
    if "--check" not in arguments:
        target.write_text(text, encoding="utf-8")
        return 0
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return 0
    print(f"{target.name} is not what the regulations say. Run: make docs", file=sys.stderr)
    return 1


def _overview(regulations: Sequence[Regulation]) -> Iterator[str]:
    rows = [
        (regulation.nama, _validity(regulation), indicator.kode, indicator.nama)
        for regulation in regulations
        for indicator in regulation.indikator
    ]
    yield from _table(("Regulasi", "Berlaku", "IKU", "Nama"), rows)


def _validity(regulation: Regulation) -> str:
    return validity(regulation.berlaku_dari, regulation.berlaku_sampai)


def _regulation(regulation: Regulation) -> Iterator[str]:
    yield f"## {regulation.nama}\n"
    yield f"Kode `{regulation.regulasi}`, berlaku {_validity(regulation)}.\n"
    for indicator in regulation.indikator:
        yield from _indicator(regulation, indicator)


def _indicator(regulation: Regulation, indicator: Indicator) -> Iterator[str]:
    yield f"### IKU {indicator.kode}: {indicator.nama}\n"
    yield f"- **Rumus** ({indicator.satuan}): {indicator.rumus}"
    yield f"- **Sumber**: {indicator.sumber}"
    yield "- **Membaca**: " + ", ".join(f"[{name}](contracts.md#{name})" for name in indicator.membaca)
    if indicator.slovin is not None:
        yield f"- **Responden minimum**: rumus Slovin, galat {plain(indicator.slovin * 100)} %"
    yield ""
    if indicator.batas:
        yield "**Batas**\n"
        yield from _table(("batas", "nilai"), [(f"`:{name}`", plain(value)) for name, value in indicator.batas.items()])
    for name, table in indicator.tabel.items():
        yield f"**Tabel `{name}`**\n"
        yield from _table(table.kolom, _cells(table))
    if indicator.keputusan:
        yield "**Keputusan atas yang tidak diatur**\n"
        yield from _table(
            ("Soal", "Keputusan", "Alasan"), [(d.soal, d.keputusan, d.alasan) for d in indicator.keputusan]
        )
    yield f"**SQL** (`include/iku/{regulation.regulasi}/{indicator.sql}`)\n"
    yield f"```sql\n{indicator.query.strip()}\n```\n"


def _cells(table: ParameterTable) -> list[list[str]]:
    return [[value if isinstance(value, str) else plain(value) for value in row] for row in table.baris]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    yield ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
