from __future__ import annotations

import os
import shutil

import pytest

from stack import install
from stack.errors import StackError

NEEDED = {"sh": ("dash", "a shell runs things"), "no-such-tool": ("some-package other-package", "it draws the plots")}


def test_without_the_right_to_install_the_exact_command_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    expected = "missing: some-package, other-package (it draws the plots). Run: sudo apt-get install -y some-package other-package"
    with pytest.raises(StackError) as caught:
        install.check_tools(NEEDED)
    assert str(caught.value) == expected


def test_on_a_system_without_apt_it_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda tool: None if tool == "apt-get" else found(tool))
    with pytest.raises(StackError, match="missing: some-package, other-package"):
        install.check_tools(NEEDED)


def test_another_python_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install.sys, "version_info", (3, 9, 2))
    with pytest.raises(StackError, match=r"Python 3\.11 is needed.*make PYTHON=python3\.11 demo"):
        install.check_tools({})
