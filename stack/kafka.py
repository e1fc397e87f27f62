"""Real Apache Kafka brokers in KRaft mode, run from their Maven artifacts: one alone, or several in a cluster."""

from __future__ import annotations

import base64
import shutil
import subprocess
import uuid
from collections.abc import Sequence
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
node.id={node_id}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers={controllers}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
log.dirs={home}/data
auto.create.topics.enable=false
message.max.bytes=10485760
replica.fetch.max.bytes=10485760
log.retention.check.interval.ms=1000
default.replication.factor={copies}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={in_sync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor={copies}
share.coordinator.state.topic.min.isr={in_sync}
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=500
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
class Voter:
    """A node as the others of its cluster know it: its place in the quorum and the id of its data folder."""

    node_id: int
    controller_port: int
    folder_id: str

    def __str__(self) -> str:
        return f"{self.node_id}@127.0.0.1:{self.controller_port}:{self.folder_id}"


@dataclass(frozen=True)
class Kafka:
    """A node that is broker and controller. `voters` are all nodes of its cluster; none when it is alone."""

    home: Path
    port: int
    controller_port: int
    node_id: int = 1
    cluster_id: str = ""
    voters: tuple[Voter, ...] = ()

    @property
    def daemon(self) -> Daemon:
        return Daemon("kafka", self.home)

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        self.launch()
        self.daemon.wait_ready(lambda: not is_free(self.port), 60)

    def launch(self) -> None:
        """Start it without waiting: the nodes of a cluster are ready only together."""
        if self.daemon.pid is not None:
            return
        install()
        self._format()
        java = ["java", "-Xmx512m", "-Xms128m", f"-Dlog4j2.configurationFile={self.home}/log4j2.properties"]
        self.daemon.start([*java, "-cp", f"{LIBS}/*", "kafka.Kafka", f"{self.home}/server.properties"])

    def stop(self) -> None:
        self.daemon.stop()

    def kill(self) -> None:
        self.daemon.kill()

    def _format(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        properties = self.home / "server.properties"
        properties.write_text(self._properties())
        (self.home / "log4j2.properties").write_text(LOG4J)
        if (self.home / "data/meta.properties").exists():
            return
        quorum = ["--initial-controllers", ",".join(map(str, self.voters))] if self.voters else ["--standalone"]
        command = [
            "java", "-cp", f"{LIBS}/*", "kafka.tools.StorageTool", "format", "-t", self.cluster_id or drawn_id(), *quorum,
            "-c", str(properties),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise StackError(f"formatting Kafka's storage failed:\n{(done.stdout + done.stderr).strip()[-800:]}")

    def _properties(self) -> str:
        controllers = [voter.controller_port for voter in self.voters] or [self.controller_port]
        copies = max(1, len(self.voters))
        return PROPERTIES.format(
            node_id=self.node_id,
            port=self.port,
            controller_port=self.controller_port,
            controllers=",".join(f"127.0.0.1:{port}" for port in controllers),
            home=self.home,
            copies=copies,
            in_sync=max(1, copies - 1),
        )


@dataclass(frozen=True)
class KafkaCluster:
    """Nodes that keep a copy of every partition each, of which all but one must be in sync."""

    nodes: tuple[Kafka, ...]

    @property
    def bootstrap(self) -> str:
        return ",".join(node.bootstrap for node in self.nodes)

    def start(self) -> None:
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.daemon.wait_ready(lambda port=node.port: not is_free(port), 90)  # type: ignore[misc]

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()


def cluster(home: Path, ports: Sequence[tuple[int, int]]) -> KafkaCluster:
    """A new cluster below `home`, one node for each pair of client port and controller port."""
    voters = tuple(Voter(number, controller, drawn_id()) for number, (_, controller) in enumerate(ports, start=1))
    cluster_id = drawn_id()
    return KafkaCluster(
        tuple(
            Kafka(home / f"node-{voter.node_id}", port, voter.controller_port, voter.node_id, cluster_id, voters)
            for voter, (port, _) in zip(voters, ports, strict=True)
        )
    )


def drawn_id() -> str:
    # An id that begins with a dash would be taken for an option.
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text
