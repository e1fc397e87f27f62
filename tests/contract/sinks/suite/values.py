"""What goes in comes out: text, numbers, times and what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from include.contract.model import Mode
from tests.contract.sinks.builders import row
from tests.contract.sinks.kit import Kit
from tests.contract.sinks.suite.promise import counts, promise


@promise
def keys_that_differ_in_case_or_accent_are_two_keys(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    assert table.load(row("e"), row("E"), row("é"), row("ß"), row("ss")) == counts(loaded=5)
    assert table.load(row("e", 2, nama="kecil"), row("É")) == counts(loaded=2)
    assert sorted(table.read("kode", "nama")) == [
        ("E", None), ("e", "kecil"), ("ss", None), ("É", None), ("ß", None), ("é", None)
    ]  # fmt: skip


@promise
def text_comes_back_letter_for_letter(kit: Kit) -> None:
    texts = [
        "emoji 🎓👩‍🎓",
        "kutip ' dan \" dan `",
        'awal"tengah""akhir"',
        "\\ \\\\ \\n \\N \\",
        "\\N",
        "NULL",
        "baris\nbaru\r\ndan\ttab",
        "koma, titik koma; pipa |",
        "\x00\x01\x1a nol",
        "عربي 中文 हिन्दी",
        "%s %(x)s :nama @v0 -- # /*",
        "x",
        "0",
    ]
    table = kit.table(Mode.UPSERT)
    table.load(*(row(f"{n:02d}", uraian=text) for n, text in enumerate(texts)))
    assert [text for (text,) in table.read("uraian")] == texts


@promise
def wide_text_comes_back_whole(kit: Kit) -> None:
    texts = ["ë" * 4_000_000, "a" * 70_000, "n" * 40]
    table = kit.table(Mode.UPSERT)
    table.load(*(row(f"{n}", uraian=text) for n, text in enumerate(texts)))
    assert [text for (text,) in table.read("uraian")] == texts


@promise
def numbers_come_back_exactly(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    numbers = [
        (Decimal("0.01"), Decimal("0.0000000001"), 9223372036854775807),
        (Decimal("-9999999999999999.99"), Decimal("-12345678901234567890.0123456789"), -9223372036854775808),
        (Decimal("0.00"), Decimal("0E-10"), 0),
    ]
    table.load(*(row(f"{n}", nilai=v, mikro=m, jumlah=j) for n, (v, m, j) in enumerate(numbers)))
    assert table.read("nilai", "mikro", "jumlah") == numbers


@promise
def times_come_back_as_the_same_instant(kit: Kit) -> None:
    midnight_in_jakarta = datetime.fromisoformat("2026-01-01T00:00:00.000001+07:00")
    old = datetime(1000, 1, 1, tzinfo=UTC)
    far = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    table = kit.table(Mode.UPSERT)
    table.load(
        row("a", waktu=midnight_in_jakarta, tanggal=date(2026, 1, 1)),
        row("b", waktu=old, tanggal=date(1000, 1, 1)),
        row("c", waktu=far, tanggal=date(9999, 12, 31)),
    )
    assert table.read("waktu", "tanggal") == [
        (datetime(2025, 12, 31, 17, 0, 0, 1, tzinfo=UTC), date(2026, 1, 1)),
        (old, date(1000, 1, 1)),
        (far, date(9999, 12, 31)),
    ]


@promise
def a_missing_value_is_missing_and_never_zero_or_empty(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a"), row("b", aktif=False, jumlah=0, nilai=Decimal(0)), row("c", aktif=True))
    assert table.read("nama", "uraian", "nilai", "jumlah", "aktif", "tanggal", "waktu") == [
        (None, None, None, None, None, None, None),
        (None, None, Decimal("0.00"), 0, False, None, None),
        (None, None, None, None, True, None, None),
    ]


@promise
def a_newer_version_can_empty_a_field(kit: Kit) -> None:
    table = kit.table(Mode.UPSERT)
    table.load(row("a", 1, nama="Ani", jumlah=3))
    table.load(row("a", 2))
    assert table.read("nama", "jumlah") == [(None, None)]
