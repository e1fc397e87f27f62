"""Contracts of the right shape whose parts do not fit together: a small edit of a good one, and the problem it gives."""

import pytest

from include.contract.read import parse_contract
from tests.unit.contract.builders import GOOD_CSV, edited, problems

NAMES = "id_pinjam, kode_cabang, peminjam, status, lama, denda, denda_per_hari, lunas, tanggal, dibuat, diubah"
SQL = "expected a SQL expression over the fields in transformSourceObjects; DuckDB cannot take it:"
BOOLEAN = "        physicalType: boolean\n"


def with_rule(rule: str) -> str:
    """The good contract with one more rule, on line 98, at its field `lunas`."""
    return edited(BOOLEAN, f"{BOOLEAN}        quality:\n          - {rule}\n")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "  - name: peminjaman\n", "  - name: pinjam\n",
            "15: schema[0].name: 'pinjam'; expected the contract's id, peminjaman",
            id="the table is named otherwise than the contract",
        ),
        pytest.param(
            "primaryKeyPosition: 2", "primaryKeyPosition: 1",
            "32: schema[0].properties[1].primaryKeyPosition: 1; expected 2: the key fields count 1, 2, ... in their order",
            id="two key fields in one place",
        ),
        pytest.param(
            "        primaryKeyPosition: 2\n", "",
            "20: schema[0].properties[0].primaryKeyPosition: (missing); expected 2: the key fields count 1, 2, ... in "
            "their order",
            id="a key field without a place",
        ),
        pytest.param(
            "        primaryKey: true\n        primaryKeyPosition: 2\n", "        primaryKeyPosition: 2\n",
            "24: schema[0].properties[0].primaryKeyPosition: 2; expected primaryKey: true beside it, or no primaryKeyPosition",
            id="a place in the key of a field outside the key",
        ),
        pytest.param(
            "        primaryKeyPosition: 2\n        required: true\n", "        primaryKeyPosition: 2\n",
            "20: schema[0].properties[0].required: False; expected true, because it is a key field",
            id="a key field that is not required",
        ),
        pytest.param(
            "physicalType: varchar(6)", "physicalType: text",
            "30: schema[0].properties[1].physicalType: 'text'; expected varchar(n), because it is a key field",
            id="a key field without a length",
        ),
        pytest.param(
            "physicalType: varchar(6)", "physicalType: varchar(800)",
            "19: schema[0].properties: '3,214 bytes'; expected key fields of 2,800 bytes together, 4 for each character: shorter "
            "varchar columns",
            id="a key too long for an index",
        ),
        pytest.param(
            "physicalType: varchar(7)", "physicalType: varchar(16000)",
            "19: schema[0].properties: '64,254 bytes'; expected fields of 64,000 bytes together, 4 for each character: shorter "
            "varchar columns, or longtext",
            id="a row too long for a table",
        ),
        pytest.param(
            "{sink: warehouse, mode: history}",
            "{sink: warehouse, mode: history}\n      - {sink: warehouse, mode: upsert}",
            "140: customProperties[2].value: ['warehouse', 'warehouse']; expected each sink once",
            id="a sink twice",
        ),
        pytest.param(
            "physicalType: table", "physicalType: file",
            "17: schema[0].physicalType: 'file'; expected table, because the source's kind is mysql",
            id="files in a database",
        ),
        pytest.param(
            "physicalName: loans", "physicalName: perpus.loans",
            "16: schema[0].physicalName: 'perpus.loans'; expected the name of a table: letters, digits, _ and $",
            id="a table with its database",
        ),
        pytest.param(
            "changeColumn: diubah", "changeColumn: updated_at",
            f"129: customProperties[0].value.changeColumn: 'updated_at'; expected the name of a field of this contract: {NAMES}",
            id="a change column that is no field",
        ),
        pytest.param(
            "changeColumn: diubah", "changeColumn: lunas",
            "129: customProperties[0].value.changeColumn: 'lunas'; expected a field of logicalType date or timestamp; lunas is a "
            "boolean",
            id="a change column that is no time",
        ),
        pytest.param(
            "      changeColumn: diubah\n", "",
            "131: customProperties[0].value.overlapMinutes: 30; expected a changeColumn beside it, or no overlapMinutes",
            id="an overlap of nothing",
        ),
        pytest.param(
            "businessName: Tanggal pinjam",
            "businessName: Lahir\n        classification: personal\n        customProperties: [{property: protect, value: drop}]",
            "133: customProperties[0].value.eventTime: 'tanggal'; expected a field that is not personal: the time "
            "stands in clear beside every row",
            id="a personal date as the time of the event",
        ),
        pytest.param(
            "name: lunas", "name: status",
            "93: schema[0].properties[7].name: 'status'; expected each field once",
            id="a field twice",
        ),
        pytest.param(
            "physicalName: Nama Peminjam", "physicalName: LUNAS",
            "93: schema[0].properties[7].physicalName: 'lunas'; expected a column that no other field reads; peminjam has it",
            id="a column read by two fields",
        ),
        pytest.param(
            "physicalType: varchar(7)", "physicalType: varchar",
            "48: schema[0].properties[3].physicalType: 'varchar'; expected a column type for string: varchar(n), for example "
            "varchar(100), text or longtext",
            id="a varchar without a length",
        ),
        pytest.param(
            "physicalType: boolean", "physicalType: tinyint(1)",
            "96: schema[0].properties[7].physicalType: 'tinyint(1)'; expected a column type for boolean: boolean",
            id="a column of another type",
        ),
        pytest.param(
            "decimal(12,2)", "decimal(2,12)",
            "74: schema[0].properties[5].physicalType: 'decimal(2,12)'; expected decimal(digits,decimals) with 1 to 38 "
            "digits, of them at most 30 decimals",
            id="more decimals than digits",
        ),
        pytest.param(
            BOOLEAN, f"{BOOLEAN}        logicalTypeOptions: {{minimum: 0}}\n",
            "97: schema[0].properties[7].logicalTypeOptions.minimum: 0; expected no logicalTypeOptions for logicalType boolean",
            id="a limit of a boolean",
        ),
        pytest.param(
            "{minimum: 0, maximum: 1500}", "{minimum: 0, pattern: '^[0-9]+$'}",
            "68: schema[0].properties[4].logicalTypeOptions.pattern: '^[0-9]+$'; expected minimum and maximum for "
            "logicalType integer",
            id="a pattern of a number",
        ),
        pytest.param(
            "{minimum: 0, maximum: 1500}", "{minimum: 15, maximum: 5}",
            "68: schema[0].properties[4].logicalTypeOptions.minimum: 15; expected at most the maximum, 5",
            id="limits the wrong way round",
        ),
        pytest.param(
            "maxLength: 6", "maxLength: 60",
            "34: schema[0].properties[1].logicalTypeOptions.maxLength: 60; expected at most the column's 6",
            id="a text longer than its column",
        ),
        pytest.param(
            "^[0-9]{6}$", "^[0-9{6}$",
            "34: schema[0].properties[1].logicalTypeOptions.pattern: '^[0-9{6}$'; expected a regular expression (unterminated "
            "character set at position 1)",
            id="no regular expression",
        ),
        pytest.param(
            "value: hari", "value: rupiah",
            "70: schema[0].properties[4].customProperties[0].value: 'rupiah'; expected IDR, which also reads `Rp 1.500.000,-`",
            id="money that would not be read as money",
        ),
        pytest.param(
            "{property: unit, value: hari}", "{property: unit, value: hari}\n          - {property: unit, value: bulan}",
            "69: schema[0].properties[4].customProperties: ['unit', 'unit']; expected each property once",
            id="a unit twice",
        ),
        pytest.param(
            "        customProperties:\n          - {property: protect, value: pseudonym}\n", "",
            "37: schema[0].properties[2].customProperties: (missing); expected {property: protect, value: pseudonym, restrict or "
            "drop}, because the field is personal",
            id="a personal field without protection",
        ),
        pytest.param(
            "{property: newest, value: source}",
            "{property: newest, value: source}\n  - {property: deadLetter, value: {payload: true}}",
            "145: customProperties[5].value.payload: True; expected false: rejected messages hold personal fields (peminjam) in "
            "clear",
            id="personal messages in the dead-letter topic",
        ),
        pytest.param(
            "        classification: personal\n", "",
            "43: schema[0].properties[2].customProperties[0].value: 'pseudonym'; expected classification: personal on the field, "
            "else a reject's reason shows the value",
            id="protection of a field that is not personal",
        ),
        pytest.param(
            "name: lunas", "name: alamat_rumah",
            "93: schema[0].properties[7].classification: 'internal'; expected personal (with protect), or internal "
            "written out: the field is named as personal data are",
            id="a field that is named as personal data are",
        ),
        pytest.param(
            "businessName: Cabang",
            "businessName: NIK\n        classification: personal\n        customProperties: [{property: protect, value: drop}]",
            "33: schema[0].properties[1].primaryKey: True; expected a key that is not personal: keys stand in clear in Kafka, in "
            "source positions and in logs",
            id="a personal key",
        ),
        pytest.param(
            "physicalType: varchar(32)", "physicalType: varchar(200)",
            "41: schema[0].properties[2].physicalType: 'varchar(200)'; expected logicalType: string and physicalType: "
            "varchar(32), the size of a pseudonym",
            id="a column for the name where its pseudonym goes",
        ),
        pytest.param(
            "transformLogic: denda / nullif(lama, 0)\n        transformSourceObjects: [denda, lama]",
            "transformLogic: length(peminjam)\n        transformSourceObjects: [peminjam]",
            "87: schema[0].properties[6].classification: 'internal'; expected personal, because the field is computed "
            "from peminjam",
            id="a field that is computed from a personal one",
        ),
        pytest.param(
            "[pinjam, kembali]", "[1, kembali]",
            "54: schema[0].properties[3].quality[0].arguments.validValues[0]: 1; expected text, in quotes: the field "
            "is a string, so no row could have this value",
            id="a number in an enum of texts",
        ),
        pytest.param(
            "[pinjam, kembali]", "[pinjam, no]",
            "54: schema[0].properties[3].quality[0].arguments.validValues[1]: False; expected text, in quotes: the "
            "field is a string, so no row could have this value",
            id="a word in an enum that YAML reads as false",
        ),
        pytest.param(
            "[pinjam, kembali]", "[pinjam, dikembalikan]",
            "54: schema[0].properties[3].quality[0].arguments.validValues[1]: 'dikembalikan'; expected at most 7 "
            "characters, which is all that the column takes",
            id="a value that its column cannot hold",
        ),
        pytest.param(
            "[pinjam, kembali]", "[pinjam, 'kembali ']",
            "54: schema[0].properties[3].quality[0].arguments.validValues[1]: 'kembali '; expected no blanks around "
            "it: values are trimmed before they are checked",
            id="a value that trimming takes away",
        ),
        pytest.param(
            "id: kosong", "id: enum",
            "58: schema[0].properties[3].quality[1].id: 'enum'; expected an id of its own for each rule of a field; "
            "the one on line 51 has it",
            id="two rules of one name",
        ),
        pytest.param(
            "severity: warning\n            description: Rata", "severity: error\n            description: Rata",
            "85: schema[0].properties[5].quality[0].severity: 'error'; expected warning or hold: the rule looks at "
            "several rows and cannot say which of them is wrong",
            id="a mean that would quarantine rows",
        ),
        pytest.param(
            "{max_value: 50000}", "{max_value: 50000, column: lama}",
            "84: schema[0].properties[5].quality[0].implementation.kwargs.column: 'lama'; expected no `column`: the "
            "rule stands at its field",
            id="a rule at one field about another",
        ),
        pytest.param(
            "expect_column_mean_to_be_between", "expect_table_row_count_to_be_between",
            "83: schema[0].properties[5].quality[0].implementation.expectation_type: "
            "'expect_table_row_count_to_be_between'; expected an expectation on one column, expect_column_...; others "
            "stand under the table's own `quality`",
            id="a rule of the table at a field",
        ),
        pytest.param(
            "[peminjam, tanggal]", "[peminjam, tgl]",
            f"113: schema[0].quality[0].arguments.properties: 'tgl'; expected the name of a field of this contract: {NAMES}",
            id="a rule about a field that is not there",
        ),
        pytest.param(
            "        transformSourceObjects: [denda, lama]\n", "",
            "87: schema[0].properties[6].transformSourceObjects: (missing); expected the names of the fields that "
            "transformLogic reads",
            id="a transform of nothing",
        ),
        pytest.param(
            "        transformLogic: denda / nullif(lama, 0)\n", "",
            "87: schema[0].properties[6].transformLogic: (missing); expected what to compute from transformSourceObjects",
            id="inputs of no transform",
        ),
        pytest.param(
            "[denda, lama]", "[denda, lma]",
            "92: schema[0].properties[6].transformSourceObjects[1]: 'lma'; expected the name of a field of this "
            f"contract: {NAMES}",
            id="an input that is no field",
        ),
        pytest.param(
            "transformSourceObjects: [kode_cabang]", "transformSourceObjects: [kode_cabang, denda_per_hari]",
            "36: schema[0].properties[1].transformSourceObjects[1]: 'denda_per_hari'; expected a field that is "
            "computed before this one: move this field below it",
            id="an input that is computed later",
        ),
        pytest.param(
            "function: kode_wilayah", "function: kode_kota",
            "35: schema[0].properties[1].transformLogic: 'function: kode_kota'; expected function: one of jumlah_pcs, "
            "kode_wilayah",
            id="a function that is not there",
        ),
        pytest.param(
            "transformSourceObjects: [kode_cabang]", "transformSourceObjects: [kode_cabang, status]",
            "36: schema[0].properties[1].transformSourceObjects: ['kode_cabang', 'status']; expected 1 field(s), as "
            "kode_wilayah takes them: codes",
            id="a function with too many fields",
        ),
        pytest.param(
            "denda / nullif(lama, 0)", "denda / / lama",
            f"91: schema[0].properties[6].transformLogic: 'denda / / lama'; {SQL} Parser Error: syntax error at or near \"/\"",
            id="no SQL",
        ),
        pytest.param(
            "denda / nullif(lama, 0)", "denda / nullif(hari, 0)",
            f"91: schema[0].properties[6].transformLogic: 'denda / nullif(hari, 0)'; {SQL} no column 'hari'",
            id="SQL over a field that is not listed",
        ),
        pytest.param(
            "          - {property: unit, value: IDR}\n", "          - {property: formerName, value: lama}\n",
            "77: schema[0].properties[5].customProperties[0].value: 'lama'; expected a name that no field of this contract "
            "has, now or formerly",
            id="a former name that another field has now",
        ),
        pytest.param(
            "denda / nullif(lama, 0)", "upper(denda) || lama",
            f"91: schema[0].properties[6].transformLogic: 'upper(denda) || lama'; {SQL} Binder Error: No function "
            "matches the given name and argument types 'upper(DECIMAL(12,2))'. You might need to add explicit type casts.",
            id="SQL over fields of other types",
        ),
        pytest.param(
            "denda / nullif(lama, 0)", "sum(denda) / lama",
            f"91: schema[0].properties[6].transformLogic: 'sum(denda) / lama'; {SQL} sum() is not a function of one row "
            "that always gives the same",
            id="SQL over several rows",
        ),
    ],
)  # fmt: skip
def test_one_part_that_does_not_fit_gives_one_problem(old: str, new: str, expected: str) -> None:
    assert problems(edited(old, new)) == [expected]


