"""Pages made to be slow to read, of about a size in characters: open and never closed, or deep."""

from __future__ import annotations

from itertools import accumulate, count, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _repeated(*lines: str) -> Callable[[int], str]:
    """The lines over and over; `{}` in them is the number of the repetition."""
    text = "\n".join(lines) + "\n"

    def page(size: int) -> str:
        return "".join(text.replace("{}", str(number)) for number in range(size // len(text)))

    return page


def _deep(line: str) -> Callable[[int], str]:
    """The line, each time one column deeper."""

    def page(size: int) -> str:
        ends = accumulate(len(line) + 1 + depth for depth in count())
        return "".join(f"{' ' * depth}{line}\n" for depth, _ in enumerate(takewhile(size.__gt__, ends)))

    return page


PAGES: dict[str, Callable[[int], str]] = {
    "100,000 bullets": _repeated("- a word"),
    "deep bullets": _deep("- a"),
    "deep headings": _deep("- # a"),
    "widths that go in and out": _repeated("   - a", "  - b", "    - c", " - d", "- e"),
    "``` unclosed": lambda size: "- a\n  ```\n" + _repeated("- b ```", "  c")(size),
    "~~~ on every bullet": _repeated("- ~~~sh"),
    "``` on every bullet": _repeated("- a", "- ```sh"),
    "``` in lists": _repeated("* ```sh"),
    "``` in lists, and bullets": _repeated("- a", "  1. x", "     ```sh"),
    "``` in lists, one closed": lambda size: _repeated("\t* ```sh")(size) + "- b\n  ```\n",
    "``` in quotes": _repeated("> ```sh"),
    "$$ unclosed": _repeated("- $$ {}"),
    "$$ unclosed, one line": lambda size: "- $$\n" + _repeated("- a")(size),
    "drawers unclosed": _repeated("- :LOGBOOK:"),
    "#+BEGIN_x unclosed": _repeated("- #+BEGIN_x{}"),
    "#+BEGIN_x in lists": _repeated("* #+BEGIN_x{}"),
    "#+BEGIN_x closed late": lambda size: _repeated("* #+BEGIN_x")(size) + "- b\n#+END_x\n",
    "LaTeX unclosed": _repeated("- \\begin{x{}} \\end{y}"),
    "HTML unclosed": _repeated("- <div>"),
    "HTML deep": lambda size: _repeated("- <div>")(size // 2) + _repeated("</div>")(size // 2),
    "comments unclosed": _repeated("- <!-- a"),
    "a quote without end": _repeated("> a"),
    "a quote of lazy lines": lambda size: "> a\n" + _repeated("lazy")(size),
    "a list without end": _repeated("1. a"),
    "a table without end": _repeated("| a | b |"),
    "properties without end": _repeated("key{}:: value"),
    "one line": lambda size: "- " + "a" * size,
    "one line of ticks": lambda size: "- " + "`" * size,
    "blank lines": lambda size: "- a\n" + "\n" * size,
    "white space": lambda size: "- a\n" + " " * size,
}
