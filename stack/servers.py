"""The three servers of the stack, started together, for the demo and for the tests."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stack.database import DatabaseServer, mariadb, mysql
from stack.kafka import Kafka
from stack.paths import DEMO, STATE, TEST
from stack.ports import any_free, demo_port, require_free


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


def demo_servers() -> Servers:
    return _servers(
        DEMO,
        demo_port("KAMPUS_KAFKA_PORT"),
        demo_port("KAMPUS_KAFKA_CONTROLLER_PORT"),
        demo_port("KAMPUS_WAREHOUSE_PORT"),
        demo_port("KAMPUS_CAMPUS_PORT"),
    )


def require_demo_ports(servers: Servers) -> None:
    """Raises StackError when a port that is about to be used belongs to somebody else."""
    if servers.kafka.daemon.pid is None:
        require_free(servers.kafka.port, "Kafka", "KAMPUS_KAFKA_PORT")
        require_free(servers.kafka.controller_port, "Kafka's controller", "KAMPUS_KAFKA_CONTROLLER_PORT")
    if servers.warehouse.daemon.pid is None:
        require_free(servers.warehouse.port, "the warehouse", "KAMPUS_WAREHOUSE_PORT")
    if servers.campus.daemon.pid is None:
        require_free(servers.campus.port, "the sample campus's database", "KAMPUS_CAMPUS_PORT")


def test_servers() -> Servers:
    """The test stack on ports of its own, chosen once and remembered, so that several test runs share it."""
    TEST.mkdir(parents=True, exist_ok=True)
    remembered = TEST / "ports.json"
    ports = json.loads(remembered.read_text()) if remembered.exists() else [any_free() for _ in range(4)]
    remembered.write_text(json.dumps(ports))
    return _servers(TEST, *ports)


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


def _servers(home: Path, kafka: int, controller: int, warehouse: int, campus: int) -> Servers:
    return Servers(
        Kafka(home / "kafka", kafka, controller),
        DatabaseServer("warehouse", home / "warehouse", warehouse, mysql()),
        DatabaseServer("campus", home / "campus", campus, mariadb()),
    )
