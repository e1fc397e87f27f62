"""The matrix of failure points and sinks, as a document."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from stack.paths import ROOT
from tests.crash.matrix import as_markdown

DOCUMENT = ROOT / "docs" / "failure-points.md"
TEXT = """\
# Failure points

Which test proves which failure point for which sink. A process is killed with SIGKILL, a broker or a database server is killed
and started again; then comes the ordinary retry, and then everything is compared with the log ([what is compared](proof.md)).
The tests are in `tests/crash`. Written by `python -m tests.crash`.

{matrix}
"""


def written() -> str:
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        import_module(f"tests.crash.{file.stem}")
    return TEXT.format(matrix=as_markdown())