@pytest.mark.parametrize(
    "name",
    ["bi_pesanan", "etl_ledger", "iku_value", "dim_waktu", "mart_iku", "v_pesanan", "lulusan_kini", "lulusan_lama",
     "lulusan_baru", "lulusan_diganti"],
)  # fmt: skip
def test_a_dataset_does_not_take_the_name_of_another_table(name: str) -> None:
    body = GOOD_CSV.replace("id: kunjungan", f"id: {name}").replace("- name: kunjungan", f"- name: {name}")
    assert problems(body) == [
        f"3: id: '{name}'; expected a name that does not begin with bi_, etl_, iku_, dim_, mart_ or v_ nor end in _kini, "
        "_lama, _baru or _diganti: sinks have tables of such names"
    ]


def test_a_contract_without_a_key() -> None:
    body = edited("        primaryKey: true\n        primaryKeyPosition: 1\n", "", GOOD_CSV)
    assert problems(body) == [
        "14: schema[0].properties: (missing); expected a key: a field with primaryKey: true, primaryKeyPosition: 1 and "
        "required: true"
    ]


@pytest.mark.parametrize("name", ["kunjungan_*.xlsx", "kunjungan"])
def test_the_files_of_a_csv_source_are_csv_files(name: str) -> None:
    assert problems(edited("kunjungan_*.csv", name, GOOD_CSV)) == [
        f"12: schema[0].physicalName: '{name}'; expected the names of the files in the drop folder, for example tracer_*.csv"
    ]


