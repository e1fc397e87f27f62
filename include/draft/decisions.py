"""What a draft leaves to people, a sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from include.draft.fields import DraftField
from include.draft.seen import Seen


def decisions(
    seen: Seen, fields: list[DraftField], key: tuple[str, ...], source: Mapping[str, Any], repeated: bool | None
) -> list[str]:
    """`repeated` is whether the whole source has the key twice; None where nobody looked."""
    found = ["purpose, domain, team dan businessName: ditulis dari nama tabel dan kolom, lengkapi dengan kata orang."]
    if key not in seen.keys or seen.versions:
        basis = "unik dalam seluruh tabel" if repeated is False else "unik dalam baris yang dilihat saja"
        basis = "pesan adalah versi baris, jadi keunikannya tidak terlihat" if seen.versions else basis
        found.append(f"kunci ({', '.join(key)}): tidak dijaga sumber; {basis}. Pastikan kepada pemilik data.")
    if personal := [field for field in fields if field.personal]:
        names = ", ".join(field.name for field in personal)
        found.append(
            f"data pribadi ({names}): ditebak dari nama dan bentuk. Periksa kolom lain juga, dan protect masing-masing."
        )
    if source["kind"] == "mysql" and "changeColumn" not in source:
        found.append(
            "changeColumn: tidak ada kolom waktu ubah yang dikenali, jadi seluruh tabel dibandingkan setiap kali."
        )
    if source["kind"] == "mysql" and "changeColumn" in source:
        found.append(f"changeColumn {source['changeColumn']}: pastikan aplikasi mengisinya pada setiap perubahan.")
    doubts = dict.fromkeys(field.kind.doubt for field in fields if field.kind.doubt)
    found += [f"{', '.join(field.name for field in fields if field.kind.doubt == doubt)}: {doubt}." for doubt in doubts]
    if any(rule.severity == "warning" for field in fields for rule in field.rules):
        found.append("aturan dengan severity warning berasal dari yang terlihat; jadikan error, atau hapus.")
    if source.get("keyed"):
        found.append(
            "newest: offset, sebab pesannya tidak menyebut mana yang lebih baru; hanya benar bila setiap pesan berkunci baris."
        )
    if source.get("keyed") and not seen.keyed:
        found.append(
            "ada pesan tanpa kunci: mintakan kunci pesan atau kolom waktu ubah kepada pemilik topik sebelum dimuat."
        )
    if not seen.rows:
        found.append("sumbernya masih kosong: jenis kolom dari katalog saja, tanpa angka.")
    return [*found, *seen.notes]
