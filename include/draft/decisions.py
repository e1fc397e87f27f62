"""What a draft leaves to people, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from include.draft.fields import DraftField
from include.draft.seen import Seen


def decisions(
    seen: Seen, fields: list[DraftField], key: tuple[str, ...], source: Mapping[str, Any], repeated: bool | None
) -> list[str]:
    """`repeated` is whether the whole source has the key twice; None where nobody looked."""
    found = ["purpose, domain, team dan businessName: ditulis dari nama tabel dan kolom, lengkapi dengan kata orang."]
    found += [*_of_the_key(seen, key, repeated), *_of_fields(fields), *_of_changes(seen, source)]
    if not seen.rows:
        found.append("sumbernya masih kosong: jenis kolom dari katalog saja, tanpa angka.")
    return [*found, *seen.notes]


def _of_the_key(seen: Seen, key: tuple[str, ...], repeated: bool | None) -> Iterator[str]:
    if key in seen.keys and not seen.versions:
        return
    basis = "unik dalam seluruh tabel" if repeated is False else "unik dalam baris yang dilihat saja"
    if seen.versions:
        basis = "pesan adalah versi baris, jadi keunikannya tidak terlihat"
    yield f"kunci ({', '.join(key)}): tidak dijaga sumber; {basis}. Pastikan kepada pemilik data."


def _of_fields(fields: list[DraftField]) -> Iterator[str]:
    """One sentence for all fields that have the same doubt."""
    if personal := ", ".join(field.name for field in fields if field.personal):
        yield f"data pribadi ({personal}): ditebak dari nama dan bentuk. Periksa kolom lain juga, dan protect masing-masing."
    for doubt in dict.fromkeys(field.kind.doubt for field in fields if field.kind.doubt):
        yield f"{', '.join(field.name for field in fields if field.kind.doubt == doubt)}: {doubt}."
    if any(rule.severity == "warning" for field in fields for rule in field.rules):
        yield "aturan dengan severity warning berasal dari yang terlihat; jadikan error, atau hapus."


def _of_changes(seen: Seen, source: Mapping[str, Any]) -> Iterator[str]:
    """Of what says that a row has changed, and which of its versions is newer."""
    if source["kind"] == "mysql" and "changeColumn" not in source:
        yield "changeColumn: tidak ada kolom waktu ubah yang dikenali, jadi seluruh tabel dibandingkan setiap kali."
    if source["kind"] == "mysql" and "changeColumn" in source:
        yield f"changeColumn {source['changeColumn']}: pastikan aplikasi mengisinya pada setiap perubahan."
    if source.get("keyed"):
        yield "newest: offset, sebab pesannya tidak menyebut mana yang lebih baru; hanya benar bila setiap pesan berkunci baris."
    if source.get("keyed") and not seen.keyed:
        yield "ada pesan tanpa kunci: mintakan kunci pesan atau kolom waktu ubah kepada pemilik topik sebelum dimuat."
