from datetime import timedelta

import pytest

from include.contract.model import (
    Contract,
    Field,
    Gate,
    LogicalType,
    Mode,
    Protect,
    Rule,
    Severity,
    SinkSpec,
    SourceSpec,
    TopicSpec,
    Transform,
)
from include.contract.problems import WrongContract
from include.contract.read import parse_contract, parse_pinned
from tests.unit.contract.builders import GOOD, GOOD_CSV, edited

PAYLOAD = "  - {property: deadLetter, value: {payload: true}}\n"


def good() -> Contract:
    return parse_contract(GOOD, "peminjaman.yaml")


def test_what_the_dataset_is() -> None:
    contract = good()
    assert (contract.dataset, contract.version, contract.title) == ("peminjaman", "1.2.0", "Peminjaman buku")
    assert (contract.purpose, contract.owner) == ("Buku yang dipinjam.", "tim-perpus")
    assert (contract.path, contract.body) == ("peminjaman.yaml", GOOD)
    assert contract.newest == "source"


def test_where_it_comes_from() -> None:
    assert good().source == SourceSpec(
        name="perpus",
        kind="mysql",
        object="loans",
        connection="perpus_db",
        change_column="diubah",
        created_column="dibuat",
        event_time="tanggal",
        overlap=timedelta(minutes=30),
        options={},
    )


def test_the_dead_letter_topic_carries_no_message_unless_the_contract_says_so() -> None:
    assert good().dead_letter_payload is False
    allowed = edited(
        "  - {property: newest, value: source}\n", f"  - {{property: newest, value: source}}\n{PAYLOAD}", GOOD_CSV
    )
    assert parse_contract(allowed, "kunjungan.yaml").dead_letter_payload is True


def test_what_a_csv_source_declares_beyond_that() -> None:
    assert parse_contract(GOOD_CSV, "kunjungan.yaml").source == SourceSpec(
        name="pintu",
        kind="csv",
        object="kunjungan_*.csv",
        connection="pintu_drop",
        overlap=timedelta(0),
        options={"encoding": "cp1252", "delimiter": ";"},
    )


def test_what_an_excel_source_declares() -> None:
    workbooks = edited("kind: csv, connection: pintu_drop, encoding: cp1252, delimiter: ;", "kind: xlsx, connection: pintu_drop",
                       edited("kunjungan_*.csv", "kunjungan_*.xlsx", GOOD_CSV))  # fmt: skip

    assert parse_contract(workbooks, "kunjungan.yaml").source == SourceSpec(
        name="pintu",
        kind="xlsx",
        object="kunjungan_*.xlsx",
        connection="pintu_drop",
        overlap=timedelta(0),
        options={"sheet": None},
    )


def test_its_topic() -> None:
    assert good().topic == TopicSpec("perpus.peminjaman", 3, timedelta(days=90), 100_000)


def test_a_topic_without_retention_is_kept_for_ever_and_takes_6_megabytes() -> None:
    assert parse_contract(GOOD_CSV, "kunjungan.yaml").topic == TopicSpec("pintu.kunjungan", 1, None, 6_291_456)


def test_where_it_is_loaded() -> None:
    assert good().sinks == (SinkSpec("warehouse", "peminjaman", Mode.HISTORY),)
    assert good().sink("warehouse") == SinkSpec("warehouse", "peminjaman", Mode.HISTORY)
    assert good().sink("lakehouse") is None


def test_when_a_batch_is_held() -> None:
    assert good().gate == Gate(max_reject_share=0.1, min_rows=200)
    assert parse_contract(GOOD_CSV, "kunjungan.yaml").gate == Gate(max_reject_share=0, min_rows=1000)


def test_its_fields() -> None:
    fields = {field.name: field for field in good().fields}
    assert list(fields) == [
        "id_pinjam", "kode_cabang", "peminjam", "status", "lama", "denda", "denda_per_hari", "lunas", "tanggal", "dibuat", "diubah",
    ]  # fmt: skip
    assert fields["id_pinjam"] == Field(
        "id_pinjam", "Id peminjaman", LogicalType.INTEGER, "bigint", "id_pinjam", required=True, key_position=2
    )
    assert fields["kode_cabang"] == Field(
        "kode_cabang", "Cabang", LogicalType.STRING, "varchar(6)", "kode_cabang", required=True, key_position=1,
        transform=Transform("function", "kode_wilayah", ("kode_cabang",)),
    )  # fmt: skip
    assert fields["peminjam"] == Field(
        "peminjam", "Peminjam", LogicalType.STRING, "varchar(32)", "Nama Peminjam",
        classification="personal", protect=Protect.PSEUDONYM,
    )  # fmt: skip
    assert fields["status"] == Field("status", "Status", LogicalType.STRING, "varchar(7)", "status")
    assert fields["lama"] == Field("lama", "Lama pinjam", LogicalType.INTEGER, "int", "lama", unit="hari")
    assert fields["denda"] == Field(
        "denda", "Denda", LogicalType.DECIMAL, "decimal(12,2)", "denda", precision=12, scale=2, unit="IDR"
    )
    assert fields["denda_per_hari"] == Field(
        "denda_per_hari", "Denda per hari", LogicalType.DECIMAL, "decimal(14,4)", None, precision=14, scale=4,
        transform=Transform("sql", "denda / nullif(lama, 0)", ("denda", "lama")),
    )  # fmt: skip
    assert fields["lunas"] == Field("lunas", "Lunas", LogicalType.BOOLEAN, "boolean", "lunas")
    assert fields["tanggal"] == Field("tanggal", "Tanggal pinjam", LogicalType.DATE, "date", "tanggal")
    assert fields["diubah"] == Field("diubah", "Diubah pada", LogicalType.TIMESTAMP, "datetime(6)", "diubah")


def test_the_key_is_in_the_order_of_its_positions() -> None:
    assert [field.name for field in good().key_fields] == ["kode_cabang", "id_pinjam"]


def test_a_computed_field_is_not_in_the_message_and_one_changed_in_place_is() -> None:
    in_message = [field.name for field in good().message_fields]
    assert "denda_per_hari" not in in_message
    assert "kode_cabang" in in_message


def test_its_rules_are_those_of_the_fields_and_then_those_of_the_table() -> None:
    rules = good().rules
    assert [(rule.field, rule.id) for rule in rules] == [
        ("id_pinjam", "required"),
        ("kode_cabang", "required"),
        ("kode_cabang", "max_length"),
        ("kode_cabang", "pattern"),
        ("status", "enum"),
        ("status", "kosong"),
        ("lama", "range"),
        ("denda", "range"),
        ("denda", "lipat"),
        (None, "ganda"),
        (None, "isi"),
    ]
    assert rules[4] == Rule(
        "enum",
        "expect_column_values_to_be_in_set",
        {"column": "status", "value_set": ["pinjam", "kembali"]},
        Severity.CRITICAL,
        "Status harus pinjam atau kembali",
        "status",
    )


def test_the_same_text_gives_an_equal_contract() -> None:
    assert good() == good()
    assert hash(good()) == hash(good())


def test_a_pinned_text_gives_an_equal_contract() -> None:
    assert parse_pinned(GOOD, "peminjaman.yaml") == good()


def test_a_pinned_text_is_not_held_to_checks_that_came_later() -> None:
    body = edited("name: lunas", "name: alamat")
    with pytest.raises(WrongContract, match="named as personal data are"):
        parse_contract(body, "peminjaman.yaml")
    assert parse_pinned(body, "peminjaman.yaml").field("alamat").classification == "internal"
