"""The processes of Airflow's running tasks, found by the titles that Airflow gives them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TASK, SUPERVISOR = "airflow worker -- ", "LocalExecutor"


@dataclass(frozen=True)
class TaskProcess:
    """A running task: its own process, and the supervisor that watches over it."""

    pid: int
    supervisor: int
    instance: str

    def task_id(self, database: Path) -> str:
        """Which task it is, as Airflow's database says."""
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
            row = connection.execute(
                "SELECT task_id FROM task_instance WHERE replace(id, '-', '') = ?", [self.instance.replace("-", "")]
            ).fetchone()
        return str(row[0]) if row else "?"


def running_tasks(home: Path) -> list[TaskProcess]:
    """Those of the Airflow with this home, which all its processes stand in."""
    found = []
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            title = _title(folder)
            if title.startswith(TASK) and SUPERVISOR not in title and (folder / "cwd").resolve() == home:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                found.append(TaskProcess(int(folder.name), parent, title.removeprefix(TASK)))
        except OSError:
            continue
    return found


def is_supervisor(pid: int) -> bool:
    """Whether the parent of a task still watches over it; an orphan has another one."""
    try:
        return SUPERVISOR in _title(PROC / str(pid))
    except OSError:
        return False


def _title(folder: Path) -> str:
    return (folder / "cmdline").read_bytes().rstrip(b"\0").decode(errors="replace")
