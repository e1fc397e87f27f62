"""What is true of the sample campus, computed from its own objects and by nothing that the pipeline uses."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from stack.campus.event import Event
from stack.campus.iku_truth import iku_truth, is_reported
from stack.campus.model import KEYS, Campus
from stack.campus.orders import CANCELLED
from stack.campus.reference import row_counts

DAYS_BACK = 7


def truth_of(
    campus: Campus, changes: Sequence[Event] = (), moved: Sequence[dict[str, str | None]] = ()
) -> dict[str, Any]:
    """The truth on the campus's today: what its sources hold now, and what reports of this and the past seven days say.

    `changes` are the events of the day that was played last, `moved` the persons and courses whose part in an indicator
    they changed. A report of a past day says the same when every played day was extracted before the next one, and on its
    own date: a source tells of a change when it is asked, and no source tells what a row was before it was first asked.
    """
    days = [campus.today - timedelta(days=n) for n in range(DAYS_BACK + 1)]
    return {
        "seed": campus.seed,
        "students": campus.students,
        "today": campus.today.isoformat(),
        "datasets": {name: _counts(campus, name) for name in KEYS} | {
            name: {"rows": count, "good": count, "rejected": {}, "warnings": {}} for name, count in row_counts().items()
        },
        "orders": _orders(campus),
        "iku": {
            day.isoformat(): {
                regulation: found for regulation, found in iku_truth(campus, day).items() if is_reported(regulation, day)
            }
            for day in days
        },
        "changes": [event.as_dict() for event in changes],
        "moved": list(moved),
    }  # fmt: skip


def write_truth(truth: dict[str, Any], file: Path) -> None:
    work = file.with_suffix(".part")
    work.write_text(json.dumps(truth, indent=1, ensure_ascii=False), encoding="utf-8")
    work.rename(file)


def _counts(campus: Campus, name: str) -> dict[str, Any]:
    rows = campus.table(name).values()
    rejected = Counter(f"{row.spoilt.field}.{row.spoilt.rule}" for row in rows if row.spoilt)
    without_nim = sum(1 for row in rows if not row.spoilt and row.values.get("nim", "") is None)
    return {
        "rows": len(rows),
        "good": len(rows) - sum(rejected.values()),
        "rejected": dict(sorted(rejected.items())),
        "warnings": {"nim.nim_kosong": without_nim} if without_nim else {},
    }


def _orders(campus: Campus) -> dict[str, Any]:
    """Value of the orders that count: subtotal less discount plus shipping, without the cancelled ones."""
    per_day: dict[date, Decimal] = defaultdict(Decimal)
    for row in campus.table("pesanan").values():
        order = row.values
        if row.spoilt is None and order["status"] != CANCELLED:
            per_day[order["tanggal"].date()] += order["subtotal"] - (order["diskon"] or 0) + (order["ongkir"] or 0)
    return {
        "total_value": str(sum(per_day.values(), Decimal(0))),
        "per_day": {day.isoformat(): str(value) for day, value in sorted(per_day.items())},
    }
