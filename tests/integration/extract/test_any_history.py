"""Whatever happens to a table, and wherever runs die: the newest versions on the topic are the table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from include import extract as extract_module
from include.audit.positions import save_pending, save_position
from include.broker.produce import Sender
from include.settings import BrokerSettings, DatabaseSettings
from tests.contract.sources.kit import MysqlKit
from tests.integration.extract.builders import Hop
from tests.integration.extract.fold import in_a_history_table, in_an_upsert_table


class Killed(BaseException):
    """The run is gone, as after SIGKILL: nothing of it goes on."""


class Life:
    """A table that people change at random, and a memory of what it holds."""

    def __init__(self, table: MysqlKit, random: Random) -> None:
        self.table, self.random = table, random
        self.rows: dict[str, tuple[str, datetime]] = {}
        self.deleted: list[tuple[str, str, datetime]] = []

    def goes_on(self) -> None:
        for _ in range(self.random.randint(0, 4)):
            self.random.choice([self.insert, self.insert, self.update, self.set_back, self.delete, self.bring_back])()

    def insert(self) -> None:
        self._put(f"{self.random.randint(1, 12)}", self._name(), self._later())

    def update(self) -> None:
        if self.rows:
            self._put(self.random.choice(sorted(self.rows)), self._name(), self._later())

    def set_back(self) -> None:
        """An edit with a change time a few minutes before the newest one, as by a transaction that commits late."""
        if self.rows:
            newest = max(changed for _, changed in self.rows.values())
            self._put(self.random.choice(sorted(self.rows)), self._name(), newest - timedelta(minutes=3))

    def delete(self) -> None:
        if self.rows:
            key = self.random.choice(sorted(self.rows))
            self.deleted.append((key, *self.rows.pop(key)))
            self.table.remove(key)

    def bring_back(self) -> None:
        """A deleted row comes back exactly as it was, or under another key."""
        if self.deleted:
            key, name, changed = self.random.choice(self.deleted)
            key = self.random.choice([key, f"{key}a"])
            if key not in self.rows:
                self._put(key, name, changed)

    def _put(self, key: str, name: str, changed: datetime) -> None:
        self.rows[key] = (name, changed)
        self.table.put_at(key, name, changed)

    def _name(self) -> str:
        return self.random.choice(["Ani", "Budi", "Citra"])

    def _later(self) -> datetime:
        self.table.clock += timedelta(seconds=self.random.choice([0, 1, 600]))
        return self.table.clock


def fates(random: Random) -> list[Callable[[pytest.MonkeyPatch], None]]:
    """The ways in which a run may end."""

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    def kill_after(work: Callable[..., Any]) -> Callable[..., Any]:
        def working(*arguments: Any) -> None:
            work(*arguments)
            raise Killed

        return working

    def kill_while_sending() -> Callable[..., None]:
        left, send = iter(range(random.randint(0, 3))), Sender.send

        def sending(sender: Sender, *message: Any) -> None:
            if next(left, None) is None:
                sender._producer.flush(10)
                raise Killed
            send(sender, *message)

        return sending

    return [
        lambda patch: None,
        lambda patch: patch.setattr(extract_module, "save_pending", kill),
        lambda patch: patch.setattr(extract_module, "save_pending", kill_after(save_pending)),
        lambda patch: patch.setattr(Sender, "send", kill_while_sending()),
        lambda patch: patch.setattr(extract_module, "save_position", kill),
        lambda patch: patch.setattr(extract_module, "save_position", kill_after(save_position)),
    ]


@pytest.mark.parametrize("change", ["updated_at", None], ids=["change column", "no change column"])
@pytest.mark.parametrize("seed", range(4))
def test_the_topic_tells_the_table(
    seed: int, change: str | None, campus: DatabaseSettings, broker: BrokerSettings, trail: DatabaseSettings,
    tmp_path: Path, topic_name: str,
) -> None:  # fmt: skip
    random = Random(seed)
    table = MysqlKit(campus, tmp_path, change=change, topic=topic_name)
    hop, life = Hop(table.contract, broker, trail, tmp_path), Life(table, random)
    hop.extract(table.source)
    for _ in range(12):
        life.goes_on()
        with pytest.MonkeyPatch.context() as patch, suppress(Killed):
            random.choice(fates(random))(patch)
            hop.extract(table.source)
    table.put("terakhir", "Dewi")
    life.rows["terakhir"] = ("Dewi", table.clock)
    hop.extract(table.source)

    messages, expected = hop.messages(), {key: name for key, (name, _) in life.rows.items()}
    assert in_an_upsert_table(messages) == expected
    assert in_a_history_table(messages) == expected
    assert hop.kept() == ["keys"]
