"""Writes DAGs.md from the DAGs themselves: `python -m kampus.reference [--check]` with `dags/` on the path."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.encoders import coerce_to_core_timetable

from kampus.house import Tag

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "DAGs.md"
GENERATED = {Tag.EXTRACT, Tag.INGEST, Tag.REPUBLISH, Tag.REPLAY}
"""Families with a DAG for every source or topic: the document of the first one stands for all."""
HEAD = "# DAGs\n\nGenerated from the DAGs by `make docs`; do not edit.\n"


def load_dags() -> dict[str, Any]:
    """Every DAG by id. Raises when a file does not import, so that the reference is never silently short."""
    bag = DagBag(str(ROOT / "dags"))
    if bag.import_errors:
        raise RuntimeError("\n".join(f"{path}: {error}" for path, error in bag.import_errors.items()))
    return dict(sorted(bag.dags.items()))


def family(dag: Any) -> Tag:
    return next(tag for tag in Tag if tag in dag.tags)


def schedule(dag: Any) -> str:
    timetable = coerce_to_core_timetable(dag.timetable)
    return f"`{timetable.summary}`" if timetable.can_be_scheduled else "by hand"


def table_row(dag: Any) -> str:
    tasks = ", ".join(f"`{task.task_id}`" for task in dag.tasks)
    params = ", ".join(f"`{name}`" for name in dag.params) or "-"
    return f"| `{dag.dag_id}` | {dag.description} | {schedule(dag)} | {tasks} | {params} |"


def nested(doc: str) -> str:
    """The DAG's own document with its headings one level below the family's."""
    return doc.strip().replace("\n# ", "\n## ").replace("# ", "### ", 1)


def render(dags: dict[str, Any]) -> str:
    families: dict[Tag, list[Any]] = defaultdict(list)
    for dag in dags.values():
        families[family(dag)].append(dag)
    parts = [HEAD]
    for tag in Tag:
        members = families[tag]
        parts.append(f"## {tag}\n")
        parts.append("| DAG | what | schedule | tasks | parameters |\n|---|---|---|---|---|")
        parts.append("\n".join(table_row(dag) for dag in members) + "\n")
        examples = members[:1] if tag in GENERATED else members
        parts.extend(nested(dag.doc_md) + "\n" for dag in examples)
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    text = render(load_dags())
    if "--check" in arguments:
        if TARGET.exists() and TARGET.read_text() == text:
            return 0
        print("DAGs.md is not what the DAGs say. Run: make docs", file=sys.stderr)
        return 1
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
