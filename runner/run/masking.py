"""Secrets out of text before it is printed or kept. Decides nothing about checks: those see the raw text."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_SHORTEST = 6
_HARMLESS = frozenset({"false", "default", "production", "disabled", "enabled"})


@cache
def _table() -> tuple[re.Pattern[str], re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    table = tomllib.loads(files("runner.run").joinpath("masks.toml").read_text(encoding="utf-8"))
    rules = tuple((row["kind"], re.compile(row["pattern"], re.DOTALL)) for row in table["rule"])
    return re.compile(table["names"]), re.compile(table["placeholders"]), rules


def known_secrets(environment: Mapping[str, str], declared: Mapping[str, str]) -> dict[str, str]:
    """Give the values to hide, each with the kind that its mark names.

    Args:
        environment: The environment of the steps; variables named like secrets count.
        declared: The page's variables that are declared secret, by name.
    """
    names, _, _ = _table()
    found = {
        value: f"env:{name}"
        for name, value in environment.items()
        if names.search(name) and len(value) >= _SHORTEST and value.lower() not in _HARMLESS
    }
    # What the page declares secret is hidden however short it is.
    return found | {value: name for name, value in declared.items() if value}


def make_mask(secrets: Mapping[str, str]) -> Callable[[str], str]:
    """Give the function that hides the secrets, in all their encodings, and every known shape."""
    forms = {form: kind for value, kind in secrets.items() for form in _encodings(value)}
    ordered = sorted(forms, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, ordered))) if ordered else None
    _, placeholders, rules = _table()

    def mask(text: str) -> str:
        if known is not None:
            text = known.sub(lambda match: _mark(forms[match[0]]), text)
        for kind, pattern in rules:
            text = pattern.sub(lambda match, kind=kind: _cut(match, kind, placeholders), text)  # type: ignore[misc]
        return text

    return mask


def _encodings(value: str) -> Iterable[str]:
    lines = [line for line in value.splitlines() if len(line) >= _SHORTEST]
    encoded = base64.b64encode(value.encode()).decode()
    return {value, quote(value, safe=""), json.dumps(value)[1:-1], encoded, *lines}


def _cut(match: re.Match[str], kind: str, placeholders: re.Pattern[str]) -> str:
    if placeholders.match(match["v"]) or match["v"].startswith("***"):
        return match[0]
    start, end = match.start("v") - match.start(), match.end("v") - match.start()
    return match[0][:start] + _mark(kind) + match[0][end:]


def _mark(kind: str) -> str:
    return f"***{kind}***"
