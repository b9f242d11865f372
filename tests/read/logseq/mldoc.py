"""mldoc as the reference: its nodes, and a page's blocks as its nodes tell them.

mldoc is Logseq's own parser. It is installed for the comparison alone; nothing of it is part of this project.
"""

from __future__ import annotations

import json
import subprocess
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_SERVER = Path(__file__).with_name("mldoc_server.cjs")
_DEEPEST_HEADING = 6
Node = tuple[str, list[Any], int, int]


class MldocError(Exception):
    """mldoc gave no answer for a page."""


@dataclass(frozen=True, slots=True)
class Code:
    """A fence: `inside` a quote, list or other container; `cut` where Logseq gives up what is kept here."""

    language: str
    text: str
    inside: bool
    cut: bool = False


@dataclass(slots=True)
class Told:
    """A block as a parser tells it; `line` is 1-based, `indent` -1 for what stands before the first block."""

    line: int
    indent: int
    level: int = 0
    marker: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    codes: list[Code] = field(default_factory=list)


class Mldoc:
    """One running node with mldoc from `folder`'s node_modules."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["node", "--stack-size=8000", str(_SERVER), str(folder.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> Mldoc:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def nodes(self, text: str) -> list[Node]:
        """Give mldoc's nodes: name, arguments, first byte and the byte behind the last."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if isinstance(answer, dict):
            raise MldocError(answer["error"])
        return [(node[0], node[1:], place["start_pos"], place["end_pos"]) for node, place in answer]


class Places:
    """The lines of a page by its bytes, as mldoc counts."""

    def __init__(self, text: str) -> None:
        self.data = text.encode()
        self._starts = [0, *accumulate(len(line) + 1 for line in self.data.split(b"\n"))]

    def line(self, place: int) -> int:
        """The 1-based line of a byte."""
        return bisect_right(self._starts, place)

    def at_line_start(self, place: int) -> bool:
        """Whether nothing but white space stands before the byte on its line."""
        return not self.data[self._starts[self.line(place) - 1] : place].strip(b" \t")


def told_by_mldoc(nodes: list[Node], text: str) -> list[Told]:
    """Give a page's blocks as mldoc's nodes and Logseq's own way with them tell."""
    places = Places(text)
    blocks = [Told(line=1, indent=-1)]
    for name, arguments, start, _ in nodes:
        if name == "Heading":
            blocks.append(_heading(arguments[0], places.line(start)))
        elif name == "Property_Drawer":
            if not blocks[-1].properties:
                blocks[-1].properties = tuple((_key(key), value) for key, value, *_ in arguments[0])
        else:
            begins = places.data[start : start + 200].lstrip().startswith(b"#+")
            blocks[-1].codes += _codes(name, arguments, 0 if begins else max(blocks[-1].indent, 0) + 2)
    return blocks


def _heading(told: dict[str, Any], line: int) -> Told:
    indent = told["level"] - 1 if told["unordered"] else 0
    level = min(told["size"] or 0, _DEEPEST_HEADING)
    return Told(line=line, indent=indent, level=level, marker=told.get("marker") or "")


def _key(name: str) -> str:
    return name.lower().replace("_", "-")


def _codes(name: str, arguments: list[Any], column: int, *, inside: bool = False) -> Iterator[Code]:
    if name == "Src":
        lines = "".join(arguments[0]["lines"]).split("\n")
        text = "\n".join(_at_column(line, column) for line in lines)
        yield Code(language=arguments[0].get("language") or "", text=text, inside=inside)
    elif name == "Example":
        yield Code(language="", text="".join(arguments[0]), inside=inside)
    elif name == "Quote":
        yield from _inner_codes(arguments[0])
    elif name == "Custom":
        yield from _inner_codes(arguments[2])
    elif name == "List":
        for item in arguments[0]:
            yield from _inner_codes(item["content"])
            yield from _codes("List", [item["items"]], column, inside=True)


def _inner_codes(nodes: list[Any]) -> Iterator[Code]:
    for node in nodes:
        yield from _codes(node[0], node[1:], 0, inside=True)


def _at_column(line: str, column: int) -> str:
    """A line as Logseq gives it to the reader: without the block's own columns."""
    return line[column:] if not line[:column].strip(" \t") else line.lstrip(" \t")
