"""Which page a line is of, while blocks of other pages stand in an outline. Reads no page.

Lines of embedded blocks are numbered on, far behind the page's last line: a block that is embedded twice has
two numbers, and whatever reads an outline needs to know nothing of it. When the procedure is made each line
gets its page and its own number back.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from runner.model import Capture, NotRun, Precondition, Remedy, Step
from runner.outline import Location, line_text

if TYPE_CHECKING:
    from runner.expectations import Claim
    from runner.model import Procedure
    from runner.outline import Finding
    from runner.read.prerequisites import Asked

_Point = TypeVar("_Point", Precondition, Remedy, Capture)
_Span = TypeVar("_Span", Step, NotRun)

_BEHIND_EVERY_PAGE = 1 << 40


class _Stretch(Struct, frozen=True, kw_only=True):
    """Lines of a page in their place: `offset` behind their own; `anchor` is the line of their embed."""

    start: int
    offset: int
    path: str
    anchor: int


class Places:
    """The stretches of embedded lines of one outline."""

    def __init__(self) -> None:
        self._stretches: list[_Stretch] = []
        self._next = _BEHIND_EVERY_PAGE

    @property
    def size(self) -> int:
        """How many lines are embedded."""
        return self._next - _BEHIND_EVERY_PAGE

    def add(self, path: str, lines: range, *, anchor: int) -> int:
        """Give room to lines of a page, the page itself where `path` is empty; tells how far they move."""
        offset = self._next - lines.start
        self._stretches.append(_Stretch(start=self._next, offset=offset, path=path, anchor=anchor))
        self._next += len(lines)
        return offset

    def find(self, line: int) -> tuple[str, int]:
        """The page that a line is of, empty for the page itself, and its number there."""
        stretch = self._stretch(line)
        return ("", line) if stretch is None else (stretch.path, line - stretch.offset)

    def order(self, line: int) -> tuple[int, ...]:
        """What sorts lines as a reader meets them: an embedded one comes behind the line of its embed."""
        stretch = self._stretch(line)
        return (line,) if stretch is None else (*self.order(stretch.anchor), line)

    def _stretch(self, line: int) -> _Stretch | None:
        if line < _BEHIND_EVERY_PAGE:
            return None
        return self._stretches[bisect_right(self._stretches, line, key=lambda item: item.start) - 1]

    def settled(self, procedure: Procedure) -> Procedure:
        """Give each line of a procedure its page and its own number."""
        if not self._stretches:
            return procedure
        return replace(
            procedure,
            preconditions=tuple(self._at_home(item) for item in procedure.preconditions),
            steps=tuple(self._step(step) for step in procedure.steps),
            troubleshooting=tuple(self._at_home(row) for row in procedure.troubleshooting),
            not_run=tuple(self._spanning(fence) for fence in procedure.not_run),
            findings=tuple(self.settled_finding(item, procedure.path) for item in procedure.findings),
        )

    def settled_finding(self, finding: Finding, own: str) -> Finding:
        """Give a finding its page; the other findings, which have theirs, are left as they are."""
        place = finding.location
        path, line = self.find(place.line)
        end_line = line + place.end_line - place.line
        return replace(
            finding, location=Location(path=path or place.path or own, line=line, end_line=end_line)
        )

    def settled_link(self, asked: Asked) -> Asked:
        """Give a link under preconditions its page and its own line."""
        path, line = self.find(asked.link.line)
        text, begin = asked.sentence
        sentence = (text, self.find(begin)[1])
        return replace(asked, link=replace(asked.link, line=line), sentence=sentence, path=path)

    def _at_home(self, item: _Point) -> _Point:
        path, line = self.find(item.line)
        return replace(item, path=path, line=line)

    def _spanning(self, item: _Span) -> _Span:
        path, line = self.find(item.line)
        return replace(item, path=path, line=line, end_line=line + item.end_line - item.line)

    def _step(self, step: Step) -> Step:
        code_line = self.find(step.code_line)[1]
        claims = tuple(self._claim(claim) for claim in step.claims)
        retry = step.manner.retry
        if retry is not None:
            path, line = self.find(retry.line)
            step = replace(step, manner=replace(step.manner, retry=replace(retry, path=path, line=line)))
        remedies = tuple(self._at_home(row) for row in step.remedies)
        captures = tuple(self._at_home(item) for item in step.captures)
        return replace(
            self._spanning(step), code_line=code_line, claims=claims, remedies=remedies, captures=captures
        )

    def _claim(self, claim: Claim) -> Claim:
        """A reading may name the line too, as that of a fence does."""
        path, line = self.find(claim.line)
        if line == claim.line:
            return claim
        named = line_text(claim.line)
        expectations = tuple(
            replace(
                item,
                reading=item.reading.replace(named, line_text(line, path)),
                page_lines=tuple(self.find(number)[1] for number in item.page_lines),
            )
            for item in claim.expectations
        )
        return replace(claim, path=path, line=line, expectations=expectations)
