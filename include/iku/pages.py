"""Regulations as Markdown: an index, a page for each regulation and a page for each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from include.iku.regulation import Decision, Indicator, ParameterTable, Regulation
from include.reports.format import plain, validity
from include.reports.wording import UNITS, better

INDEX = "README.md"
HEAD = """# Indikator Kinerja Utama

Dibuat dari `include/iku/` oleh `make docs`; jangan diubah di sini. Untuk mengubah bobot, batas, atau keputusan, ubahlah
`regulasi.yaml` atau SQL di folder regulasinya.

SQL sebuah indikator menghasilkan **bukti**, bukan angka: satu baris untuk setiap orang atau hal yang dipertimbangkan, dengan
sumbangannya pada `pembilang` dan `penyebut`, `alasan`-nya, apa yang `kurang`, dan koordinat pesan Kafka yang membawanya
(`dataset`, `partisi`, `posisi`). Yang dipertimbangkan tetapi tidak dihitung bernilai nol. `populasi` menghitung siapa saja yang
dapat ditanyai; pada indikator tanpa responden ia sama dengan penyebut.

Angka pada setiap tingkat (perguruan tinggi, fakultas, prodi) hanyalah jumlah bukti, menurut satuan indikatornya:

| Satuan | Nilai |
|---|---|
| persen | rata-rata atas `stratum` yang punya penyebut dari pembilang / penyebut x 100 / `ideal` x 100 |
| rasio | jumlah pembilang / jumlah penyebut |
| jumlah | jumlah pembilang |
| kategori, ya atau tidak | satu baris yang dihitung: peringkatnya, atau 1 dan 0 |

Bila jumlah penyebutnya 0, indikator belum dihitung: tidak pernah 0 atau 100 %. Pada indikator yang lebih kecil lebih baik,
capaian adalah (2 - nilai / target) x 100, paling kecil 0; dengan target 0 ia 100 atau 0. Indikator pilihan tanpa satu target
pun tidak dipilih, dan tetap dihitung.

Tabel yang disebut pada **Membaca** adalah keadaan pada akhir tanggal laporan. Setiap SQL boleh memakai parameter:

| Parameter | Arti |
|---|---|
| `:tanggal` | tanggal laporan |
| `:tahun`, `:tahun_lalu`, `:awal_tahun` | tahun laporan T, T-1, dan 1 Januari T |
| `:semester_anggaran` | genap T-1 sejak 1 Februari, ganjil T sejak 1 Agustus |
| `:semester_akademik` | ganjil dan genap T-1 |
| `:tahun_ajaran` | T sejak 1 Agustus, sebelumnya T-1 |
| setiap **batas** | milik indikator itu sendiri |
"""


def pages(regulations: Sequence[Regulation]) -> dict[str, str]:
    """The text of every page by its path below the folder of them all."""
    found = {INDEX: _page(_index(regulations))}
    for regulation in regulations:
        found[f"{regulation.regulasi}/{INDEX}"] = _page(_regulation(regulation))
        for indicator in regulation.indikator:
            found[f"{regulation.regulasi}/{_file(indicator)}"] = _page(_indicator(regulation, indicator))
    return found


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _file(indicator: Indicator) -> str:
    return f"iku-{indicator.kode}.md"


def _index(regulations: Sequence[Regulation]) -> Iterator[str]:
    yield HEAD
    for regulation in regulations:
        yield f"## [{regulation.nama}]({regulation.regulasi}/{INDEX})\n"
        yield f"Berlaku {validity(regulation.berlaku_dari, regulation.berlaku_sampai)}.\n"
        yield from _overview(regulation, f"{regulation.regulasi}/")


def _regulation(regulation: Regulation) -> Iterator[str]:
    yield f"# {regulation.nama}\n"
    yield f"Kode `{regulation.regulasi}`, berlaku {validity(regulation.berlaku_dari, regulation.berlaku_sampai)}. "
    yield f"[Semua regulasi](../{INDEX}).\n"
    yield from _overview(regulation, "")
    if regulation.tidak_dihitung:
        yield "## Yang disebut regulasi dan tidak dihitung\n"
        yield from _table(("Nama", "Alasan"), [(each.nama, each.alasan) for each in regulation.tidak_dihitung])


def _overview(regulation: Regulation, folder: str) -> Iterator[str]:
    goal = {code: each.nama for each in regulation.sasaran for code in each.indikator}
    rows = [
        (
            f"[{each.kode}]({folder}{_file(each)})", each.nama, goal.get(each.kode, ""), each.sifat, UNITS[each.satuan],
            str(len(each.keputusan)),
        )
        for each in regulation.indikator
    ]  # fmt: skip
    yield from _table(("IKU", "Nama", "Sasaran", "Sifat", "Satuan", "Keputusan"), rows)


def _indicator(regulation: Regulation, indicator: Indicator) -> Iterator[str]:
    yield f"# IKU {indicator.kode}: {indicator.nama}\n"
    yield f"[{regulation.nama}]({INDEX})\n"
    yield f"- **Rumus**: {indicator.rumus}"
    yield f"- **Satuan**: {UNITS[indicator.satuan]}, {better(indicator)}; {indicator.sifat}"
    if indicator.kategori:
        yield f"- **Kategori**, dari yang terendah: {', '.join(indicator.kategori)}"
    if indicator.standar_emas is not None:
        yield f"- **Standar emas**: {plain(indicator.standar_emas)}"
    if indicator.slovin is not None:
        yield f"- **Responden minimum**: rumus Slovin, galat {plain(indicator.slovin * 100)} %"
    yield f"- **Sumber**: {indicator.sumber}"
    yield "- **Membaca**: " + ", ".join(f"[{name}](../../contracts.md#{name})" for name in indicator.membaca)
    yield ""
    if indicator.batas:
        yield "## Batas\n"
        yield from _table(("batas", "nilai"), [(f"`:{name}`", plain(value)) for name, value in indicator.batas.items()])
    for name, table in indicator.tabel.items():
        yield f"## Tabel `{name}`\n"
        yield from _table(table.kolom, _cells(table))
    if indicator.keputusan:
        yield "## Keputusan atas yang tidak diatur\n"
        yield from (_decision(each) for each in indicator.keputusan)
        yield ""
    yield f"## SQL\n\n`include/iku/{regulation.regulasi}/{indicator.sql}`\n"
    yield f"```sql\n{indicator.query.strip()}\n```"


def _decision(decision: Decision) -> str:
    return f"- **{decision.soal}**<br>{decision.keputusan}.<br>*{decision.alasan}.*"


def _cells(table: ParameterTable) -> list[list[str]]:
    return [[value if isinstance(value, str) else plain(value) for value in row] for row in table.baris]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    yield ""
