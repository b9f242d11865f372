"""Paths of a jq program held against the form of what it reads. Leaves all of jq but plain paths alone."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from runner.aws.commands.forms import ANYTHING, Entries, Form, Items
from runner.aws.commands.queries import Missing
from runner.aws.commands.said import UNKNOWN, Fault
from runner.outline import Level
from runner.patterns import regex

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence

_STEP = regex(
    r"""\.(?P<name>[A-Za-z_]\w*)|\.?\["(?P<quoted>[^"\\]*)"\]|\."(?P<text>[^"\\]*)"|(?P<all>\.?\[\])"""
    r"""|(?P<part>\.?\[-?\d*:?-?\d*\])|(?P<maybe>\?)"""
)
_NEXT = regex(r"\s*(?:(?P<comma>,)|(?P<pipe>\|)|(?:==|!=|<=|>=|<|>)|$)")
# Each takes this many words behind it.
_TAKES = {"--arg": 2, "--argjson": 2, "--slurpfile": 2, "--rawfile": 2, "--indent": 1, "-L": 1}
# What makes the input another one, or the program a file's.
_OTHERWISE = regex(
    r"-\w*[nsRf]\w*|--null-input|--slurp|--raw-input|--from-file|--stream|--seq|--args|--jsonargs"
)


def jq_faults(words: Sequence[str], stdin: Form | None, files: Mapping[str, Form]) -> tuple[Fault, ...]:
    """Find what a call of jq asks for in vain.

    Args:
        words: What stands behind the word `jq`.
        stdin: The form of what it reads without a file, None where that is not known.
        files: The forms of the files that are known.
    """
    given = _arguments(words)
    if given is None:
        return ()
    program, names = given
    forms = [files.get(posixpath.normpath(name)) for name in names] if names else [stdin]
    said = [text for form in forms if form is not None for text in asked_in_vain(program, form)]
    return tuple(
        Fault(code="aws-jq", level=Level.WARNING, message=f"`jq` can find nothing: {text}")
        for text in dict.fromkeys(said)
    )


def _arguments(words: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """The program and the files, None where they cannot be told."""
    plain: list[str] = []
    rest = iter(words)
    for word in rest:
        if len(word) > 1 and word.startswith("-"):
            if _OTHERWISE.fullmatch(word) or UNKNOWN in word:
                return None
            for _ in range(_TAKES.get(word, 0)):
                next(rest, None)
        else:
            plain.append(word)
    return (plain[0], tuple(plain[1:])) if plain else None


def asked_in_vain(program: str, form: Form) -> list[str]:
    """Give what a program asks for that an input of this form never has."""
    missing = Missing()
    if UNKNOWN not in program:
        _pipeline(program, form, missing)
    return list(dict.fromkeys(missing.said))


def _pipeline(program: str, form: Form, missing: Missing) -> None:
    """Read paths, with commas, comparisons and pipes between them, as far as they go."""
    rest, base, paths = program.strip(), form, 0
    while rest.startswith("."):
        found, rest = _path(rest, base, missing)
        paths += 1
        following = _NEXT.match(rest)
        if following is None:
            return
        rest = rest[following.end() :].lstrip()
        if following["pipe"]:
            if paths > 1:
                return
            base, paths = found, 0
        elif not following["comma"]:
            return


def _path(text: str, form: Form, missing: Missing) -> tuple[Form, str]:
    """Give the form at a path's end and the text behind it; a path with `//` behind it asks in no vain."""
    asked = Missing()
    at = 0
    for step in _steps(text):
        form = _taken(step, form, asked)
        at = step.end()
    if at == 0:
        at = 1
    rest = text[at:]
    if not rest.lstrip().startswith("//"):
        missing.said += asked.said
    return form, rest


def _steps(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while True:
        step = _STEP.match(text, at)
        if step is None:
            return
        yield step
        at = step.end()


def _taken(step: re.Match[str], form: Form, missing: Missing) -> Form:
    name = step["name"] or step["quoted"] or step["text"]
    if name:
        return missing.member(form, name)
    if step["all"]:
        return _each(form)
    if step["part"]:
        if ":" in step["part"]:
            return form
        return form.item if isinstance(form, Items) else ANYTHING
    return form


def _each(form: Form) -> Form:
    if isinstance(form, Items):
        return form.item
    return form.value if isinstance(form, Entries) else ANYTHING
