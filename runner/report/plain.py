"""Lines to a stream as they are: for CI, pipes and dumb terminals. Colours nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.report.lines import Narrator
from runner.report.visible import visible

if TYPE_CHECKING:
    from typing import TextIO

    from runner.results import Event


class PlainReporter(Struct):
    """Writes each event's lines at once, so that a log shows how far a run came."""

    stream: TextIO
    narrator: Narrator = field(default_factory=Narrator)

    def receive(self, event: Event) -> None:
        """Tell of an event."""
        for line in self.narrator.tell(event):
            self.stream.write(f"{visible(line.text)}\n")
        self.stream.flush()

    def close(self) -> None:
        """Nothing is left open."""
