"""Installs what the stack needs, privately, below `.kampus/`. Runs on the system's Python alone: `python3 -m stack.install`.

Every part appears under its name only when it is complete, so an interrupted installation is simply started again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stack import database, kafka
from stack.errors import StackError
from stack.packages import unpacked
from stack.paths import ROOT, STATE, VENV

TOOLS = {
    "java": ("openjdk-17-jre-headless", "Java 17 runs the Kafka broker"),
    "mvn": ("maven", "Maven fetches the Kafka broker"),
    "gcc": ("gcc libc6-dev", "a C compiler builds the MySQL client of the Airflow provider"),
    "dpkg": ("dpkg", "dpkg unpacks the database servers"),
}
TEST_TOOLS = {"chromium": ("chromium", "a real browser tests the Airflow UI")}
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def install(requirements: str) -> None:
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        check_tools(TOOLS if requirements == RUNTIME else TOOLS | TEST_TOOLS)
        with ThreadPoolExecutor() as pool:
            packages = pool.submit(install_packages, requirements)
            for step in (
                pool.submit(kafka.install),
                pool.submit(database.mysql),
                pool.submit(database.mariadb),
                packages,
            ):
                step.result()


def check_tools(tools: dict[str, tuple[str, str]]) -> None:
    """Install missing tools where this may be done (root with apt), else say the exact command.

    `tools` maps a program to the Debian packages that bring it and to what it is for.
    """
    if sys.version_info[:2] != (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise StackError(
            f"Python 3.11 is needed and python3 is {found}. Install it and run: make PYTHON=python3.11 demo"
        )
    missing = [tool for tool in tools if not shutil.which(tool)]
    packages = [name for tool in missing for name in tools[tool][0].split()]
    if not _can_make_venv():
        missing.append("python3-venv")
        packages.append("python3-venv")
    if missing.count("gcc") or not _has_python_headers():
        packages.append("python3-dev")
    if not packages:
        return
    command = f"apt-get install -y {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        reasons = "; ".join(tools[tool][1] for tool in missing if tool in tools)
        raise StackError(f"missing: {', '.join(packages)} ({reasons}). Run: sudo {command}")
    print(f"Installing with apt: {', '.join(packages)}", flush=True)
    for step in ("apt-get update -qq", f"{command} -qq"):
        done = subprocess.run(step.split(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise StackError(f"`{step}` failed:\n{done.stderr[-600:]}")


def install_packages(requirements: str) -> None:
    """The virtual environment with exactly the pinned packages, byte-compiled: Airflow starts twice as fast."""
    wanted = [requirements] if requirements == DEVELOPMENT else [requirements, DEVELOPMENT]
    if any(_stamp(name).exists() for name in wanted):
        return
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment |= _mysql_client() | {"VIRTUAL_ENV": str(VENV)}
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(VENV)], environment)
        _run([str(VENV / "bin" / "pip"), "install", "-q", "uv"], environment)
    _run(
        [str(uv), "pip", "sync", "-q", "--compile-bytecode", str(ROOT / requirements), *_keep_uv(requirements)],
        environment,
    )
    for old in VENV.glob(".installed-*"):
        old.unlink()
    _stamp(requirements).touch()


def _keep_uv(requirements: str) -> list[str]:
    # `sync` removes what is not listed; uv itself and pip stay by being listed.
    extra = VENV / "bootstrap.txt"
    extra.write_text("uv\npip\n")
    return [str(extra)]


def _mysql_client() -> dict[str, str]:
    """Where mysqlclient finds headers and library: the system's, else private ones."""
    if (
        shutil.which("pkg-config")
        and subprocess.run(["pkg-config", "--exists", "libmariadb"], check=False).returncode == 0
    ):
        return {}
    root = unpacked("mysqlclient", ["libmariadb-dev"])
    libraries = root / "usr/lib/x86_64-linux-gnu"
    return {
        "MYSQLCLIENT_CFLAGS": f"-I{root}/usr/include/mariadb",
        "MYSQLCLIENT_LDFLAGS": f"-L{libraries} -lmariadb -Wl,-rpath,{libraries}",
    }


def _stamp(requirements: str) -> Path:
    digest = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()[:16]
    return VENV / f".installed-{digest}"


def _can_make_venv() -> bool:
    return (
        subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode
        == 0
    )


def _has_python_headers() -> bool:
    code = "import sysconfig, pathlib, sys; sys.exit(not (pathlib.Path(sysconfig.get_paths()['include']) / 'Python.h').exists())"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StackError(
            f"`{' '.join(Path(c).name for c in command[:4])}` failed:\n{(done.stdout + done.stderr).strip()[-1200:]}"
        )


def main() -> int:
    started = time.monotonic()
    try:
        install(DEVELOPMENT if "--dev" in sys.argv else RUNTIME)
    except StackError as error:
        print(f"kampus-etl: {error}", file=sys.stderr)
        return 1
    if time.monotonic() - started > 2:
        print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