@pytest.mark.parametrize("name", ["kunjungan_*.csv", "kunjungan_*.xls"])
def test_the_files_of_an_excel_source_are_workbooks(name: str) -> None:
    body = edited(
        "kind: csv, connection: pintu_drop, encoding: cp1252, delimiter: ;",
        "kind: xlsx, connection: pintu_drop",
        GOOD_CSV,
    )
    assert problems(body.replace("kunjungan_*.csv", name)) == [
        f"12: schema[0].physicalName: '{name}'; expected the names of the files in the drop folder, for example kerja_sama_*.xlsx"
    ]


def test_files_are_not_looked_for_outside_the_drop_folder() -> None:
    assert problems(edited("kunjungan_*.csv", "../kunjungan.csv", GOOD_CSV)) == [
        "12: schema[0].physicalName: '../kunjungan.csv'; expected the names of the files in the drop folder, for example "
        "tracer_*.csv"
    ]


def test_a_key_field_and_a_change_column_come_from_the_source() -> None:
    computed = "        transformLogic: dibuat\n        transformSourceObjects: [dibuat]\n"
    body = edited("        businessName: Diubah pada\n", f"        businessName: Diubah pada\n{computed}")
    assert problems(body) == [
        "131: customProperties[0].value.changeColumn: 'diubah'; expected a field that comes from the source; this one is computed"
    ]
    computed = "        transformLogic: lama\n        transformSourceObjects: [lama]\n"
    body = edited("        businessName: Id peminjaman\n", f"        businessName: Id peminjaman\n{computed}")
    assert problems(body) == [
        "26: schema[0].properties[0].primaryKey: True; expected a key field that comes from the source; this one is computed"
    ]


