"""Writes docs/contracts.md from the contracts: `python -m include.contract.docs [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from include.contract.catalog import load_catalog
from include.contract.model import Contract, Field, Rule
from include.contract.read import ROOT

TARGET = ROOT / "docs" / "contracts.md"
HEAD = """# Datasets

Generated from `include/contracts/` by `make docs`; do not edit. To add one, see [add a dataset](howto/add-a-dataset.md).

A rule of severity `critical` (`error` in the contract) sends the row to quarantine, `warning` loads the row and counts the breach,
`hold` makes the whole batch wait for a release. A personal field is replaced by a `pseudonym`, kept but never shown (`restrict`),
or not kept (`drop`).
"""


def render(contracts: Sequence[Contract]) -> str:
    return "\n".join([HEAD, *_overview(contracts), *(line for contract in contracts for line in _dataset(contract))])


def main(arguments: Sequence[str], target: Path = TARGET) -> int:
    catalog = load_catalog()
    if catalog.problems:
        print(*catalog.problems, sep="\n", file=sys.stderr)
        return 1
    text = render(catalog.contracts)
    if "--check" not in arguments:
        target.write_text(text, encoding="utf-8")
        return 0
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return 0
    print(f"{target.name} is not what the contracts say. Run: make docs", file=sys.stderr)
    return 1


def _overview(contracts: Sequence[Contract]) -> Iterator[str]:
    rows = [
        (f"[{c.dataset}](#{c.dataset})", c.title, c.source.name, f"`{c.topic.name}`", ", ".join(_loads(c)))
        for c in contracts
    ]
    yield from _table(("dataset", "title", "source", "topic", "loaded into"), rows)


def _dataset(contract: Contract) -> Iterator[str]:
    yield f"## {contract.dataset}\n"
    yield f"{contract.title}. {contract.purpose}\n"
    yield from (f"- **{name}**: {value}" for name, value in _facts(contract))
    yield ""
    fields = [_field_row(field) for field in contract.fields]
    yield from _table(("field", "label", "type", "unit", "required", "key", "classification", "made from"), fields)
    yield from _table(("rule", "field", "severity", "meaning"), [_rule_row(rule) for rule in contract.rules])


def _facts(contract: Contract) -> Iterator[tuple[str, str]]:
    source, topic, gate = contract.source, contract.topic, contract.gate
    yield "version", f"{contract.version}, team `{contract.owner}`"
    yield "source", f"`{source.object}` of `{source.name}` ({source.kind}, connection `{source.connection}`)"
    if times := [f"{what} `{name}`" for what, name in _times(contract) if name]:
        yield "time", ", ".join(times)
    yield "topic", f"`{topic.name}`, {_topic(contract)}"
    yield "loaded into", ", ".join(_loads(contract))
    if contract.partition_fields:
        yield "sorted in the lakehouse by", ", ".join(f"`{field.name}`" for field in contract.partition_fields)
    yield (
        "held",
        f"a batch of {gate.min_rows:,} messages or more of which over {gate.max_reject_share * 100:g}% are rejected",
    )


def _topic(contract: Contract) -> str:
    topic = contract.topic
    messages = "" if topic.format == "plain" else f" in the format `{topic.format}`"
    if topic.foreign:
        return f"which others own; messages{messages}"
    kept = "kept for ever" if topic.retention is None else f"kept {topic.retention.days} days"
    partitions = f"{topic.partitions} partition{'s' if topic.partitions > 1 else ''}"
    return f"{partitions}, {kept}, messages up to {topic.max_message_bytes:,} bytes{messages}"


def _times(contract: Contract) -> tuple[tuple[str, str | None], ...]:
    source = contract.source
    return ("changed", source.change_column), ("made", source.created_column), ("happened", source.event_time)


def _loads(contract: Contract) -> list[str]:
    return [f"`{sink.sink}.{sink.table}` ({sink.mode})" for sink in contract.sinks]


def _field_row(field: Field) -> tuple[str, ...]:
    classification = f"{field.classification}, {field.protect}" if field.protect else field.classification
    required, key = "yes" if field.required else "", str(field.key_position or "")
    name, column = f"`{field.name}`", field.column_type
    return name, field.label, column, field.unit or "", required, key, classification, _origin(field)


def _origin(field: Field) -> str:
    """What the field is made of, where that is not the source's column of the same name."""
    if field.transform is None:
        return f"`{field.source_name}`" if field.source_name != field.name else ""
    if field.transform.kind == "function":
        return f"`{field.transform.expression}({', '.join(field.transform.inputs)})`"
    return f"`{field.transform.expression}`"


def _rule_row(rule: Rule) -> tuple[str, ...]:
    return rule.id, f"`{rule.field}`" if rule.field else "all rows", rule.severity, rule.description


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(_cell(text) for text in row)} |" for row in rows)
    yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
