"""What stands before a fence's commands: prompts, and the output that is shown below them. Runs nothing."""

from __future__ import annotations

import re

from msgspec import Struct

from runner.patterns import regex
from runner.read.prompts import find_prompt, is_bare, is_open, may_end

_INFO = regex(r"([^\s{]*)((?:[\s{].*)?)", re.DOTALL)
_CONTINUATION = "> "
# A blank line that need not be printed, as an output fence writes it.
_OPTIONAL = " (?)"


# A command is given up that has not ended by then; so often it is tried.
_LONGEST, _MOST_TRIES = 1000, 40
_JOINS = ("\\", "|", "&&")


class Transcript(Struct, frozen=True, kw_only=True):
    """A fence's commands as bash is given them, and the output that it shows below them.

    The commands keep their lines: what is not a command is an empty line.

    Attributes:
        places: Of each line of the output the index of its line in the fence.
        prompts: How many commands bear a prompt.
    """

    commands: str
    output: str
    places: tuple[int, ...] = ()
    prompts: int = 0


def split_info(info: str) -> tuple[str, str]:
    """A fence's language and its attributes, which may stand in braces right behind it."""
    match = _INFO.fullmatch(info.strip())
    return (match[1], match[2].strip()) if match else ("", info.strip())


def read_transcript(code: str, *, console: bool) -> Transcript:
    """Take prompts from commands.

    What follows a command is its output. A shell fence is such a record where its first line bears a
    prompt: no shell could run that line.
    """
    lines = code.split("\n")
    prompt = find_prompt(lines, console=console)
    if prompt is None:
        return Transcript(commands=code, output="")
    comments = _comments(lines, prompt)
    commands, output, prompts = [""] * len(lines), list[tuple[int, str]](), 0
    index = 0
    while index < len(lines):
        if prompt.match(lines[index]):
            prompts += 1
            _blank_is_layout(output, index)
            command = _command(lines, index, prompt)
            commands[index : index + len(command)] = command
            index += len(command)
            continue
        if index in comments:
            _blank_is_layout(output, index)
            commands[index] = lines[index]
        elif not is_bare(lines[index]):
            output.append((index, lines[index]))
        index += 1
    while output and output[-1][1].strip() in ("", _OPTIONAL.strip()):
        output.pop()
    return Transcript(
        commands="\n".join(commands),
        output="\n".join(line for _, line in output),
        places=tuple(place for place, _ in output),
        prompts=prompts,
    )


def _command(lines: list[str], index: int, prompt: re.Pattern[str]) -> list[str]:
    """The lines of the command at an index, without their prompts; the first alone where it never ends."""
    command = [prompt.sub("", lines[index], count=1)]
    tries, goes_on = 0, is_open(command[0])
    here = "<<" in command[0]
    for line in lines[index + 1 : index + _LONGEST]:
        if not goes_on or tries == _MOST_TRIES:
            break
        if not here and prompt.match(line) and not line.startswith(_CONTINUATION):
            break
        joins = command[-1].endswith(_JOINS)
        continued = line.removeprefix(_CONTINUATION)
        command.append("" if continued == _CONTINUATION.rstrip() else continued)
        if joins or may_end(continued):
            tries += 1
            goes_on = is_open("\n".join(command))
    return command[:1] if goes_on else command


def _comments(lines: list[str], prompt: re.Pattern[str]) -> set[int]:
    """The lines that are the author's words on the command below them; programs print such lines too."""
    found: set[int] = set()
    leads = False
    for index in range(len(lines) - 1, -1, -1):
        leads = bool(prompt.match(lines[index])) or (leads and lines[index].startswith("#"))
        if leads:
            found.add(index)
    top = next(index for index, line in enumerate(lines) if prompt.match(line))
    return found | {index for index in range(top) if lines[index].lstrip().startswith("#")}


def _blank_is_layout(output: list[tuple[int, str]], index: int) -> None:
    """Blank lines right before a prompt part two commands for the eye: they need not be printed."""
    for back in range(len(output) - 1, -1, -1):
        place, line = output[back]
        index -= 1
        if place != index or line.strip():
            return
        output[back] = (place, _OPTIONAL)
