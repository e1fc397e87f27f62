"""What only shows when a contract is tried: by Great Expectations, by the transforms, by the standard's own tool."""

import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from include.contract.lint import lint, main
from include.contract.read import parse_contract
from include.contract.standard import standard_problems
from tests.unit.contract.builders import GOOD, GOOD_CSV, edited, write


def linted(folder: Path, body: str) -> list[str]:
    write(folder, "peminjaman.yaml", body)
    found, _ = lint(folder)
    return [str(problem).removeprefix(f"{folder}/peminjaman.yaml:") for problem in found]


def test_a_right_contract_has_no_problems(tmp_path: Path) -> None:
    assert linted(tmp_path, GOOD) == []


def test_an_expectation_that_is_not_there(tmp_path: Path) -> None:
    (problem,) = linted(tmp_path, edited("expect_column_mean_to_be_between", "expect_column_average_to_be_between"))
    assert problem == (
        "79: schema[0].properties[5].quality[0]: \"expect_column_average_to_be_between {'max_value': 50000}\"; "
        "expected an expectation and kwargs that Great Expectations takes; it says: expect_column_average_to_be_between not found"
    )


def test_an_argument_that_an_expectation_does_not_take(tmp_path: Path) -> None:
    (problem,) = linted(tmp_path, edited("{max_value: 50000}", "{max_value: 50000, maximum: 1}"))
    assert problem.startswith(
        "79: schema[0].properties[5].quality[0]: \"expect_column_mean_to_be_between {'max_value': 50000,"
    )
    assert problem.endswith(
        "1 validation error for ExpectColumnMeanToBeBetween maximum extra fields not permitted (type=value_error.extra)"
    )


def test_an_expectation_that_fails_on_the_type_of_its_field(tmp_path: Path) -> None:
    rule = (
        "{id: r, type: custom, engine: greatExpectations, severity: warning, description: x, "
        "implementation: {expectation_type: expect_column_stdev_to_be_between, kwargs: {max_value: 1}}}"
    )
    body = edited(
        "            description: Status kosong\n", f"            description: Status kosong\n          - {rule}\n"
    )
    (problem,) = linted(tmp_path, body)
    assert problem.startswith(
        "64: schema[0].properties[3].quality[2]: \"expect_column_stdev_to_be_between {'max_value': 1}\""
    )
    assert "could not be evaluated: " in problem


def test_a_function_that_fails_on_the_type_of_its_field(tmp_path: Path) -> None:
    body = edited("transformLogic: denda / nullif(lama, 0)", "transformLogic: 'function: kode_wilayah'")
    (problem,) = linted(tmp_path, body.replace("[denda, lama]", "[lama]"))
    assert problem.startswith(
        "91: schema[0].properties[6].transformLogic: 'kode_wilayah'; expected a transform that takes lama (integer); it fails: "
    )


def test_the_standards_own_tool_finds_what_it_finds() -> None:
    contract = parse_contract(GOOD, "peminjaman.yaml")
    broken = replace(contract, body=edited("logicalType: boolean", "logicalType: bool"))
    (problem,) = standard_problems(broken)
    assert str(problem).startswith("peminjaman.yaml:1: (standard): ")
    assert "lunas" in str(problem.value)


def test_no_network_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert list(standard_problems(parse_contract(GOOD, "peminjaman.yaml"))) == []


def test_what_runs_does_not_import_the_standards_tool_or_great_expectations() -> None:
    code = "import include.contract.catalog, sys; sys.exit(str({'datacontract', 'great_expectations'} & set(sys.modules) or ''))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_the_command_prints_every_problem_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        tmp_path, "peminjaman.yaml", edited("status: active", "status: aktif").replace("partitions: 3", "partitions: 0")
    )
    write(tmp_path, "kunjungan.yaml", GOOD_CSV)
    assert main(tmp_path) == 1
    printed = capsys.readouterr()
    assert printed.out.replace(f"{tmp_path}/", "").splitlines() == [
        "peminjaman.yaml:6: status: 'aktif'; expected draft, active or deprecated",
        "peminjaman.yaml:136: customProperties[1].value.partitions: 0; expected the number of partitions, 1 to 64; it "
        "can grow later but never shrink",
    ]
    assert printed.err == "2 problem(s) in 1 file(s); 1 contracts are right.\n"


def test_the_command_says_how_many_contracts_are_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "peminjaman.yaml", GOOD)
    write(tmp_path, "kunjungan.yaml", GOOD_CSV)
    assert main(tmp_path) == 0
    assert capsys.readouterr().out == "2 contracts are right.\n"
