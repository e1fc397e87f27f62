"""Orders of the campus's business unit over the last 120 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from stack.campus import names
from stack.campus.model import Campus, Key, Row
from stack.campus.semesters import WIB

DAYS = 120
FEWEST, STUDENTS_PER_ORDER = 200, 4
MOST_ITEMS = 4
CANCELLED = "batal"
STATUSES = {"baru": 8, "dibayar": 12, "dikirim": 12, "selesai": 60, CANCELLED: 8}
UNITS = {"pcs": 80, "lusin": 14, "kodi": 6}
DISCOUNTED = 0.3


def make_orders(campus: Campus) -> None:
    rng = campus.rng("orders")
    for number in range(1, max(FEWEST, campus.students // STUDENTS_PER_ORDER) + 1):
        ordered = campus.moment(campus.today - timedelta(days=rng.randrange(1, DAYS)), rng)
        add_order(campus, rng, ordered, number)


def add_order(campus: Campus, rng: Random, at: datetime, id_: int) -> None:
    subtotal = Decimal(0)
    for item in _item_ids(id_)[: rng.randrange(1, MOST_ITEMS + 1)]:
        amount, price = Decimal(rng.randrange(1, 6)), Decimal(rng.randrange(4, 400) * 2_500)
        subtotal += amount * price
        campus.table("item_pesanan")[item,] = Row(
            {
                "id": item, "pesanan_id": id_, "produk": names.goods(rng), "satuan": names.draw(rng, UNITS), "jumlah": amount,
                "harga_satuan": price,
            },
            at, at,
        )  # fmt: skip
    campus.table("pesanan")[id_,] = Row(
        {
            "id": id_, "nomor": f"INV-{id_:07d}", "tanggal": at.replace(microsecond=0) + WIB,
            "pelanggan": names.person(rng), "telepon": f"08{rng.randrange(10**9):09d}",
            "status": names.draw(rng, STATUSES), "subtotal": subtotal,
            "diskon": (subtotal / 10).quantize(Decimal(1)) if rng.random() < DISCOUNTED else None,
            "ongkir": Decimal(rng.randrange(0, 9) * 5_000),
        },
        at, at,
    )  # fmt: skip


def items_of(campus: Campus, order: int) -> list[Key]:
    return [(item,) for item in _item_ids(order) if (item,) in campus.table("item_pesanan")]


def _item_ids(order: int) -> list[int]:
    return [10 * order + line for line in range(MOST_ITEMS)]
