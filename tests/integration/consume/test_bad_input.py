"""Bad input and what it gets: a quarantine row with its raw bytes, the rule and the reason in words; the rest goes on."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from include.consume import consume
from include.contract.catalog import load_catalog
from include.settings import BrokerSettings
from include.staging import StagedBatch
from tests.integration.consume.topics import Sent, fill

ORDERS = load_catalog().get("pesanan")
GOOD = {"id": 1, "nomor": "INV-1", "tanggal": "2026-08-03 10:00:00", "status": "baru", "subtotal": "Rp 150.000"}
TRACKED = {
    "event_id": "e-1",
    "source_position": "unit_bisnis.pesanan#1",
    "source_version": "01785733200000000-000000000001",
}
PHONE = "081234567890"


@dataclass(frozen=True)
class Bad:
    name: str
    value: bytes | None
    rule: str
    field: str | None
    reason: str
    headers: dict[str, str] | None = None


def order(**changes: Any) -> bytes:
    """A good order with some fields changed; a field that is `...` is left out."""
    return json.dumps({k: v for k, v in (GOOD | changes).items() if v is not ...}).encode()


BAD = [
    Bad("undecodable bytes", b'{"id":1,"nomor":"\xff"}', "json", None, "byte ke-18 bukan UTF-8; diharapkan objek JSON"),
    Bad("no JSON", b"INV-1;2026-08-03", "json", None, "bukan JSON pada huruf ke-1; diharapkan objek JSON"),
    Bad("cut off", order()[:-10], "json", None, "bukan JSON pada huruf ke-93; diharapkan objek JSON"),
    Bad("no object", b'[{"id":1}]', "object", None, "JSON berupa larik; diharapkan objek"),
    Bad("nothing", None, "tombstone", None, "pesan kosong (tombstone); diharapkan objek JSON"),
    Bad("NaN", b'{"id":1,"subtotal":NaN}', "nan", None, "berisi NaN, yang bukan angka JSON"),
    Bad(
        "Infinity inside a list", b'{"id":1,"lain":[-Infinity]}', "nan", None, "berisi -Infinity, yang bukan angka JSON"
    ),
    Bad(
        "too deep",
        b'{"id":1,"lain":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "json",
        None,
        "bersarang terlalu dalam; diharapkan objek JSON yang datar",
    ),
    Bad(
        "half a letter",
        b'{"id":1,"nomor":"\\ud800"}',
        "json",
        None,
        "berisi separuh pasangan surrogate; diharapkan teks Unicode yang utuh",
    ),
    Bad("number for text", order(nomor=15), "type", "nomor", "nomor: berupa angka; diharapkan teks"),
    Bad(
        "boolean for number",
        order(subtotal=True),
        "type",
        "subtotal",
        "subtotal: berupa boolean; diharapkan angka atau teks berisi angka",
    ),
    Bad(
        "personal number for text",
        order(telepon=int(PHONE)),
        "type",
        "telepon",
        "telepon: berupa angka; diharapkan teks",
    ),
    Bad(
        "number too large",
        order().replace(b'"Rp 150.000"', b"1e999"),
        "number",
        "subtotal",
        "subtotal: '1E+999' bukan angka yang jelas artinya, paling banyak 16 angka di depan dan 2 di belakang koma",
    ),
    Bad(
        "no number",
        order(subtotal="gratis"),
        "number",
        "subtotal",
        "subtotal: 'gratis' bukan angka yang jelas artinya, paling banyak 16 angka di depan dan 2 di belakang koma",
    ),
    Bad("NUL in text", order(nomor="INV\x001"), "text", "nomor", "nomor: 'INV�1' bukan teks tanpa karakter NUL"),
    Bad(
        "too long",
        order(nomor="9" * 41),
        "max_length",
        "nomor",
        f"nomor: Nomor pesanan paling panjang 40 huruf (tertulis '{'9' * 40}')",
    ),
    Bad(
        "5 MB",
        order(nomor="9" * 5_000_000),
        "max_length",
        "nomor",
        f"nomor: Nomor pesanan paling panjang 40 huruf (tertulis '{'9' * 40}')",
    ),
    Bad(
        "date that does not exist",
        order(tanggal="31-02-2026 10:00"),
        "timestamp",
        "tanggal",
        "tanggal: '31-02-2026 10:00' bukan waktu yang ada, YYYY-MM-DD HH:MM:SS",
    ),
    Bad("required field missing", order(nomor=...), "required", "nomor", "nomor: Nomor pesanan wajib diisi"),
    Bad("required field blank", order(nomor=" \u00a0"), "required", "nomor", "nomor: Nomor pesanan wajib diisi"),
    Bad("key missing", order(id=...), "key", "id", "id: bagian kunci yang wajib ada tetapi kosong"),
    Bad(
        "key of a delete missing", b"{}", "key", "id", "id: bagian kunci yang wajib ada tetapi kosong", {"op": "delete"}
    ),
    Bad(
        "unknown enum",
        order(status="lunas"),
        "enum",
        "status",
        "status: Status harus salah satu dari baru, dibayar, dikirim, selesai, batal (tertulis 'lunas')",
    ),
    Bad(
        "below its range",
        order(subtotal="-5000"),
        "range",
        "subtotal",
        "subtotal: Subtotal paling kecil 0 (tertulis '-5000.00')",
    ),
    Bad(
        "source row larger than the topic takes",
        b'{"_oversize":true,"bytes":7000000,"source_position":"unit_bisnis.pesanan#1"}',
        "oversize",
        None,
        "baris sumber melebihi batas topik; tempatnya tercatat pada source_position, ukurannya pada isi pesan",
        TRACKED | {"oversize": "1"},
    ),
    Bad(
        "unknown operation",
        order(),
        "header",
        None,
        "header op tidak dikenal; diharapkan upsert atau delete",
        {"op": "hapus"},
    ),
]


@pytest.fixture(scope="module")
def staged(broker: BrokerSettings, tmp_path_factory: pytest.TempPathFactory) -> StagedBatch:
    """One batch in which every bad message, each with its own key, has a good neighbour behind it."""
    messages = []
    for bad in BAD:
        messages.append(Sent(bad.value, key=bad.name.encode(), headers=bad.headers or TRACKED))
        messages.append(Sent(order(), headers=TRACKED))
    topic = f"uji.{uuid.uuid4().hex[:12]}"
    folder = tmp_path_factory.mktemp("staging")
    return consume(fill(broker, topic, messages), ORDERS, broker, str(folder), b"kunci kampus")


def reject_of(staged: StagedBatch, bad: Bad) -> dict[str, Any]:
    (found,) = [each for each in staged.rejects().to_pylist() if each["key"] == bad.name.encode()]
    return found


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_message_is_kept_with_its_raw_bytes_the_rule_and_the_reason(staged: StagedBatch, bad: Bad) -> None:
    kept = reject_of(staged, bad)

    assert (kept["rule"], kept["field"], kept["reason"]) == (bad.rule, bad.field, bad.reason)
    assert kept["value"] == bad.value


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_message_is_kept_with_its_coordinates_and_headers(staged: StagedBatch, bad: Bad) -> None:
    kept = reject_of(staged, bad)

    assert kept["offset"] == 2 * BAD.index(bad)
    assert json.loads(kept["headers"]) == (bad.headers or TRACKED)
    assert kept["source_position"] == (bad.headers or TRACKED).get("source_position")
    assert datetime.now(UTC) - kept["broker_at"] < timedelta(minutes=10)


def test_the_good_neighbours_of_bad_messages_are_accepted(staged: StagedBatch) -> None:
    assert staged.rows()["_offset"].to_pylist() == list(range(1, 2 * len(BAD), 2))


def test_every_message_has_one_outcome(staged: StagedBatch) -> None:
    assert (staged.read, staged.accepted, staged.rejected) == (2 * len(BAD), len(BAD), len(BAD))


def test_no_reason_shows_a_personal_value(staged: StagedBatch) -> None:
    assert not [reason for reason in staged.rejects()["reason"].to_pylist() if PHONE.lstrip("0") in reason]


def test_the_5_mb_message_is_staged_whole_beside_a_short_reason(staged: StagedBatch) -> None:
    kept = reject_of(staged, next(bad for bad in BAD if bad.name == "5 MB"))

    assert len(kept["value"]) > 5_000_000
    assert len(kept["reason"]) < 200


def test_nothing_is_left_of_the_run_but_the_staged_batch(staged: StagedBatch) -> None:
    assert sorted(path.name for path in Path(staged.url).iterdir()) == [
        "manifest.json",
        "rejects.parquet",
        "rows.parquet",
    ]
