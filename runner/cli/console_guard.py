"""Commands whose words cannot act on the log of a CI job. Knows no page."""

from __future__ import annotations

import os
import sys
from functools import wraps
from typing import TYPE_CHECKING, Any

from runner.report.github_log import commands_stopped

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

_CONSOLE = "console"


def words_to(output: str) -> TextIO:
    """Give the stream for a person's words; stdout belongs to a report where one is asked for."""
    return sys.stdout if output == _CONSOLE else sys.stderr


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a command's words from acting on GitHub; its flag `--output` says on which stream they are."""

    @wraps(command)
    def run(*arguments: Any, **flags: Any) -> Any:  # noqa: ANN401 - click's own calling convention
        # GitHub's own annotations are meant to act; they are escaped.
        if flags.get("output") == "github":
            return command(*arguments, **flags)
        with commands_stopped(words_to(flags.get("output", _CONSOLE)), os.environ):
            return command(*arguments, **flags)

    return run
