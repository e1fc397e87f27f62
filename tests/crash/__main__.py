"""`python -m tests.crash` writes docs/failure-points.md again."""

from __future__ import annotations

from tests.crash.document import DOCUMENT, written

if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
