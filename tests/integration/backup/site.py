"""A site of one test module alone: its broker, its warehouse and its folders, and the commands of the page about backups."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from include.database import connect
from include.ingest import Parts
from include.settings import BrokerSettings, DatabaseSettings, LakehouseSettings, OlapSettings
from stack.kafka import Kafka
from stack.paths import ROOT
from tests.integration.ingest.world import World
from tests.integration.rebuild.builders import SINKS, dataset
from tests.private_server import PrivateServer

HOWTO = (ROOT / "docs" / "howto" / "back-up-and-restore.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```sh ([a-z-]+)\n(.*?)```", HOWTO, re.DOTALL))


@dataclass(frozen=True)
class Site:
    """`home` holds the folders of one test, `clients` the programs that dump and restore."""

    kafka: Kafka
    server: PrivateServer
    home: Path
    clients: Path

    def world(self, topic: str) -> World:
        return dataset(topic, self._parts(self.server.settings, self.home), *SINKS)

    def empty_world(self, topic: str) -> World:
        """The same dataset, going into sinks that have never seen it."""
        settings = replace(self.server.settings, database="uji_dari_nol")
        with connect(self.server.settings, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS uji_dari_nol")
            cursor.execute("CREATE DATABASE uji_dari_nol CHARACTER SET utf8mb4")
        return dataset(topic, self._parts(settings, self.home / "dari-nol"), *SINKS)

    def run(self, *names: str) -> None:
        """Execute commands of the page, as they stand there."""
        commands = "\n".join(BLOCKS[name] for name in names)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{self._set_up()}\n{commands}"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]

    def shell(self, commands: str) -> None:
        subprocess.run(["bash", "-euo", "pipefail", "-c", f"{self._set_up()}\n{commands}"], check=True)

    def _parts(self, warehouse: DatabaseSettings, folder: Path) -> Parts:
        (folder / "lakehouse").mkdir(parents=True)
        return Parts(
            BrokerSettings({"bootstrap.servers": self.kafka.bootstrap}),
            warehouse,
            str(folder / "staging"),
            b"kunci uji",
            lakehouse=LakehouseSettings.local(str(folder / "lakehouse")),
            olap=OlapSettings.local(folder / "olap"),
        )

    def _set_up(self) -> str:
        settings, home = self.server.settings, self.home
        login = home / "gudang.cnf"
        login.touch(mode=0o600)
        login.write_text(
            f'[client]\nhost={settings.host}\nport={settings.port}\nuser={settings.user}\npassword="{settings.password}"\n'
        )
        (home / "state").mkdir(exist_ok=True)
        broker = f"Kafka(Path('{self.kafka.home}'), {self.kafka.port}, {self.kafka.controller_port})"
        control = f'cd {ROOT} && {sys.executable} -c "from pathlib import Path; from stack.kafka import Kafka; {broker}'
        return f"""
        export PATH={self.clients}:$PATH BACKUP={home}/backup LOGIN={login} DATABASE={settings.database}
        export STATE={home}/state LAKEHOUSE={home}/lakehouse OLAP={home}/olap KAFKA={self.kafka.home}/data
        kafka_stop() {{ ({control}.stop()"); }}
        kafka_start() {{ ({control}.start()"); }}
        """
