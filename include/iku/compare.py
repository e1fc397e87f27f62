"""What changed between the evidence of two reports, and why."""

from __future__ import annotations

from collections.abc import Iterable

from include.iku.evidence import Evidence
from include.iku.model import Change, Message


def changes(old: Iterable[Evidence], new: Iterable[Evidence]) -> list[Change]:
    """One change per key whose evidence was added, removed or altered."""
    before = {(row.regulasi, row.kode, row.kunci): row for row in old}
    after = {(row.regulasi, row.kode, row.kunci): row for row in new}
    found = []
    for key in sorted(before.keys() | after.keys()):
        was, is_ = before.get(key), after.get(key)
        if was and is_ and was.said == is_.said:
            continue
        kind = "ubah" if was and is_ else "tambah" if is_ else "hapus"
        found.append(
            Change(
                *key,
                label=(is_ or before[key]).label,
                jenis=kind,
                sebelum=was.pembilang if was else None,
                sesudah=is_.pembilang if is_ else None,
                alasan_lama=was.alasan if was else None,
                alasan_baru=is_.alasan if is_ else None,
                pesan_lama=_message(was),
                pesan_baru=_message(is_),
            )
        )
    return found


def _message(row: Evidence | None) -> Message | None:
    return Message(row.dataset, row.partisi, row.posisi) if row else None
