"""What a worker has begun is finished by its successor, also when one that hung goes on beside it."""

from __future__ import annotations

from pathlib import Path

from crash.orders import LIVE, REPLAY, Order
from include.records import RunContext


def order(name: str, kind: str = LIVE) -> Order:
    return Order(kind, RunContext("uji", name, "load"))


def test_a_successor_takes_up_the_order_that_was_begun(tmp_path: Path) -> None:
    order("satu", REPLAY).save(tmp_path)

    assert Order.unfinished(tmp_path) == order("satu", REPLAY)


def test_an_order_that_was_begun_beside_another_is_not_forgotten_when_the_other_is_done(tmp_path: Path) -> None:
    order("satu").save(tmp_path)
    order("dua", REPLAY).save(tmp_path)
    order("satu").done(tmp_path)
    order("satu").done(tmp_path)

    assert Order.unfinished(tmp_path) == order("dua", REPLAY)


def test_with_every_order_done_there_is_nothing_to_take_up(tmp_path: Path) -> None:
    order("satu").save(tmp_path)
    order("satu").done(tmp_path)

    assert Order.unfinished(tmp_path) is None
