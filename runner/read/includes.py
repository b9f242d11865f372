"""Lines that another tool replaces by a file: named, and taken out of the prose. Opens no such file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.outline import Finding, Level, Location, Text
from runner.patterns import regex
from runner.read.tree import rebuilt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.model import Step
    from runner.outline import Block, Part

# Of Microsoft Learn, PyMdown, Jinja and Liquid, mdBook, Hugo and Quarto, reStructuredText, Markdown-Include.
_INCLUDE = regex(
    r"""[ \t]*(?:
        \[!INCLUDE[ \t]*\[.*\]\(.*\)\]
      | -+8<-+(?:[ \t]+\S.*)?
      | \{%[-+]?[ \t]*include[\w-]*[ \t].*%\}
      | \{\{[ \t]*\#(?:rustdoc_)?include[ \t].*\}\}
      | \{\{[<%][ \t]*include[ \t].*[>%]\}\}
      | \.\.[ \t]+include::.*
      | \{!.*!\}
    )[ \t]*""",
    re.IGNORECASE | re.VERBOSE,
)
_HINTS = ("nclude", "NCLUDE", "8<-", "{!")
_TEXT = "not included: the tool does not read it; write here what the procedure needs of it"
_COMMAND = "step {} includes a file here that the tool does not read; write its commands here"


def may_include(text: str) -> bool:
    """Whether a page is worth a closer look."""
    return any(hint in text for hint in _HINTS)


def without_includes(path: str, blocks: Iterable[Block]) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Give blocks without the lines that include a file, and a finding for each such line."""
    found: list[int] = []

    def make(block: Block, children: tuple[Block, ...], _: None) -> tuple[Block]:
        places = [line for part in block.parts if isinstance(part, Text) for line in _lines(part)]
        if not places:
            return (block if children == block.children else replace(block, children=children),)
        found.extend(places)
        parts = (_without(part) if isinstance(part, Text) else part for part in block.parts)
        return (replace(block, parts=tuple(part for part in parts if part), children=children),)

    kept = rebuilt(blocks, None, enter=lambda _, __: None, make=make)
    return kept, tuple(_finding(path, line, _TEXT, Level.WARNING) for line in sorted(found))


def _lines(text: Text) -> Iterator[int]:
    for line, written in enumerate(text.text.split("\n"), text.line):
        if _INCLUDE.fullmatch(written):
            yield line


def _without(text: Text) -> Part | None:
    """The text with its lines of inclusion empty, None where nothing else is left."""
    lines = ["" if _INCLUDE.fullmatch(line) else line for line in text.text.split("\n")]
    return replace(text, text="\n".join(lines)) if any(lines) else None


def find_included_commands(path: str, steps: Iterable[Step]) -> Iterator[Finding]:
    """Find the commands that stand in another file: bash would be given the line that names it."""
    for step in steps:
        if step.source and may_include(step.source):
            for line, written in enumerate(step.source.split("\n"), step.code_line):
                if _INCLUDE.fullmatch(written):
                    yield _finding(path, line, _COMMAND.format(step.id), Level.ERROR)


def _finding(path: str, line: int, message: str, level: Level) -> Finding:
    place = Location(path=path, line=line, end_line=line)
    return Finding(code="include", level=level, message=message, location=place)
