"""Page properties and front matter to the page's settings. Leaves the author's own properties alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.expectations import Claim
from runner.model import Declaration, Settings
from runner.nearest import misspelt
from runner.outline import Finding, Level, Location
from runner.patterns import regex
from runner.read.claims import read_claim
from runner.read.inline import read_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner.outline import Outline, Property

NAMES = (
    "variables",
    "target",
    "stand-in",
    "timeout",
    "workdir",
    "expect",
    "allow",
    "needs",
    "expect-verdict",
    "because",
)
_CHOICES = {
    "target": ("auto", "live", "stand-in"),
    "stand-in": ("bedrock",),
    "expect-verdict": ("failed", "blocked"),
}
_NO_VERDICT = (
    "`because` says why the page ends as `expect-verdict` tells, and the page has no `expect-verdict`, so "
    "nothing heeds it; add `expect-verdict: failed` or `expect-verdict: blocked`, or take `because` out"
)
_ALLOWED = ("delete", "paid")
_VARIABLE_NAME = regex(r"[A-Za-z_][\w-]*")


class _SettingError(Exception):
    """A value that a setting cannot take; the text is the message without its place."""


def read_settings(outline: Outline) -> tuple[Settings, tuple[Finding, ...]]:
    """Give the page's settings and a finding of level error for each that cannot be heeded."""
    findings: list[Finding] = []
    values: dict[str, Property] = {}
    if any(item.name == "runme" for item in outline.properties):
        from runner.read.runme import page_settings

        foreign, told = page_settings(outline.properties)
        values |= {item.name: item for item in foreign}
        findings += [_unheeded(outline, *one) for one in told]
    for item in outline.properties:
        near = _meant(item.name)
        if near:
            message = (
                f"`{item.name}` is one letter or two from the setting `{near}`; write `{near}`, or rename it"
            )
            findings.append(_finding(outline, item, message))
        elif item.name in NAMES:
            values[item.name] = item
    fields: dict[str, object] = {}
    for name, item in values.items():
        try:
            fields[name.replace("-", "_")] = _value(item)
        except _SettingError as error:
            findings.append(_finding(outline, item, f"`{name}`: {error}"))
    if "because" in values and "expect-verdict" not in values:
        findings.append(_unheeded(outline, values["because"], _NO_VERDICT))
    return Settings(**fields), tuple(findings)  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def _meant(name: str) -> str | None:
    """The setting that a name is a misspelling of; a graph's pages share their properties' names."""
    return None if name in NAMES else misspelt(name, NAMES)


def _finding(outline: Outline, item: Property, message: str) -> Finding:
    place = Location(path=outline.path, line=item.line, end_line=item.line)
    return Finding(code="setting", level=Level.ERROR, message=message, location=place)


def _unheeded(outline: Outline, item: Property, message: str) -> Finding:
    return replace(_finding(outline, item, message), code="unheeded-setting", level=Level.WARNING)


def _value(item: Property) -> object:
    match item.name:
        case "variables":
            return tuple(_declarations(item))
        case "timeout":
            return _seconds(item.value)
        case "expect":
            return tuple(_claims(item))
        case "allow":
            return tuple(_allowed(item.value))
        case "target" | "stand-in" | "expect-verdict":
            return _choice(str(item.value).strip(), _CHOICES[item.name])
        case _:
            return str(item.value).strip()


def _choice(value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise _SettingError(f"`{value}` is none of {', '.join(choices)}; write one of these")
    return value


def _seconds(value: object) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?(s|m|h)?", str(value).strip())
    if match is None or float(match[1]) == 0:
        raise _SettingError(f"`{value}` is no time; write seconds such as 30, or 5m")
    return float(match[1]) * {"m": 60, "h": 3600}.get(match[2] or "s", 1)


def _allowed(value: object) -> Iterator[str]:
    words = value if isinstance(value, list) else str(value).replace(",", " ").split()
    for word in words:
        yield _choice(str(word), _ALLOWED)


def _claims(item: Property) -> Iterator[Claim]:
    for text in item.value if isinstance(item.value, list) else [item.value]:
        for sentence in read_sentences(str(text), line=item.line):
            yield read_claim(sentence) or Claim(text=sentence.text, line=sentence.line)


def _declarations(item: Property) -> Iterator[Declaration]:
    if isinstance(item.value, dict):
        for name, value in item.value.items():
            yield _declaration(str(name), value, item.line)
        return
    import csv

    row = next(csv.reader([str(item.value)], skipinitialspace=True), [])
    for entry in _joined(row):
        name, equals, value = entry.partition("=")
        quoted = len(value) > 1 and value[0] == value[-1] == '"'
        default = (value[1:-1] if quoted else value.strip()) if equals else None
        yield _declaration(name.strip(), {"required": True} if default is None else default, item.line)


def _joined(row: list[str]) -> Iterator[str]:
    """Undo the split of `name="a, b"`: the reader of CSV knows quotes only at a field's start."""
    pending = ""
    for field in row:
        pending = f"{pending}, {field}" if pending else field
        if pending.count('"') % 2 == 0:
            if pending.strip():
                yield pending
            pending = ""
    if pending.strip():
        raise _SettingError(f"a quote is not closed in {pending}; close it")


def _declaration(name: str, value: object, line: int) -> Declaration:
    if not _VARIABLE_NAME.fullmatch(name):
        raise _SettingError(f"`{name}` cannot name a variable; use letters, digits, `_` and `-`")
    if not isinstance(value, dict):
        return Declaration(name=name, line=line, default=_scalar(name, value))
    _known_keys(name, value)
    default = value.get("default")
    return Declaration(
        name=name,
        line=line,
        default=None if default is None else _scalar(name, default),
        secret=bool(value.get("secret", False)),
        required=bool(value.get("required", default is None)),
    )


def _known_keys(name: str, value: Mapping[object, object]) -> None:
    unknown = [str(key) for key in value if key not in ("default", "secret", "required")]
    if unknown:
        raise _SettingError(f"`{name}` has `{unknown[0]}`; known are default, secret and required")


def _scalar(name: str, value: object) -> str:
    if isinstance(value, list | dict) or value is None:
        raise _SettingError(f"the value of `{name}` is no text or number; give it one, in quotes")
    return str(value).lower() if isinstance(value, bool) else str(value)
