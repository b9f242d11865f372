"""A real `runbook test --watch` under way, whose pages a test edits."""

from __future__ import annotations

import json
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.cli.conftest import Desk


class Watch:
    """A watch under way, and what its pages' steps told of themselves."""

    def __init__(self, desk: Desk, process: subprocess.Popen[str]) -> None:
        self.desk = desk
        self._process = process
        self.first = self.round()

    def round(self) -> str:
        """What is said of one round."""
        assert self._process.stdout is not None
        said: list[str] = []
        for line in self._process.stdout:
            said.append(line)
            if "watching; Ctrl-C" in line:
                return "".join(said)
        raise AssertionError("".join(said))

    def edit(self, text: str, name: str = "page.md") -> str:
        """Save a page as an editor does, and give what is said of the round that follows."""
        new = self.desk.folder / f".{name}.new"
        new.write_text(text)
        new.replace(self.desk.folder / name)
        return self.round()

    def end(self, number: int = signal.SIGINT) -> int:
        """End the watch; returns its exit status."""
        self._process.send_signal(number)
        self._process.communicate(timeout=30)
        return self._process.returncode

    def ran(self) -> list[str]:
        """The ids of the steps that the newest run ran itself."""
        return [
            step["id"]
            for step in self.record()["steps"]
            if step["status"] in ("verified", "ran", "failed") and "done in run" not in (step["reason"] or "")
        ]

    def record(self) -> Any:
        """The newest record."""
        found = sorted((self.desk.folder / ".runbook/runs/page").glob("*.json"))
        return json.loads(found[-1].read_text())


@contextmanager
def watching(desk: Desk, text: str, *flags: str) -> Iterator[Watch]:
    desk.page(text)
    process = desk.start("test", "page.md", "--watch", *flags)
    try:
        yield Watch(desk, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
