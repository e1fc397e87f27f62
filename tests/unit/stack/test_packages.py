from __future__ import annotations

from pathlib import Path

import pytest

from stack import packages
from stack.errors import StackError

DEB822 = """\
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
"""


def sources(monkeypatch: pytest.MonkeyPatch, file: Path, text: str) -> None:
    file.write_text(text)
    monkeypatch.setattr(packages, "APT_SOURCES", (file,))


def test_the_machines_own_mirror_serves_another_suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources(monkeypatch, tmp_path / "debian.sources", DEB822)
    line = "deb [signed-by=/usr/share/keyrings/debian.gpg] http://mirror.example/debian sid main\n"
    assert packages._sources("sid") == line


def test_without_a_suite_the_machines_own_release_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources(
        monkeypatch,
        tmp_path / "sources.list",
        "# old style\ndeb http://mirror.example/debian-security bookworm-security main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib\n",
    )
    assert packages._sources(None) == "deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main\n"


def test_a_machine_without_debian_sources_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources(monkeypatch, tmp_path / "sources.list", "")
    with pytest.raises(StackError, match="no Debian source in /etc/apt"):
        packages._sources("sid")
