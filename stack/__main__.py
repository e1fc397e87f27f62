"""The command line of the local stack: `python -m stack <command>`. `make help` lists what people use."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys

from include.broker.offsets import topic_offsets
from include.broker.read import read_range
from include.errors import KampusError
from include.records import OffsetRange
from include.settings import BrokerSettings
from stack import demo, status
from stack.campus.campus import play_day
from stack.demo_stack import DemoStack, demo_stack
from stack.errors import StackError
from stack.paths import DEMO, STATE, VENV
from stack.servers import keep_marker, test_servers


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m stack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("up", "down", "status", "campus-day", "shell", "clean", "test-up", "test-down"):
        commands.add_parser(name)
    demo_parser = commands.add_parser("demo")
    demo_parser.add_argument("--students", type=int, default=2_000)
    demo_parser.add_argument("--seed", type=int, default=2026)
    sql_parser = commands.add_parser("sql")
    sql_parser.add_argument("statement")
    message_parser = commands.add_parser("message")
    message_parser.add_argument("topic")
    message_parser.add_argument("partition", type=int)
    message_parser.add_argument("offset", type=int)
    arguments = parser.parse_args()
    try:
        return _run(arguments)
    except (StackError, KampusError) as error:
        print(f"kampus-etl: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again to go on.", file=sys.stderr)
        return 130


def _run(arguments: argparse.Namespace) -> int:
    if arguments.command == "test-up":
        test_servers().start()
        keep_marker().touch()
    elif arguments.command == "test-down":
        keep_marker().unlink(missing_ok=True)
        test_servers().stop()
    else:
        return _demo_command(arguments, demo_stack())
    return 0


def _demo_command(arguments: argparse.Namespace, stack: DemoStack) -> int:
    match arguments.command:
        case "demo":
            demo.run(stack, students=arguments.students, seed=arguments.seed)
        case "up":
            demo.up(stack)
            stack.airflow.wait_ready()
            status.show(stack)
        case "down":
            _down(stack)
        case "clean":
            _down(stack)
            shutil.rmtree(DEMO, ignore_errors=True)
            print(f"Removed {DEMO}. What was installed stays in {STATE}; remove that folder to start from nothing.")
        case "status":
            status.show(stack)
        case "campus-day":
            events = play_day(stack.campus, stack.campus_home)
            for event in events:
                print(event)
            print(f"{len(events)} changes at the sources. Trigger the extract__ DAGs, or wait for their next hour.")
        case "shell":
            return _shell(stack)
        case "sql":
            _sql(stack, arguments.statement)
        case "message":
            _message(stack, arguments.topic, arguments.partition, arguments.offset)
    return 0


def _down(stack: DemoStack) -> None:
    stack.stop()
    print("Stopped.")


def _shell(stack: DemoStack) -> int:
    environment = stack.airflow.environment() | {
        "KAMPUS_KAFKA": stack.servers.kafka.bootstrap,
        "PS1": "(kampus-etl) $ ",
    }
    helper = f'"{VENV}/bin/python" -m stack'
    helpers = f'sql() {{ {helper} sql "$1"; }}; message() {{ {helper} message "$@"; }}; export -f sql message'
    script = f'{helpers}; exec bash --norc "$@"'
    command = ["bash", "-c", script, "bash"]
    if not sys.stdin.isatty():
        command.append("-s")
    return subprocess.run(command, env=environment, cwd=os.getcwd(), check=False).returncode


def _sql(stack: DemoStack, statement: str) -> None:
    from include.database import connect

    with connect(stack.warehouse) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        print("\t".join(column[0] for column in cursor.description or ()))
        for row in cursor.fetchall():
            print("\t".join("NULL" if value is None else str(value) for value in row))


def _message(stack: DemoStack, topic: str, partition: int, offset: int) -> None:
    """Everything about a message but its value, which holds personal data."""
    broker = BrokerSettings({"bootstrap.servers": stack.servers.kafka.bootstrap})
    range_ = OffsetRange(topic, topic_offsets(broker, topic).topic_id, partition, offset, offset + 1)
    for chunk in read_range(broker, range_):
        for message in chunk:
            print(f"{'broker time':<18}{message.timestamp.isoformat()}")
            for name, value in message.headers.items():
                print(f"{name:<18}{value.decode(errors='replace')}")


if __name__ == "__main__":
    sys.exit(main())
