"""`make status`: what runs where, and how far every topic is loaded."""

from __future__ import annotations

from include.database import connect
from include.settings import BrokerSettings
from stack import kafka
from stack.airflow import USER
from stack.batches import batch_lines
from stack.demo_stack import DemoStack
from stack.progress import progress


def show(stack: DemoStack) -> None:
    servers = stack.servers
    lines = [
        (f"Kafka {kafka.VERSION}", servers.kafka.daemon.pid, servers.kafka.port),
        (f"warehouse, {servers.warehouse.flavour.version()}", servers.warehouse.daemon.pid, servers.warehouse.port),
        (f"sample campus, {servers.campus.flavour.version()}", servers.campus.daemon.pid, servers.campus.port),
        ("sample campus, web APIs", stack.campus_api.daemon.pid, stack.campus_api.port),
        ("Airflow", stack.airflow.daemon.pid, stack.airflow.port),
    ]
    for name, pid, port in lines:
        print(f"{name:<48} {'running, pid ' + str(pid) if pid else 'not running':<22} port {port}")
    if stack.airflow.daemon.pid:
        health = stack.airflow.health()
        print(f"Airflow health: {', '.join(f'{name} {state}' for name, state in health.items())}")
        if set(health.values()) != {"healthy"}:
            print(
                f"A component that has ended is started again within a minute. If it stays so, see {stack.airflow.daemon.log}"
            )
        print(f"Airflow UI: {stack.airflow.url}   user {USER}, password {stack.airflow.secrets['password']}")
    if servers.kafka.daemon.pid and servers.warehouse.daemon.pid:
        broker = BrokerSettings({"bootstrap.servers": servers.kafka.bootstrap})
        for each in progress(broker, stack.warehouse):
            print(f"  {each.dataset:<20} {each.loaded:>10,} loaded {each.rejected:>8,} rejected {each.lag:>8,} behind")
        with connect(stack.warehouse) as connection:
            for line in batch_lines(connection):
                print(line)
