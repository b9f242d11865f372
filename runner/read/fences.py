"""What stands before a fence's commands: prompts, and the output that is shown below them. Runs nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PROMPT = re.compile(r"^(?:[\w.@:~/\[\]()-]*[$#]|>) (?=\S)")
_DOLLAR = re.compile(r"^\$ (?=\S)")
_CONTINUATION = "> "


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A fence's commands as bash is given them, and the output that it shows below them.

    The commands keep their lines: what is not a command is an empty line.
    """

    commands: str
    output: str


def read_transcript(code: str, *, console: bool) -> Transcript:
    """Take prompts from commands.

    In a console fence what follows a command is its output; in a shell fence prompts are taken only
    where every command line bears one.
    """
    lines = code.split("\n")
    prompt = _PROMPT if console else _DOLLAR
    if not any(prompt.match(line) for line in lines) or (not console and not _all_prompted(lines)):
        return Transcript(commands=code, output="")
    commands, output = [], []
    inside = False
    for line in lines:
        match = prompt.match(line)
        follows = inside and line.startswith(_CONTINUATION)
        if match and not follows:
            commands.append(line[match.end() :])
        elif follows or (inside and commands[-1].endswith("\\")):
            commands.append(line.removeprefix(_CONTINUATION))
        else:
            output.append(line)
            commands.append("")
        inside = bool(match) or follows or commands[-1].endswith("\\")
    return Transcript(commands="\n".join(commands), output="\n".join(output).strip("\n"))


def _all_prompted(lines: list[str]) -> bool:
    """Whether each line that is not blank, a comment or a continuation begins with a prompt."""
    before = ""
    for line in lines:
        plain = bool(line.strip()) and not line.lstrip().startswith("#")
        if (
            plain
            and not _DOLLAR.match(line)
            and not before.endswith("\\")
            and not line.startswith(_CONTINUATION)
        ):
            return False
        before = line
    return True