def test_a_list_of_values_is_for_texts_and_numbers() -> None:
    enum = "metric: invalidValues, arguments: {validValues: [ya]}"
    rule = f"{{id: e, type: library, {enum}, mustBe: 0, severity: error, description: x}}"
    assert problems(with_rule(rule)) == [
        "98: schema[0].properties[7].quality[0].arguments.validValues: ['ya']; expected no list of values for "
        "logicalType boolean; use another rule"
    ]


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param("type: library, metric: duplicateValues, mustBe: 0", id="values that stand once"),
        pytest.param(
            "type: custom, engine: greatExpectations, "
            "implementation: {expectation_type: expect_column_values_to_not_be_null, kwargs: {mostly: 0.9}}",
            id="a share of rows that may break it",
        ),
    ],
)
def test_a_rule_over_several_rows_never_quarantines_one(rule: str) -> None:
    assert problems(with_rule(f"{{id: u, {rule}, severity: error, description: x}}")) == [
        "98: schema[0].properties[7].quality[0].severity: 'error'; expected warning or hold: the rule looks at several rows and "
        "cannot say which of them is wrong"
    ]
    parse_contract(with_rule(f"{{id: u, {rule}, severity: hold, description: x}}"), "peminjaman.yaml")


def test_the_order_of_the_topic_is_no_age_where_files_come_in_any_order() -> None:
    assert problems(edited("value: source", "value: offset", GOOD_CSV)) == [
        "31: customProperties[4].value: 'offset'; expected source, because a csv source may send an older version of a row after a "
        "newer one"
    ]
    assert (
        parse_contract(edited("newest, value: source", "newest, value: offset"), "peminjaman.yaml").newest == "offset"
    )


