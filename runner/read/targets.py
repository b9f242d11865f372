"""What a link leads to, from its raw text: `(<to> "title")`. Follows nothing.

Source of the rules: CommonMark 0.31, sections 6.3 and 6.5. Common targets are read here; for one with
escapes, entities or letters that an address must encode, markdown-it-py is asked.
"""

from __future__ import annotations

import re

from runner.patterns import regex

_SPACE = regex(r"[ \t\n]*")
_IN_ANGLES = regex(r"<((?:[^\n<>\\]|\\.)*+)>", re.DOTALL)
_PIECE = regex(r"[^\x00-\x20\x7f()\\]+|\\[^ ]|\\\Z|[()]", re.DOTALL)
_TITLE = regex(
    r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)",
    re.DOTALL,
)
_DEEPEST = 32
# An address that stands for itself: nothing to decode, to encode or to refuse in it.
_PLAIN = regex(r"(?:https?://[a-z0-9.-]*[a-z](?:/[\w/.~=&+,;@!$*?#-]*)?|[\w./-]+(?:#[\w./-]*)?)?", re.ASCII)
_ADDRESS = regex(r"[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^<>\x00-\x20]*")
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_MAIL = regex(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]++@{_LABEL}(?:\.{_LABEL})*+")


def read_target(text: str, start: int) -> tuple[str, int] | None:
    """Read a target up to its closing parenthesis.

    Args:
        text: The whole text.
        start: The place behind the opening parenthesis.

    Returns:
        The target and the place behind it, None where this is no target.
    """
    start = _skip(text, start)
    raw, end = _destination(text, start)
    target = normalized(_unescaped(raw))
    if target is None:
        return None
    behind = _skip(text, end)
    if behind > end and (title := _TITLE.match(text, behind)):
        behind = _skip(text, title.end())
    return (target, behind + 1) if text[behind : behind + 1] == ")" else None


def _skip(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def _destination(text: str, start: int) -> tuple[str, int]:
    """The raw destination and the place behind it; nothing where there is none."""
    if text[start : start + 1] == "<":
        match = _IN_ANGLES.match(text, start)
        return (match[1], match.end()) if match else ("", start)
    level, end = 0, start
    while piece := _PIECE.match(text, end):
        if piece[0] == "(":
            level += 1
        elif piece[0] == ")":
            level -= 1
        if level < 0 or level > _DEEPEST:
            break
        end = piece.end()
    return (text[start:end], end) if level <= 0 else ("", start)


def _unescaped(raw: str) -> str:
    if "\\" not in raw and "&" not in raw:
        return raw
    from markdown_it.common.utils import unescapeAll

    return unescapeAll(raw)


def normalized(address: str) -> str | None:
    """The address as a browser is given it, None for one such as `javascript:`."""
    if _PLAIN.fullmatch(address):
        return address
    from markdown_it.common.normalize_url import normalizeLink, validateLink

    full = normalizeLink(address)
    return full if validateLink(full) else None


def read_autolink(inside: str) -> tuple[str, str] | None:
    """The target and the text of `<https://x>` or `<a@x>`, None for any other text in angle brackets."""
    if _ADDRESS.fullmatch(inside):
        target = normalized(inside)
    elif _MAIL.fullmatch(inside):
        target = normalized(f"mailto:{inside}")
    else:
        return None
    if target is None:
        return None
    if target == inside and "%" not in inside:
        return target, inside
    from markdown_it.common.normalize_url import normalizeLinkText

    return target, normalizeLinkText(inside)
