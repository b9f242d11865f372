"""The settings in a fence's braces: what the author asks of one step. Runs nothing and waits for nothing."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.manner import AS_IT_COMES, Manner, Readiness, ReadyKind, Retry
from runner.nearest import nearest_name
from runner.outline import Finding, Level, Location
from runner.patterns import regex
from runner.read.fate import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner.outline import Fence
    from runner.read.runme import Meaning

_BRACES = regex(r"(?:^|(?<=\s))\{(.*)\}(?!\S)", re.DOTALL)
_OPEN = regex(r"(?:^|\s)(\{[^{}]*)$")
_SECONDS = r"\d+(?:\.\d+)?"
_READY = rf"port \d{{1,5}}|output .+|file .+|http https?://\S+|seconds {_SECONDS}"
_DELAY = 10.0


class _Form(Struct, frozen=True, kw_only=True):
    """What a setting's value looks like, what another value is not, and one that is right."""

    pattern: str
    what: str
    example: str


_FORMS = {
    "timeout": _Form(pattern=_SECONDS, what="number of seconds", example="timeout=30"),
    "exit": _Form(
        pattern=r"1?\d?\d|2[0-4]\d|25[0-5]", what="exit status", example="a number such as `exit=3`"
    ),
    "name": _Form(pattern=".*", what="name", example="name=build"),
    "background": _Form(pattern="", what="plain word", example="background"),
    "ready": _Form(
        pattern=_READY,
        what="port, output, file, http or seconds that could be waited for",
        example='ready="port 8080"',
    ),
    "within": _Form(pattern=_SECONDS, what="number of seconds", example="within=30"),
    "retry": _Form(pattern=r"[1-9]\d{0,3}", what="number of tries", example="retry=5"),
    "delay": _Form(pattern=_SECONDS, what="number of seconds", example="delay=10"),
    "tty": _Form(pattern="", what="plain word", example="tty"),
    "answers": _Form(pattern="(?s:.+)", what="text to type", example='answers="y\\n"'),
}
# A setting that means nothing without another.
_NEEDS = {"ready": "background", "within": "ready", "delay": "retry", "answers": "tty"}
_EXCLUDES = {"background": ("retry", "tty", "exit", "timeout")}
_ESCAPE = regex(r"\\(x[0-9A-Fa-f]{2}|[nrte\\])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "e": "\x1b", "\\": "\\"}


class FenceSettings(Struct, frozen=True, kw_only=True):
    """The settings that an author gave in braces; `timeout` in seconds, None where nothing is said.

    Attributes:
        fate: What becomes of the step.
    """

    timeout: float | None = None
    exit_status: int | None = None
    name: str = ""
    manner: Manner = AS_IT_COMES
    fate: Fate = Fate.RUNS
    findings: tuple[Finding, ...] = ()


def read_fence_settings(fence: Fence, path: str, *, runs: bool) -> FenceSettings:
    """Read `{timeout=30 exit=3 name=x}`, and what Runme writes there; text outside braces is left alone.

    Args:
        fence: The fence.
        path: The page's, for findings.
        runs: Whether the fence is a command.
    """
    braces = _BRACES.search(fence.attributes)
    if braces is None:
        return FenceSettings(findings=tuple(_unclosed(fence, path)))
    values, problems, fate = dict[str, str](), [], Fate.RUNS
    for name, value in _pairs(braces[1]):
        foreign = _foreign(name, value)
        if foreign is not None:
            values |= {foreign.setting: value if foreign.setting == "name" else ""} if foreign.setting else {}
            problems += [f"`{name}={value}` is not heeded: {foreign.told}"] if foreign.told else []
            fate = max(fate, foreign.fate)
        elif problem := _problem(name, value):
            problems.append(problem)
        else:
            values[name] = value
    problems += _drop_misfits(values)
    if not runs:
        problems += _drop_all_but_name(values)
    return FenceSettings(
        timeout=float(values["timeout"]) if "timeout" in values else None,
        exit_status=int(values["exit"]) if "exit" in values else None,
        name=values.get("name", ""),
        manner=_manner(values),
        fate=fate,
        findings=tuple(_finding(fence, path, problem) for problem in problems),
    )


def is_left_out(fence: Fence) -> bool:
    """Whether a fence says that it is no step, as Runme's `ignore=true` does."""
    braces = _BRACES.search(fence.attributes)
    meanings = (_foreign(name, value) for name, value in _pairs(braces[1])) if braces else ()
    return any(meaning is not None and meaning.fate is Fate.NONE for meaning in meanings)


def _unclosed(fence: Fence, path: str) -> Iterator[Finding]:
    opened = _OPEN.search(fence.attributes)
    if opened:
        yield _finding(fence, path, f"`{opened[1]}` has no closing brace, so it is not heeded; add `}}`")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    if '"' in text and ":" in text:
        from runner.read.runme import json_pairs

        pairs, text = json_pairs(f"{{{text}}}")
        yield from pairs.items()
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    for word in words:
        name, _, value = word.partition("=")
        yield name, value


def _foreign(name: str, value: str) -> Meaning | None:
    """What an attribute means that Runme writes; our own words are ours, but for `background=true`."""
    if name in _FORMS and value not in ("true", "false"):
        return None
    from runner.read.runme import fence_meaning

    return fence_meaning(name, value)


def _problem(name: str, value: str) -> str:
    form = _FORMS.get(name)
    if form is None:
        near = nearest_name(name, _FORMS)
        cure = f"did you mean `{near}`?" if near else f"known are {', '.join(_FORMS)}"
        return f"`{name}` is no fence setting, so it is not heeded; {cure}"
    said = f"{name}={value}" if value else name
    if not re.fullmatch(form.pattern, value):
        example = form.example if "`" in form.example else f"`{form.example}`"
        return f"`{said}` is no {form.what}, so it is not heeded; write {example}"
    return _unusable(value) if name == "ready" else ""


def _unusable(ready: str) -> str:
    """Why something that looks like a sign of readiness cannot be waited for, empty where it can."""
    kind, _, value = ready.partition(" ")
    if kind == ReadyKind.PORT and not 0 < int(value) < 1 << 16:
        return f"`ready={ready}`: there is no such port, so it is not heeded; write one from 1 to 65535"
    if kind == ReadyKind.OUTPUT:
        try:
            re.compile(value)
        except re.error as error:
            return f"`ready={ready}`: no regular expression ({error}), so it is not heeded; correct it"
    return ""


def _drop_misfits(values: dict[str, str]) -> Iterator[str]:
    """Take out the settings that mean nothing beside the others, and say so."""
    for name, needed in _NEEDS.items():
        if name in values and needed not in values:
            del values[name]
            yield f"`{name}` means nothing without `{needed}`, so it is not heeded; add `{needed}`"
    for name, others in _EXCLUDES.items():
        for other in others:
            if name in values and other in values:
                del values[other]
                yield f"`{other}` means nothing beside `{name}`, so it is not heeded; take one of them out"


def _drop_all_but_name(values: dict[str, str]) -> Iterator[str]:
    for name in [name for name in values if name != "name"]:
        del values[name]
        yield f"`{name}` is for a command and this fence runs none, so it is not heeded; take it out"


def _manner(values: Mapping[str, str]) -> Manner:
    if not values:
        return AS_IT_COMES
    kind, _, value = values.get("ready", "").partition(" ")
    retry = (
        Retry(tries=int(values["retry"]), delay=float(values.get("delay", _DELAY)))
        if "retry" in values
        else None
    )
    return Manner(
        background="background" in values,
        ready=Readiness(kind=ReadyKind(kind), value=value) if kind else None,
        within=float(values.get("within", AS_IT_COMES.within)),
        retry=retry,
        tty="tty" in values,
        answers=_ESCAPE.sub(_resolved, values.get("answers", "")),
    )


def _resolved(escape: re.Match[str]) -> str:
    word = escape[1]
    return chr(int(word[1:], 16)) if word[0] == "x" else _ESCAPES[word]


def _finding(fence: Fence, path: str, message: str) -> Finding:
    place = Location(path=path, line=fence.line, end_line=fence.end_line)
    return Finding(code="fence-setting", level=Level.WARNING, message=message, location=place)
