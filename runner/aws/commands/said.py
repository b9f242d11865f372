"""A command as a page says it, and what is found of it: frozen data. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.nearest import look_alike

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner.outline import Level

# Stands in a word for what only the run knows: a noncharacter of Unicode, so no page can hold it.
UNKNOWN = "\ufdd0"


class Argument(Struct, frozen=True, kw_only=True):
    """A word of a command, `UNKNOWN` in it for each part that depends on the run.

    Attributes:
        several: Whether it may become any number of words.
    """

    text: str
    several: bool = False


class AwsCommand(Struct, frozen=True, kw_only=True):
    """What stands behind the word `aws`.

    Attributes:
        files: What the page writes into files before this command, by their names.
    """

    arguments: tuple[Argument, ...]
    files: Mapping[str, str] = field(default_factory=dict)


class Fault(Struct, frozen=True, kw_only=True):
    """What is wrong with a command, and what to write instead.

    Attributes:
        fails_in: The version of the CLI in which alone it is a fault, empty for both.
    """

    code: str
    level: Level
    message: str
    fails_in: str = ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Give the one known word that `word` may be a slip of, empty where none is near."""
    return look_alike(word, known) or ""


def or_nearest(word: str, known: Iterable[str], mark: str = "") -> str:
    """Give the end of a message about an unknown word: the nearest one, if there is one."""
    found = nearest(word, known)
    return f"; write `{mark}{found}`" if found else ""
