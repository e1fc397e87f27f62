"""A real Apache Kafka broker, alone, in KRaft mode, run from its Maven artifacts."""

from __future__ import annotations

import base64
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from stack.errors import StackError
from stack.paths import PROGRAMS, ROOT
from stack.ports import is_free
from stack.process import Daemon

VERSION = "4.4.0"
LIBS = PROGRAMS / f"kafka-{VERSION}"

PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:{controller_port}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs={home}/data
auto.create.topics.enable=false
message.max.bytes=10485760
replica.fetch.max.bytes=10485760
log.retention.check.interval.ms=1000
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
"""

LOG4J = """\
status=error
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %m (%c)%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
"""


def install() -> None:
    """Fetch the broker's libraries with Maven, once."""
    if LIBS.exists():
        return
    work = LIBS.with_name(f".{LIBS.name}.partial")
    shutil.rmtree(work, ignore_errors=True)
    command = [
        "mvn", "-q", "-B", "-f", str(ROOT / "stack/kafka_libs/pom.xml"), "dependency:copy-dependencies",
        f"-DoutputDirectory={work}", "-DincludeScope=runtime",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StackError(
            f"Maven could not fetch Kafka {VERSION}. It said:\n{(done.stdout + done.stderr).strip()[-800:]}"
        )
    work.rename(LIBS)


@dataclass(frozen=True)
class Kafka:
    home: Path
    port: int
    controller_port: int

    @property
    def daemon(self) -> Daemon:
        return Daemon("kafka", self.home)

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        if self.daemon.pid is not None:
            return
        install()
        self._format()
        java = ["java", "-Xmx512m", "-Xms128m", f"-Dlog4j2.configurationFile={self.home}/log4j2.properties"]
        self.daemon.start([*java, "-cp", f"{LIBS}/*", "kafka.Kafka", f"{self.home}/server.properties"])
        self.daemon.wait_ready(lambda: not is_free(self.port), 60)

    def stop(self) -> None:
        self.daemon.stop()

    def kill(self) -> None:
        self.daemon.kill()

    def _format(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        properties = self.home / "server.properties"
        properties.write_text(PROPERTIES.format(port=self.port, controller_port=self.controller_port, home=self.home))
        (self.home / "log4j2.properties").write_text(LOG4J)
        if (self.home / "data/meta.properties").exists():
            return
        command = [
            "java", "-cp", f"{LIBS}/*", "kafka.tools.StorageTool", "format", "-t", _cluster_id(), "--standalone",
            "-c", str(properties),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise StackError(f"formatting Kafka's storage failed:\n{(done.stdout + done.stderr).strip()[-800:]}")


def _cluster_id() -> str:
    # An id that begins with a dash would be taken for an option.
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text