def test_an_expectation_over_two_columns_names_fields_of_the_contract() -> None:
    body = edited(
        "        type: library\n        metric: rowCount\n        mustBeGreaterThan: 9\n",
        "        type: custom\n        engine: greatExpectations\n        implementation:\n"
        "          expectation_type: expect_column_pair_values_a_to_be_greater_than_b\n"
        "          kwargs: {column_A: diubah, column_B: dibuatt}\n",
    )
    assert problems(body) == [
        "122: schema[0].quality[1].implementation.kwargs.column_B: 'dibuatt'; expected the name of a field of this "
        f"contract: {NAMES}"
    ]


def test_a_personal_name_that_is_declared_internal_is_taken_at_its_word() -> None:
    parse_contract(
        edited("- name: lunas\n", "- name: alamat_rumah\n        classification: internal\n"), "peminjaman.yaml"
    )


LAKEHOUSE = ("      - {sink: warehouse, mode: history}\n", "      - {sink: lakehouse, mode: history}\n")
SORTED = "        partitioned: true\n        partitionKeyPosition: 1\n"


def sorted_by(physical_type: str, lines: str = SORTED) -> str:
    """The good contract in the lakehouse, sorted into files by the first field of a type."""
    field = f"        physicalType: {physical_type}\n"
    return edited(*LAKEHOUSE, edited(field, field + lines))


