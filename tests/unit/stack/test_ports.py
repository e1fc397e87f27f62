from __future__ import annotations

import socket
from pathlib import Path

import pytest

from stack import ports
from stack.errors import StackError


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ports, "ROOT", tmp_path)
    for name in ports.DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / ".env"


def test_every_port_has_a_default(dotenv: Path) -> None:
    assert ports.demo_ports() == ports.DEFAULTS


def test_dotenv_sets_a_port_and_the_environment_comes_first(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv.write_text("# ours\nKAMPUS_AIRFLOW_PORT=8090\nKAMPUS_KAFKA_PORT = 9099\n")
    monkeypatch.setenv("KAMPUS_KAFKA_PORT", "9100")
    found = ports.demo_ports()
    assert (found["KAMPUS_AIRFLOW_PORT"], found["KAMPUS_KAFKA_PORT"]) == (8090, 9100)


@pytest.mark.parametrize("value", ["http", "0", "70000", "-1"])
def test_what_is_no_port_is_refused_by_name_and_value(
    dotenv: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("KAMPUS_KAFKA_PORT", value)
    with pytest.raises(
        StackError, match=f"KAMPUS_KAFKA_PORT='{value}' is not a port. Expected a number from 1 to 65535"
    ):
        ports.demo_ports()


def test_a_taken_port_is_said_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StackError, match=f"port {port} for Kafka is taken.*put KAMPUS_KAFKA_PORT=<port> into .env"):
            ports.require_free(port, "Kafka", "KAMPUS_KAFKA_PORT")
    ports.require_free(port, "Kafka", "KAMPUS_KAFKA_PORT")


def test_drawn_ports_are_remembered(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "ports.json"
    drawn = ports.remembered_ports(file)
    assert set(drawn) == set(ports.DEFAULTS)
    assert len(set(drawn.values())) == len(drawn)
    assert ports.remembered_ports(file) == drawn


def test_a_file_from_before_gets_the_ports_it_lacks(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    file.write_text('{"KAMPUS_KAFKA_PORT": 20001}')
    drawn = ports.remembered_ports(file)
    assert drawn["KAMPUS_KAFKA_PORT"] == 20001
    assert set(drawn) == set(ports.DEFAULTS)
    assert ports.remembered_ports(file) == drawn
