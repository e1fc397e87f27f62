"""Keys and values that a contract cannot have: a small edit of a good one, and the problem it gives."""

import pytest

from include.contract.read import parse_contract
from tests.unit.contract.builders import GOOD, GOOD_CSV, edited, problems

FIELD_KEYS = (
    "name, businessName, logicalType, physicalType, physicalName, description, primaryKey, primaryKeyPosition, required, "
    "partitioned, partitionKeyPosition, classification, logicalTypeOptions, transformLogic, transformSourceObjects, quality, "
    "customProperties"
)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "domain: perpustakaan\n", "",
            "1: domain: (missing); expected the part of the campus that the data belong to",
            id="a key that is missing",
        ),
        pytest.param(
            "  usage: Laporan perpustakaan.", "  usages: Laporan perpustakaan.",
            "10: description.usages: 'Laporan perpustakaan.'; expected the key usage; the keys here are purpose, "
            "usage, limitations",
            id="a misspelt key",
        ),
        pytest.param(
            "        physicalType: boolean\n", "        physicalType: boolean\n        tags: [buku]\n",
            f"97: schema[0].properties[7].tags: ['buku']; expected no such key; the keys here are {FIELD_KEYS}",
            id="a key that the standard has and that would be without effect",
        ),
        pytest.param(
            "apiVersion: v3.1.0", "apiVersion: v2.2.2",
            "1: apiVersion: 'v2.2.2'; expected v3.1.0",
            id="another version of the standard",
        ),
        pytest.param(
            "id: peminjaman\n", "id: Peminjaman\n",
            "3: id: 'Peminjaman'; expected the dataset's name (lower case letters, digits and _), which is also that "
            "of its file and of its table",
            id="a dataset in capitals",
        ),
        pytest.param(
            "version: 1.2.0", "version: 1.2",
            "5: version: 1.2; expected text, in quotes where it looks like a number or like true, yes, no: three numbers such as "
            "1.0.0; raise it with every change",
            id="a version that YAML reads as a number",
        ),
        pytest.param(
            "version: 1.2.0", "version: v2",
            "5: version: 'v2'; expected three numbers such as 1.0.0; raise it with every change",
            id="a version of another form",
        ),
        pytest.param(
            "team:\n  name: tim-perpus", "team: tim-perpus",
            "12: team: 'tim-perpus'; expected keys below it: name: the team that answers for the dataset",
            id="text where keys should be",
        ),
        pytest.param(
            "        primaryKeyPosition: 1\n        required: true", "        primaryKeyPosition: 1\n        required: wajib",
            "33: schema[0].properties[1].required: 'wajib'; expected true or false: true where every row must have a value",
            id="text where true or false should be",
        ),
        pytest.param(
            "logicalType: boolean", "logicalType: bool",
            "95: schema[0].properties[7].logicalType: 'bool'; expected string, integer, number (with decimals), date, "
            "timestamp or boolean",
            id="an unknown type",
        ),
        pytest.param(
            "maxLength: 6", "maxLength: 0",
            "34: schema[0].properties[1].logicalTypeOptions.maxLength: 0; expected the number of characters that a "
            "text may have, 1 or more",
            id="a length of nothing",
        ),
        pytest.param(
            "{minimum: 0.5}", "{minimum: setengah}",
            "75: schema[0].properties[5].logicalTypeOptions.minimum: 'setengah'; expected a number, the smallest that is right",
            id="a limit in words",
        ),
        pytest.param(
            "physicalName: Nama Peminjam", "physicalName: Nama`Peminjam",
            "39: schema[0].properties[2].physicalName: 'Nama`Peminjam'; expected the name of the column at the source, "
            "without ` and at most 64 long, where it differs from `name`",
            id="a column name that would end its quotes in SQL",
        ),
        pytest.param(
            "[denda, lama]", "denda",
            "92: schema[0].properties[6].transformSourceObjects: 'denda'; expected a list: the names of the fields that "
            "transformLogic reads",
            id="text where a list should be",
        ),
        pytest.param(
            "property: unit, value: hari", "property: satuan, value: hari",
            "70: schema[0].properties[4].customProperties[0].property: 'satuan'; expected one of unit, protect, formerName, "
            "aliases",
            id="an unknown custom property of a field",
        ),
        pytest.param(
            "value: hari", "value: Rp",
            "70: schema[0].properties[4].customProperties[0].value: 'Rp'; expected IDR for money (it also reads `Rp "
            "1.500.000,-`), else a word in lower case such as sks or bulan",
            id="money under another name",
        ),
        pytest.param(
            "value: pseudonym", "value: hash",
            "44: schema[0].properties[2].customProperties[0].value: 'hash'; expected pseudonym (replaced, still joins), restrict "
            "(kept for formulas, never shown) or drop (not kept)",
            id="an unknown protection",
        ),
        pytest.param(
            "type: library\n        metric: rowCount", "type: sql\n        metric: rowCount",
            "118: schema[0].quality[1].type: 'sql'; expected one of library, custom",
            id="a rule of an unknown type",
        ),
        pytest.param(
            "metric: nullValues", "metric: rowCount",
            "60: schema[0].properties[3].quality[1].metric: 'rowCount'; expected one of nullValues, invalidValues, "
            "duplicateValues",
            id="a metric of tables on a field",
        ),
        pytest.param(
            "            metric: nullValues\n", "",
            "58: schema[0].properties[3].quality[1].metric: (missing); expected one of nullValues, invalidValues, "
            "duplicateValues",
            id="a library rule without a metric",
        ),
        pytest.param(
            "metric: nullValues\n            mustBe: 0", "metric: nullValues\n            mustBe: 5",
            "61: schema[0].properties[3].quality[1].mustBe: 5; expected 0: how many rows may break the rule. For a share of the "
            "batch, see the contract's gate",
            id="a number of rows that may break a rule",
        ),
        pytest.param(
            "severity: hold", "severity: critical",
            "115: schema[0].quality[0].severity: 'critical'; expected error (the row goes to quarantine), warning (it "
            "is loaded and counted) or hold (the whole batch waits)",
            id="an unknown severity",
        ),
        pytest.param(
            "validValues: [pinjam, kembali]", "validValues: []",
            "54: schema[0].properties[3].quality[0].arguments.validValues: []; expected the values that are right",
            id="an enum of nothing",
        ),
        pytest.param(
            "expect_column_mean_to_be_between", "mean_between",
            "83: schema[0].properties[5].quality[0].implementation.expectation_type: 'mean_between'; expected the name of an "
            "expectation of Great Expectations, expect_...",
            id="no name of an expectation",
        ),
        pytest.param(
            "kind: mysql", "kind: postgres",
            "127: customProperties[0].value.kind: 'postgres'; expected one of mysql, csv, xlsx, http, feeder, sister, binlog, "
            "outbox, events",
            id="an unknown kind of source",
        ),
        pytest.param(
            "      kind: mysql\n", "",
            "125: customProperties[0].value.kind: (missing); expected one of mysql, csv, xlsx, http, feeder, sister, binlog, "
            "outbox, events",
            id="a source without a kind",
        ),
        pytest.param(
            "overlapMinutes: 30", "delimiter: ';'",
            "132: customProperties[0].value.delimiter: ';'; expected no such key; the keys here are name, connection, eventTime, "
            "kind, changeColumn, createdColumn, overlapMinutes",
            id="a key of another kind of source",
        ),
        pytest.param(
            "partitions: 3", "partitions: 0",
            "136: customProperties[1].value.partitions: 0; expected the number of partitions, 1 to 64; it can grow "
            "later but never shrink",
            id="no partition",
        ),
        pytest.param(
            "perpus.peminjaman", "perpus/peminjaman",
            "135: customProperties[1].value.name: 'perpus/peminjaman'; expected the name of a topic: letters, digits, "
            "dots, _ and -; by custom <source>.<dataset>",
            id="a topic name that Kafka refuses",
        ),
        pytest.param(
            "sink: warehouse", "sink: gudang",
            "141: customProperties[2].value[0].sink: 'gudang'; expected warehouse, lakehouse or olap",
            id="an unknown sink",
        ),
        pytest.param(
            "mode: history", "mode: scd2",
            "141: customProperties[2].value[0].mode: 'scd2'; expected upsert (the newest version of a key), history "
            "(every version) or append (every event)",
            id="an unknown mode",
        ),
        pytest.param(
            "maxRejectShare: 0.1", "maxRejectShare: 10",
            "143: customProperties[3].value.maxRejectShare: 10; expected the share of rejected messages above which a "
            "batch is held, 0 to 1; for example 0.05",
            id="a share in percent",
        ),
        pytest.param(
            "value: {maxRejectShare: 0.1, minRows: 200}", "value: 0.1",
            "143: customProperties[3].value: 0.1; expected keys below it: when a batch is held: maxRejectShare",
            id="a number where keys should be",
        ),
        pytest.param(
            "property: newest, value: source", "property: newest, value: terbaru",
            "144: customProperties[4].value: 'terbaru'; expected what says which version of a row is newer: source (change column, "
            "time of the file) or offset (order in the topic)",
            id="another way to tell which version is newer",
        ),
        pytest.param(
            "property: gate", "property: gates",
            "142: customProperties[3].property: 'gates'; expected one of source, topic, sinks, gate, newest, "
            "deadLetter",
            id="an unknown custom property",
        ),
        pytest.param(
            "  - {property: newest, value: source}\n", "",
            "123: customProperties: (missing); expected `- property: newest` with its `value`",
            id="a custom property that is missing",
        ),
        pytest.param(
            "  - {property: newest, value: source}\n", "  - {property: newest, value: source}\n" * 2,
            "145: customProperties[5].property: 'newest'; expected each property once. Remove one of the two",
            id="a custom property twice",
        ),
    ],
)  # fmt: skip
def test_one_wrong_key_or_value_gives_one_problem(old: str, new: str, expected: str) -> None:
    assert problems(edited(old, new)) == [expected]


