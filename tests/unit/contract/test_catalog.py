from pathlib import Path

import pytest

from include.contract.catalog import load_catalog
from include.contract.problems import WrongContract
from include.contract.read import read_contract
from include.errors import ContractError, FinalError
from tests.unit.contract.builders import GOOD, GOOD_CSV, edited, write


def shown(folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder}/", "") for problem in load_catalog(folder).problems]


def datasets(folder: Path) -> list[str]:
    return [contract.dataset for contract in load_catalog(folder).contracts]


def test_a_wrong_contract_leaves_the_others_working(tmp_path: Path) -> None:
    write(tmp_path, "kunjungan.yaml", edited("partitions: 1", "partitions: satu", GOOD_CSV))
    write(tmp_path, "peminjaman.yaml", GOOD)
    assert datasets(tmp_path) == ["peminjaman"]
    assert shown(tmp_path) == [
        "kunjungan.yaml:26: customProperties[1].value.partitions: 'satu'; expected a whole number: the number of "
        "partitions, 1 to 64; it can grow later but never shrink"
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "1: (file): (missing); expected the keys of a contract", id="an empty file"),
        pytest.param(b"id: a: b", "1: (file): 'mapping values are not allowed", id="no YAML"),
        pytest.param(
            b"id: a\nname: caf\xe9\n", "2: (file): 'byte 0xe9'; expected UTF-8 text: save the file", id="no UTF-8"
        ),
        pytest.param(b"\xff\xfei\x00d\x00", "1: (file): 'byte 0xff'; expected UTF-8 text: save the file", id="UTF-16"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_the_others_working(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "rusak.yaml").write_bytes(content)
    write(tmp_path, "peminjaman.yaml", GOOD)
    assert datasets(tmp_path) == ["peminjaman"]
    assert shown(tmp_path)[0].startswith(f"rusak.yaml:{problem}")


def test_a_folder_or_a_broken_link_named_as_a_contract_leaves_the_others_working(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "putus.yaml").symlink_to(tmp_path / "tiada")
    write(tmp_path, "peminjaman.yaml", GOOD)
    assert datasets(tmp_path) == ["peminjaman"]
    assert shown(tmp_path) == [
        "folder.yaml:1: (file): 'Is a directory'; expected a file that can be read",
        "putus.yaml:1: (file): 'No such file or directory'; expected a file that can be read",
    ]


def test_the_file_is_named_as_the_dataset(tmp_path: Path) -> None:
    write(tmp_path, "pinjaman.yaml", GOOD)
    assert datasets(tmp_path) == []
    assert shown(tmp_path) == [
        "pinjaman.yaml:3: id: 'peminjaman'; expected pinjaman, as the file is named; or rename the file to peminjaman.yaml"
    ]


def test_a_file_with_another_ending_is_not_silently_left_out(tmp_path: Path) -> None:
    write(tmp_path, "peminjaman.yml", GOOD)
    write(tmp_path, "README.md", "Contracts.")
    assert shown(tmp_path) == [
        "peminjaman.yml:1: (file): 'peminjaman.yml'; expected a name that ends in .yaml; this file is not read"
    ]


def test_contracts_that_share_a_topic_are_all_set_aside(tmp_path: Path) -> None:
    write(tmp_path, "kunjungan.yaml", edited("pintu.kunjungan", "perpus.peminjaman", GOOD_CSV))
    write(tmp_path, "peminjaman.yaml", GOOD)
    other = GOOD_CSV.replace("kunjungan", "denah")
    write(tmp_path, "denah.yaml", other)
    assert datasets(tmp_path) == ["denah"]
    assert shown(tmp_path) == [
        "kunjungan.yaml:26: customProperties[1].value.name: 'perpus.peminjaman'; expected a topic of its own; "
        "peminjaman.yaml has it too",
        "peminjaman.yaml:135: customProperties[1].value.name: 'perpus.peminjaman'; expected a topic of its own; "
        "kunjungan.yaml has it too",
    ]


def test_a_dataset_is_found_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, "peminjaman.yaml", GOOD)
    assert load_catalog(tmp_path).get("peminjaman").title == "Peminjaman buku"


def test_a_dataset_that_is_not_declared(tmp_path: Path) -> None:
    write(tmp_path, "peminjaman.yaml", GOOD)
    with pytest.raises(FinalError, match=r"no dataset 'pinjam' is declared .* Known are: peminjaman\."):
        load_catalog(tmp_path).get("pinjam")


def test_a_dataset_whose_contract_is_wrong_is_not_said_to_be_undeclared(tmp_path: Path) -> None:
    write(tmp_path, "peminjaman.yaml", edited("status: active", "status: aktif"))
    with pytest.raises(
        ContractError, match=r"peminjaman.yaml:6: status: 'aktif'; expected draft, active or deprecated"
    ):
        load_catalog(tmp_path).get("peminjaman")


def test_datasets_are_grouped_by_source(tmp_path: Path) -> None:
    write(tmp_path, "peminjaman.yaml", GOOD)
    write(tmp_path, "kunjungan.yaml", GOOD_CSV)
    write(tmp_path, "denah.yaml", GOOD_CSV.replace("kunjungan", "denah"))
    groups = load_catalog(tmp_path).by_source()
    assert {name: [c.dataset for c in group] for name, group in groups.items()} == {
        "perpus": ["peminjaman"],
        "pintu": ["denah", "kunjungan"],
    }


def test_reading_one_contract_gives_all_its_problems(tmp_path: Path) -> None:
    path = write(
        tmp_path, "peminjaman.yaml", edited("status: active", "status: aktif").replace("kind: mysql", "kind: oracle")
    )
    with pytest.raises(WrongContract) as wrong:
        read_contract(path)
    assert [problem.line for problem in wrong.value.problems] == [6, 127]
    assert str(wrong.value).count("\n") == 1
