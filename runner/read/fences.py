"""What stands before a fence's commands: prompts, and the output that is shown below them. Runs nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from runner.read.open_commands import lines_of_command

_PROMPT = re.compile(r"^(?:[\w.@:~/\[\]()-]*[$#]|>) (?=\S)")
_DOLLAR = re.compile(r"^\$ (?=\S)")
_CONTINUATION = "> "
# A prompt that waits: what a terminal shows where a command has printed nothing, or before the first one.
_WAITS = re.compile(r"(?:[\w.-]+@[^\s$]+(?: [^\s$]+)? ?)?\$")
# A blank line that need not be printed, as an output fence writes it.
_OPTIONAL = " (?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
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


def read_transcript(code: str, *, console: bool) -> Transcript:
    """Take prompts from commands.

    What follows a command is its output. A shell fence is such a record where its first line bears a
    `$ `: no shell could run that line.
    """
    lines = code.split("\n")
    prompt = _PROMPT if console else _DOLLAR
    if not any(prompt.match(line) for line in lines) or not (console or _begins_prompted(lines)):
        return Transcript(commands=code, output="")
    commands, output, prompts = [], list[tuple[int, str]](), 0
    inside = False
    last = -1
    for index, line in enumerate(lines):
        match = prompt.match(line) if index > last else None
        follows = inside and line.startswith(_CONTINUATION)
        if match and not follows:
            commands.append(line[match.end() :])
            prompts += 1
            last = index + _lines_below(lines, index, match.end(), prompt)
            _blank_is_layout(output, index)
        elif index <= last or follows or (inside and commands[-1].endswith("\\")):
            commands.append(line.removeprefix(_CONTINUATION))
        elif not console and line.lstrip().startswith("#"):
            commands.append(line)
        else:
            output.append((index, line))
            commands.append("")
        inside = bool(match) or follows or commands[-1].endswith("\\")
    output = [(place, line) for place, line in output if not is_waiting_prompt(line)]
    while output and not output[-1][1].strip():
        output.pop()
    return Transcript(
        commands="\n".join(commands),
        output="\n".join(line for _, line in output),
        places=tuple(place for place, _ in output),
        prompts=prompts,
    )


def is_waiting_prompt(text: str) -> bool:
    """Whether a text is nothing but a prompt without a command."""
    return bool(_WAITS.fullmatch(text.strip()))


def without_waiting_prompt(code: str) -> str:
    """Shown output without the prompt that a terminal shows below it."""
    lines = code.rstrip().split("\n")
    return "".join(f"{line}\n" for line in lines[:-1]) if lines[-1].strip() == "$" else code


def _lines_below(lines: list[str], index: int, start: int, prompt: re.Pattern[str]) -> int:
    """How many lines below a prompt's belong to its command, since bash would wait for them."""
    below = [lines[index][start:]]
    here = "<<" in below[0]
    for line in lines[index + 1 :]:
        if prompt.match(line) and not (here or line.startswith(_CONTINUATION)):
            break
        below.append(line.removeprefix(_CONTINUATION))
    return lines_of_command(below) - 1


def _blank_is_layout(output: list[tuple[int, str]], index: int) -> None:
    """Blank lines right before a prompt part two commands for the eye: they need not be printed."""
    for back in range(len(output) - 1, -1, -1):
        place, line = output[back]
        index -= 1
        if place != index or line.strip():
            return
        output[back] = (place, _OPTIONAL)


def _begins_prompted(lines: list[str]) -> bool:
    """Whether the first line that is neither blank nor a comment begins with a prompt."""
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    return bool(_DOLLAR.match(first))
