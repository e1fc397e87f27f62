"""An extract from a web API in a process of its own that kills itself with SIGKILL at a chosen point."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from include.sources import http_pages
from include.sources.base import Source
from include.sources.http_pages import Page
from include.sources.http_source import HttpSource
from stack.paths import ROOT
from tests.integration.extract.builders import Hop
from tests.integration.extract.victim import POINTS as OF_EVERY_EXTRACT
from tests.integration.extract.victim import kill, kill_after, kill_after_the_first_record


def kill_after_the_first_page(pages: Callable[..., Iterator[Page]]) -> Callable[..., Iterator[Page]]:
    def reading(*arguments: Any) -> Iterator[Page]:
        yield next(pages(*arguments))
        kill()

    return reading


POINTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    **{name: point for name, point in OF_EVERY_EXTRACT.items() if not name.startswith(("while reading", "settled"))},
    "between two pages": (http_pages.OffsetPages, "pages", kill_after_the_first_page),
    "while comparing": (HttpSource, "_changes", kill_after_the_first_record),
    "settled": (HttpSource, "settle", kill_after),
}


def die(hop: Hop, source: Source, point: str) -> int:
    """Run the extract until it dies; returns how the process ended."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.web.victim", point],
        input=pickle.dumps((hop, source)), cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode


if __name__ == "__main__":
    place, name, fault = POINTS[sys.argv[1]]
    setattr(place, name, fault(getattr(place, name)))
    hop, source = pickle.load(sys.stdin.buffer)
    hop.extract(source)
