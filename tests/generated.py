"""The parts of the reference that list preconditions, programs and causes, made from the data.

`python -m tests.generated` writes them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runner.read.known_programs import known_programs_table
from runner.read.needs import needs_table
from runner.run.blocked import blocked_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

REFERENCE = Path(__file__).parents[1] / "docs/reference"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_row(head), _row(("---",) * len(head)).replace(" ", ""), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def forms() -> str:
    """Each example of a form with its reading."""
    rows = ((text, words) for form in needs_table()["form"] for text, words in form["example"])
    return _table(("sentence", "reading"), rows)


def programs() -> str:
    """Each program, what prose calls it, and its packages."""
    return _table(("program", "also called", "apt", "brew", "dnf", "other"), _programs())


def _programs() -> Iterator[tuple[str, ...]]:
    for row in known_programs_table()["program"]:
        packages = (row.get(way, "") for way in ("apt", "brew", "dnf", "also"))
        called = (*row["programs"][1:], *(said for said in row["says"] if said not in row["programs"]))
        yield (_code(row["programs"][0]), ", ".join(called), *map(_code, packages))


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def causes() -> str:
    """Each cause with a message that has it, what to type next, and its source."""
    return _table(("of", "a message", "cause", "next", "source"), _causes())


def _causes() -> Iterator[tuple[str, ...]]:
    for row in blocked_table():
        status = f" (status {' or '.join(map(str, row['exit_status']))})" if "exit_status" in row else ""
        message = row["examples"][0].replace("`", "'")
        source = f"{row['source']}, {row['dated']}"
        yield (row["program"], f"`{message}`{status}", row["cause"], f"`` {row['cure']} ``", source)


PARTS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("preconditions.md", "forms", forms),
    ("preconditions.md", "programs", programs),
    ("blocked.md", "causes", causes),
)


def renewed(page: str, name: str, listed: str) -> str:
    """The page with one of its lists written anew."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    head, _, rest = page.partition(begin)
    return head + begin + "\n" + listed + "\n" + end + rest.partition(end)[2]


if __name__ == "__main__":
    for file, part, make in PARTS:
        place = REFERENCE / file
        place.write_text(renewed(place.read_text(encoding="utf-8"), part, make()), encoding="utf-8")
