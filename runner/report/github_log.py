"""A job's log on GitHub: text that cannot act there, and groups that fold. Knows no pages.

In a log GitHub takes lines that begin with `::`, and text with `##[` anywhere, for commands. What a page or a
program says must not be one. Masking is not left to GitHub: secrets never reach the log.

Source: GitHub Actions, "Workflow commands", "Stopping and starting workflow commands", read 2026-11.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TextIO


def on_github(environment: Mapping[str, str]) -> bool:
    """Whether what is written lands in a log that heeds commands."""
    return environment.get("GITHUB_ACTIONS") == "true"


class CommandsStopped:
    """A stretch of a log in which nothing is a command, by a word that no page can know before."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._token = ""

    def stop(self) -> None:
        """Let nothing be a command from here."""
        from secrets import token_hex

        self._token = token_hex(16)
        self._write(f"::stop-commands::{self._token}")

    def resume(self) -> None:
        """Let commands be commands again."""
        self._write(f"::{self._token}::")

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Fold what is written meanwhile under a title."""
        self._command(f"::group::{_one_line(title)}")
        try:
            yield
        finally:
            self._command("::endgroup::")

    def _command(self, line: str) -> None:
        self.resume()
        self._write(line)
        self.stop()

    def _write(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()


@contextmanager
def commands_stopped(stream: TextIO, environment: Mapping[str, str]) -> Iterator[CommandsStopped | None]:
    """Keep all that is written meanwhile from acting on GitHub; elsewhere give None and change nothing."""
    if not on_github(environment):
        yield None
        return
    stopped = CommandsStopped(stream)
    stopped.stop()
    try:
        yield stopped
    finally:
        stopped.resume()


def inert_json(text: str, environment: Mapping[str, str]) -> str:
    """Give JSON that says the same and holds nothing that GitHub takes for a command."""
    return text.replace("##[", "#\\u0023[") if on_github(environment) else text


def _one_line(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