def test_every_problem_of_a_file_is_named_at_once() -> None:
    body = edited("businessName: Lunas", "busnessName: Lunas").replace("partitions: 3", "partitions: banyak")
    assert [problem.partition(";")[0] for problem in problems(body)] == [
        "93: schema[0].properties[7].businessName: (missing)",
        "94: schema[0].properties[7].busnessName: 'Lunas'",
        "136: customProperties[1].value.partitions: 'banyak'",
    ]


def test_a_csv_source_has_no_change_column() -> None:
    body = edited("encoding: cp1252", "changeColumn: nomor", GOOD_CSV)
    assert problems(body) == [
        "24: customProperties[0].value.changeColumn: 'nomor'; expected no such key; the keys here are name, "
        "connection, eventTime, kind, encoding, delimiter"
    ]


def test_a_contract_has_one_table() -> None:
    second = "  - {name: b, physicalName: b, physicalType: table, properties: [{}]}\n"
    found = problems(
        edited("customProperties:\n  - property: source", f"{second}customProperties:\n  - property: source")
    )
    assert found[-1].endswith("expected one table: `- name: ...`")


@pytest.mark.parametrize(
    ("body", "value"),
    [("", "(missing)"), ("peminjaman", "'peminjaman'"), ("- id: peminjaman", "[{'id': 'peminjaman'}]")],
    ids=["an empty file", "a word", "a list"],
)
def test_a_file_that_is_no_contract_at_all(body: str, value: str) -> None:
    expected = f"1: (file): {value}; expected the keys of a contract, the first of them `apiVersion: v3.1.0`"
    assert problems(body) == [expected]


def test_a_long_value_is_shown_in_part() -> None:
    body = edited("kind: DataContract", f"kind: {'x' * 200}")
    assert problems(body) == [f"2: kind: '{'x' * 59}...; expected DataContract"]


def test_the_unedited_contract_is_right() -> None:
    assert parse_contract(GOOD, "pinjam.yaml").dataset == "peminjaman"
