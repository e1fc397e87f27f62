"""Orders of the campus's business unit over the last 120 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Row
from stack.campus.semesters import moment

DAYS = 120
STATUSES, SHARES = ("baru", "dibayar", "dikirim", "selesai", "batal"), (8, 12, 12, 60, 8)


def make_orders(campus: Campus) -> None:
    rng = campus.rng("orders")
    for number in range(max(200, campus.students // 4)):
        add_order(campus, rng, moment(campus.today - timedelta(days=rng.randrange(1, DAYS)), rng), number + 1)


def add_order(campus: Campus, rng: Random, at: datetime, id_: int) -> None:
    subtotal = Decimal(0)
    for line in range(rng.randrange(1, 5)):
        unit = rng.choices(("pcs", "lusin", "kodi"), (80, 14, 6))[0]
        amount, price = Decimal(rng.randrange(1, 6)), Decimal(rng.randrange(4, 400) * 2_500)
        subtotal += amount * price
        item = 10 * id_ + line
        campus.table("item_pesanan")[item,] = Row(
            {
                "id": item, "pesanan_id": id_, "produk": names.goods(rng), "satuan": unit, "jumlah": amount, "harga_satuan": price,
            },
            at, at,
        )  # fmt: skip
    campus.table("pesanan")[id_,] = Row(
        {
            "id": id_, "nomor": f"INV-{id_:07d}", "tanggal": at.replace(microsecond=0) + timedelta(hours=7),
            "pelanggan": names.person(rng), "telepon": f"08{rng.randrange(10**9):09d}",
            "status": rng.choices(STATUSES, SHARES)[0], "subtotal": subtotal,
            "diskon": (subtotal / 10).quantize(Decimal(1)) if rng.random() < 0.3 else None,
            "ongkir": Decimal(rng.randrange(0, 9) * 5_000),
        },
        at, at,
    )  # fmt: skip
