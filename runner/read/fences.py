"""What stands in and beside a fence's marks: its settings, prompts and the first line's file name."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.outline import Finding, Level, Location
from runner.read.nearest import nearest_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.outline import Fence

_BRACES = re.compile(r"^\{(.*)\}$", re.DOTALL)
_PROMPT = re.compile(r"^(?:[\w.@:~/\[\]()-]*[$#]|>) (?=\S)")
_DOLLAR = re.compile(r"^\$ (?=\S)")
_CONTINUATION = "> "
_NAMES = ("timeout", "exit", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceSettings:
    """The settings that an author gave in braces; `timeout` in seconds, None where nothing is said."""

    timeout: float | None = None
    exit_status: int | None = None
    name: str = ""
    findings: tuple[Finding, ...] = ()


def read_fence_settings(fence: Fence, path: str) -> FenceSettings:
    """Read `{timeout=30 exit=3 name=x}`; text outside braces is other tools' and left alone."""
    braces = _BRACES.match(fence.attributes)
    if braces is None:
        return FenceSettings()
    values, findings = dict[str, str](), []
    for name, value in _pairs(braces[1]):
        problem = _problem(name, value)
        if problem:
            findings.append(_finding(fence, path, problem))
        else:
            values[name] = value
    return FenceSettings(
        timeout=float(values["timeout"]) if "timeout" in values else None,
        exit_status=int(values["exit"]) if "exit" in values else None,
        name=values.get("name", ""),
        findings=tuple(findings),
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    for word in words:
        name, _, value = word.partition("=")
        yield name, value


def _problem(name: str, value: str) -> str:
    if name not in _NAMES:
        near = nearest_name(name, _NAMES)
        cure = f"did you mean `{near}`?" if near else f"known are {', '.join(_NAMES)}"
        return f"`{name}` is no fence setting, so it is not heeded; {cure}"
    if name == "timeout" and not re.fullmatch(r"\d+(?:\.\d+)?", value):
        return f"`timeout={value}` is no number of seconds, so it is not heeded; write `timeout=30`"
    if name == "exit" and not re.fullmatch(r"\d{1,3}", value):
        return f"`exit={value}` is no exit status, so it is not heeded; write a number such as `exit=3`"
    return ""


def _finding(fence: Fence, path: str, message: str) -> Finding:
    place = Location(path=path, line=fence.line, end_line=fence.end_line)
    return Finding(code="fence-setting", level=Level.WARNING, message=message, location=place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A fence's commands as bash is given them, and the output that it shows below them.

    The commands keep their lines: what is not a command is an empty line.
    """

    commands: str
    output: str


def read_transcript(code: str, *, console: bool) -> Transcript:
    """Take prompts from commands.

    What follows a command is its output. A shell fence is such a record where its first line bears a
    `$ `: no shell could run that line.
    """
    lines = code.split("\n")
    prompt = _PROMPT if console else _DOLLAR
    if not any(prompt.match(line) for line in lines) or not (console or _begins_prompted(lines)):
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
        elif not console and line.lstrip().startswith("#"):
            commands.append(line)
        else:
            output.append(line)
            commands.append("")
        inside = bool(match) or follows or commands[-1].endswith("\\")
    return Transcript(commands="\n".join(commands), output="\n".join(output).strip("\n"))


def _begins_prompted(lines: list[str]) -> bool:
    """Whether the first line that is neither blank nor a comment begins with a prompt."""
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    return bool(_DOLLAR.match(first))
