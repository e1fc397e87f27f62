"""Unpacks Debian packages into a private folder, without root and without touching the system."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from stack.errors import StackError
from stack.paths import PROGRAMS

APT_SOURCES = (Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d"))


def unpacked(name: str, packages: list[str], suite: str | None = None) -> Path:
    """The private root that holds `packages` and all they depend on. `suite` None means the machine's own.

    Made once: the folder appears under its name only when it is complete. Raises StackError when apt cannot give it.
    """
    target = PROGRAMS / name
    if target.exists():
        return target
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise StackError(f"{name}: this system has no apt-get, so {' '.join(packages)} cannot be unpacked privately.")
    work = PROGRAMS / f".{name}.partial"
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial", "root"):
        (work / folder).mkdir(parents=True)
    (work / "status").touch()
    (work / "sources.list").write_text(_sources(suite))
    options = [
        "-o", f"Dir::Etc::sourcelist={work}/sources.list", "-o", "Dir::Etc::sourceparts=-", "-o", f"Dir::State={work}",
        "-o", f"Dir::State::lists={work}/lists", "-o", f"Dir::Cache={work}/cache", "-o", f"Dir::State::status={work}/status",
        "-o", "APT::Sandbox::User=root", "-o", "Debug::NoLocking=1", "-qq",
    ]  # fmt: skip
    _run(["apt-get", *options, "update"], name)
    _run(["apt-get", *options, "-y", "--no-install-recommends", "--download-only", "install", *packages], name)
    for archive in sorted((work / "cache/archives").glob("*.deb")):
        _run(["dpkg", "-x", str(archive), str(work / "root")], name)
    (work / "root").rename(target)
    shutil.rmtree(work)
    return target


def program(root: Path, path: str) -> list[str]:
    """The command that runs a program of a private root with that root's own loader and libraries."""
    libraries = ":".join(str(root / folder) for folder in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"))
    loader = next(
        p for p in (root / "usr/lib64/ld-linux-x86-64.so.2", root / "lib64/ld-linux-x86-64.so.2") if p.exists()
    )
    return [str(loader), "--library-path", libraries, str(root / path)]


def _sources(suite: str | None) -> str:
    """The machine's own Debian source, or the same mirror with another suite."""
    files = [
        f for place in APT_SOURCES if place.exists() for f in ([place] if place.is_file() else sorted(place.iterdir()))
    ]
    for file in files:
        if file.suffix == ".sources":
            for stanza in file.read_text().split("\n\n"):
                keys = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line and line[0] not in "# ")
                if "security" not in keys.get("Suites", "security"):
                    return _line(keys["URIs"].split()[0], suite or keys["Suites"].split()[0], keys.get("Signed-By"))
        elif file.suffix == ".list":
            for line in file.read_text().splitlines():
                words = line.split()
                if words[:1] == ["deb"] and "security" not in line:
                    signed = next((w.split("=")[1].rstrip("]") for w in words if "signed-by=" in w), None)
                    address = next(w for w in words if "://" in w)
                    return _line(address, suite or words[words.index(address) + 1], signed)
    raise StackError("found no Debian source in /etc/apt, so nothing can be fetched with apt-get.")


def _line(address: str, suite: str, signed_by: str | None) -> str:
    option = f" [signed-by={signed_by}]" if signed_by else ""
    return f"deb{option} {address} {suite} main\n"


def _run(command: list[str], name: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StackError(f"{name}: `{command[0]} {command[-1]}` failed:\n{done.stderr.strip()[-800:]}")
