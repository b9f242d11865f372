"""Which AWS profile each of a page's commands uses. Looks no profile up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.plan.shell import read_shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAME = r"[\w.@+/-]+"
_ASSIGNED = regex(rf"\bAWS_(?:DEFAULT_)?PROFILE=[\"']?({_NAME})")


def used_profiles(commands: Iterable[str]) -> Iterator[str]:
    """Give for each command text, in the order of the run, its profile; empty where it names none.

    What is exported stays for the commands behind it.
    """
    exported = ""
    for text in commands:
        assigned = _ASSIGNED.findall(text)
        exported = assigned[-1] if assigned else exported
        yield (_of_flag(text) if "--profile" in text else "") or exported


def _of_flag(text: str) -> str:
    for command in read_shell(text).commands:
        values = [word.value or "" for word in command.words]
        for flag, following in zip(values, [*values[1:], ""], strict=True):
            name, _, value = flag.partition("=")
            if name == "--profile" and re.fullmatch(_NAME, value or following):
                return value or following
    return ""
