"""Where the local stack keeps its state. Everything is below one git-ignored folder."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATE = Path(os.environ.get("KAMPUS_STATE", ROOT / ".kampus"))
VENV = STATE / "venv"
PROGRAMS = STATE / "programs"
DEMO = STATE / "demo"
TEST = STATE / "test"