@pytest.mark.parametrize("physical_type", ["date", "boolean", "int", "varchar(7)"])
def test_the_lakehouse_sorts_by_fields_of_few_values(physical_type: str) -> None:
    contract = parse_contract(sorted_by(physical_type), "peminjaman.yaml")
    assert [field.column_type for field in contract.partition_fields] == [physical_type]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            edited("        physicalType: date\n", f"        physicalType: date\n{SORTED}"),
            "partitioned: True; expected false, or the sink lakehouse, the only one that sorts rows into files",
            id="without the lakehouse",
        ),
        pytest.param(
            sorted_by("varchar(32)"),
            "partitioned: True; expected a field that is not personal: the names of files say the value",
            id="personal",
        ),
        pytest.param(
            sorted_by("decimal(12,2)"),
            "partitioned: True; expected a field of few values: a date or time (its month), an integer, a boolean or a varchar",
            id="an amount",
        ),
        pytest.param(
            sorted_by("date", "        partitioned: true\n"),
            "partitionKeyPosition: (missing); expected 1 to 1, each once, in the order of sorting",
            id="without a place",
        ),
        pytest.param(
            sorted_by("date", "        partitionKeyPosition: 1\n"),
            "partitionKeyPosition: 1; expected partitioned: true beside it, or no partitionKeyPosition",
            id="a place and nothing else",
        ),
    ],
)
def test_a_field_that_rows_cannot_be_sorted_by(body: str, expected: str) -> None:
    (problem,) = problems(body)
    assert problem.endswith(expected)
