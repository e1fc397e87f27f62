"""The three servers of the stack, started together, for the demo and for the tests."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stack.database import DatabaseServer, mariadb, mysql
from stack.kafka import Kafka
from stack.paths import STATE, TEST
from stack.ports import Ports, remembered_ports, require_free


@dataclass(frozen=True)
class Servers:
    kafka: Kafka
    warehouse: DatabaseServer
    campus: DatabaseServer

    def start(self) -> None:
        """Start all three at once. Raises the first problem; what started goes on running."""
        with ThreadPoolExecutor() as pool:
            for running in [pool.submit(part.start) for part in (self.kafka, self.warehouse, self.campus)]:
                running.result()

    def stop(self) -> None:
        with ThreadPoolExecutor() as pool:
            for stopping in [pool.submit(part.stop) for part in (self.kafka, self.warehouse, self.campus)]:
                stopping.result()

    def require_ports(self) -> None:
        """Raises StackError when a port that is about to be used belongs to somebody else."""
        if self.kafka.daemon.pid is None:
            require_free(self.kafka.port, "Kafka", "KAMPUS_KAFKA_PORT")
            require_free(self.kafka.controller_port, "Kafka's controller", "KAMPUS_KAFKA_CONTROLLER_PORT")
        if self.warehouse.daemon.pid is None:
            require_free(self.warehouse.port, "the warehouse", "KAMPUS_WAREHOUSE_PORT")
        if self.campus.daemon.pid is None:
            require_free(self.campus.port, "the sample campus's database", "KAMPUS_CAMPUS_PORT")


def servers_at(home: Path, ports: Ports) -> Servers:
    return Servers(
        Kafka(home / "kafka", ports["KAMPUS_KAFKA_PORT"], ports["KAMPUS_KAFKA_CONTROLLER_PORT"]),
        DatabaseServer("warehouse", home / "warehouse", ports["KAMPUS_WAREHOUSE_PORT"], mysql()),
        DatabaseServer("campus", home / "campus", ports["KAMPUS_CAMPUS_PORT"], mariadb()),
    )


def test_servers() -> Servers:
    """The test stack on ports of its own."""
    return servers_at(TEST, remembered_ports(TEST / "ports.json"))


@contextmanager
def test_stack() -> Iterator[Servers]:
    """The running test stack. The last run that uses it stops it, unless `test-up` asked to keep it."""
    with (STATE / "test.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        servers = test_servers()
        with (STATE / "test-start.lock").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            servers.start()
        yield servers
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not keep_marker().exists():
            servers.stop()


def keep_marker() -> Path:
    return TEST / "keep"
