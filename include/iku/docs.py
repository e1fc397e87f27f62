"""Writes docs/iku/ from the regulations: `python -m include.iku.docs [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from include.contract.catalog import load_catalog
from include.iku.check import check
from include.iku.pages import pages
from include.iku.regulation import load_regulations

TARGET = Path(__file__).resolve().parents[2] / "docs" / "iku"


def main(arguments: Sequence[str], target: Path = TARGET) -> int:
    """Writes every page and removes those of indicators that are no more, or says which are not what they should be."""
    regulations = load_regulations()
    check(regulations, load_catalog())
    wanted, there = pages(regulations), _there(target)
    if "--check" not in arguments:
        for path in there.keys() - wanted.keys():
            (target / path).unlink()
        for path, text in wanted.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_text(text, encoding="utf-8")
        return 0
    if stale := sorted(path for path in wanted.keys() | there.keys() if wanted.get(path) != there.get(path)):
        print(f"docs/iku/ is not what the regulations say: {', '.join(stale)}. Run: make docs", file=sys.stderr)
    return 1 if stale else 0


def _there(target: Path) -> dict[str, str]:
    return {str(path.relative_to(target)): path.read_text(encoding="utf-8") for path in target.rglob("*.md")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
