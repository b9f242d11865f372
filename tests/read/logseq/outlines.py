"""Generated Logseq pages, the same for the same seed: realistic ones, and ones made of awkward lines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_INDENTS = ("", "", "\t", "\t\t", "  ", "    ", "\t  ", "\t\t  ", " ", "   ", "  \t", "     ")
_AWKWARD: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("awkward.json").read_text(encoding="utf-8")
)
_HEADS, _LINES = _AWKWARD["heads"], _AWKWARD["lines"]
AWKWARD_LINES = (*_HEADS, *_LINES)
_FENCES = ("```", "~~~")
_LANGUAGES = ("", "", "bash", "sh", "json", "yaml", "python", "make")
_CODE = (
    "ls",
    "",
    "if x; then",
    "  y",
    "fi",
    "\techo hi",
    "- item",
    "# comment",
    "k:: v",
    "    deep",
    "a: b",
    "* * * * * x",
    "$$",
)
_WORDS = re.findall(
    r"\w+",
    "open the page run this command to see which value it prints when no profile is set and check that every "
    "region has a model before you go on because the next step needs it with its own name as a literal in "
    "the configuration",
)


def awkward_page(random: Random) -> str:
    """A page of lines that are hard to tell apart, some with a fence or a list around them."""
    lines: list[str] = []
    if random.random() < 0.1:
        lines += ["---", "title: x", random.choice(("---", "--- ", "- a", "..."))]
    for _ in range(random.randint(1, 14)):
        kind = random.random()
        if kind < 0.45:
            lines.append(random.choice(_INDENTS) + random.choice(_HEADS))
        elif kind < 0.85:
            lines.append(random.choice(_INDENTS) + random.choice(_LINES))
        else:
            lines += _fenced(random, random.choice(_INDENTS))
    return _joined(random, lines)


def tidy_page(random: Random) -> str:
    """A page as Logseq writes it, with awkward lines here and there."""
    lines: list[str] = []
    if random.random() < 0.5:
        lines += ["tags:: x, y", *random.choice((("",), ("alias:: z", ""), ()))]
    depth = 0
    for _ in range(random.randint(2, 16)):
        depth = random.randint(0, min(depth + 1, 5))
        tabs, body = "\t" * depth, "\t" * depth + "  "
        lines.append(tabs + random.choice((*_HEADS, *["- plain text"] * 20)))
        for _ in range(random.choice((0, 0, 1, 2, 4))):
            lines.append(body + random.choice(("", "", "", "  ")) + random.choice(_LINES))
        if random.random() < 0.3:
            lines += _fenced(random, body)
        if random.random() < 0.1:
            lines += [f"{body}1. item", *_fenced(random, body + "   "), f"{body}2. item"]
    return _joined(random, lines)


def _fenced(random: Random, indent: str) -> list[str]:
    mark, away = random.choice(_FENCES), random.choice(("", "", "", indent + "\t"))
    body = [indent.removeprefix(away) + random.choice(_CODE) for _ in range(random.randint(0, 4))]
    return [indent + mark + random.choice(_LANGUAGES), *body, indent + mark]


def _joined(random: Random, lines: list[str]) -> str:
    return random.choice(("\n", "\n", "\n", "\r\n")).join(lines) + random.choice(("\n", "\n", ""))


def realistic_page(random: Random, size: int) -> str:
    """A How-To of about `size` characters.

    Measured on How-Tos that people wrote: 46 bytes a line, 122 bytes a block, a fence in every seventh block.
    """
    lines = ["tags:: [[Diataxis/How To]], #aws", "", f"- # How To {_prose(random, 4)}"]
    written = 0
    while written < size:
        section = [f"\t- ## {_prose(random, 3).title()}"]
        for _ in range(random.randint(3, 8)):
            section += _bullet(random, "\t" * random.choice((2, 2, 2, 3, 3, 4)))
        lines += section
        written += sum(map(len, section)) + len(section)
    return "\n".join(lines) + "\n"


def _bullet(random: Random, tabs: str) -> list[str]:
    """A bullet; the shares of fences, properties, lists and quotes are those of the How-Tos measured."""
    kind = random.random()
    if kind < 0.135:
        return _code_lines(random, f"{tabs}- ", f"{tabs}  ")
    text = [f"{tabs}- {_prose(random, random.randint(3, 23))}"]
    if kind < 0.175:
        text += _code_lines(random, f"{tabs}  ", f"{tabs}  ")
    elif kind < 0.185:
        text.append(f"{tabs}  id:: 68061317-c68a-49e9-9b3a-{random.randint(10**11, 10**12 - 1)}")
    elif kind < 0.2:
        text += [f"{tabs}  {_prose(random, 9)}." for _ in range(random.randint(1, 3))]
    elif kind < 0.207:
        text += [f"{tabs}  {number}. {_prose(random, 6)}" for number in (1, 2, 3)]
    elif kind < 0.217:
        text = [f"{tabs}- > {_prose(random, 12)}"]
    return text


def _code_lines(random: Random, first: str, indent: str) -> list[str]:
    mark = random.choice(("~~~", "~~~", "```"))
    code = [f"{indent}{_prose(random, random.randint(1, 11))}" for _ in range(random.randint(1, 18))]
    return [f"{first}{mark}{random.choice(('bash', 'bash', '', 'json', 'python'))}", *code, f"{indent}{mark}"]


def _prose(random: Random, count: int) -> str:
    words = [random.choice(_WORDS) for _ in range(count)]
    if count > 4:
        words[2] = random.choice(("`jq`", "**bold**", "[[page]]", "[link](https://example.com/x)", "#tag"))
    return " ".join(words)
