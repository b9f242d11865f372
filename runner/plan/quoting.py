"""Values written so that bash reads exactly them, wherever they stand. Knows no page and no grammar."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from runner.patterns import regex


class Quoting(StrEnum):
    """How the shell reads the text at a place."""

    BARE = "bare"
    SINGLE = "single"
    ANSI = "ansi"
    DOUBLE = "double"
    HEREDOC = "heredoc"
    RAW_HEREDOC = "raw-heredoc"
    COMMENT = "comment"


class Only(StrEnum):
    """Why quotes do not help at a place, so that only a plain value can stand there."""

    EXPANSION = "expansion"
    ARITHMETIC = "arithmetic"
    AGAIN = "again"
    UNSURE = "unsure"


class Place(Struct, frozen=True, kw_only=True):
    """How bash reads the text at a place.

    Attributes:
        only: Why only a plain value can stand there, None where any can.
        backticks: Whether it stands in `` `...` ``, which takes a layer of backslashes away.
        in_heredoc: Whether it stands in a command in a here-document, which takes away a backslash with the
            line end behind it, even in single quotes.
        without_tabs: Whether bash takes the tabs away with which a line of the here-document begins.
    """

    quoting: Quoting
    only: Only | None = None
    backticks: bool = False
    in_heredoc: bool = False
    without_tabs: bool = False

    @property
    def comment(self) -> bool:
        """Whether bash reads nothing here."""
        return self.quoting is Quoting.COMMENT


BARE = Place(quoting=Quoting.BARE)

# Where quotes do not help, a value may have only what bash takes as it stands.
_PLAIN = {
    Only.EXPANSION: (regex(r"[\w.:@%+,=/-]*", re.ASCII), "in a `${...}`"),
    Only.ARITHMETIC: (regex(r"-?\d+", re.ASCII), "in arithmetic, where only a number can stand"),
    Only.AGAIN: (
        regex(r"[\w.:@%+,=/-]+", re.ASCII),
        "in text that a shell reads once more (`eval`, `bash -c`, `ssh`)",
    ),
    Only.UNSURE: (
        regex(r"[\w.:@%+,=/-]+", re.ASCII),
        "in a block that bash's grammar could not read",
    ),
}
# What a backslash takes the meaning from.
_SPECIAL = {Quoting.ANSI: "\\'", Quoting.DOUBLE: '\\"$`', Quoting.HEREDOC: "\\$`"}
_TAB_BEGINS = regex(r"^\t", re.MULTILINE)


class CannotStandError(ValueError):
    """No way of writing the value has bash read exactly it at the place; the text says where that is."""


def quote(value: str, place: Place) -> str:
    """Write a value so that bash reads it at such a place as exactly that text.

    Raises:
        CannotStandError: There is no such way.
    """
    if "\0" in value:
        raise CannotStandError("anywhere in a command, since it holds a NUL character")
    if place.without_tabs and _TAB_BEGINS.search(value):
        raise CannotStandError(
            "in a here-document of `<<-`, which drops the tab that a line of it begins with"
        )
    if place.only is not None:
        allowed, where = _PLAIN[place.only]
        if not allowed.fullmatch(value):
            raise CannotStandError(where)
    written = _quoted(value, place.quoting)
    if place.in_heredoc and place.quoting in (Quoting.BARE, Quoting.SINGLE):
        written = written.replace("\\\n", "\\'$'\\n''")
    # `$` needs no backslash here: what it would begin is quoted already.
    return _escaped(written, "\\`") if place.backticks and not place.comment else written


def _quoted(value: str, quoting: Quoting) -> str:
    import shlex

    match quoting:
        case Quoting.BARE:
            return shlex.quote(value)
        case Quoting.SINGLE:
            return value.replace("'", "'\\''")
        case Quoting.COMMENT:
            return " ".join(value.splitlines())
        case _:
            return _escaped(value, _SPECIAL.get(quoting, ""))


def _escaped(value: str, special: str) -> str:
    return "".join(f"\\{char}" if char in special else char for char in value)
