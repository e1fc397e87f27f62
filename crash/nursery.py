"""Processes that start in a fraction of a second, because the parent they are forked from has imported everything already."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any


def nursery(*more: str) -> ForkServerContext:
    """`more` are modules that the parent is to import too. It starts with the first child, and is one per process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crash.warm", *more])
    return context


def born(context: ForkServerContext, work: Callable[..., None], *arguments: Any) -> ForkServerProcess:
    """A running child. Its `kill` is SIGKILL; it does not outlive us politely."""
    child = context.Process(target=work, args=arguments, daemon=True)
    child.start()
    return child
