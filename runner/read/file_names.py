"""Which file a fence is the content of: named in its prose, by a title, or in its first line.

It must not decide whether the file is to be written.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.read.inline import SpanKind, plain, read_spans
from runner.read.words import words

if TYPE_CHECKING:
    from runner.outline import Fence

_DOTTED = regex(r"[\w.~/@+-]*[\w/]\.[\w.-]+|\.[A-Za-z][\w.-]*|[\w.~/@+ -]*/[\w.@+ -]+")
_BARE = regex(r"[A-Za-z][\w-]*")
_TEMPLATE = regex(r"\{\{[^{}]*\}\}")
_TITLE = regex(r"(?:^|[\s{])(?:title|file|filename)=(?:\"([^\"]+)\"|'([^']+)'|(\S+?))(?=[\s}]|$)")
_COMMENT = regex(
    r"\s*(?:#|//|--|;+|%|<!--|/\*+)\s*(?:file(?:name)?:\s*)?(\S+?)(?:\s+\([^()]*\))?\s*(?:-->|\*/)?\s*"
)
_SHEBANG = "#!"


def named_file(text: str, fence: Fence) -> str | None:
    """The file's name by the fence's title, the prose, or the first line of the code, in this order.

    A word without a dot or slash is a file only where the prose or a table of such names says so.
    """
    return fence_title(fence) or _in_prose(text) or _in_first_line(fence.code)


def is_file_name(text: str) -> bool:
    """Whether a code span alone is surely a file's name: by its ending, or by a slash in a relative path."""
    name = text.strip()
    if not _DOTTED.fullmatch(name) or "://" in name:
        return name in words().files
    return name.startswith((".", "/", "~/")) or PurePath(name).suffix[1:].lower() in words().endings


def fence_title(fence: Fence) -> str | None:
    """The name in `title="x"` behind a fence's language."""
    match = _TITLE.search(fence.attributes)
    return next(filter(None, match.groups())) if match else None


def names_file(text: str) -> bool:
    """Whether prose names a file."""
    return _in_prose(text) is not None


def _in_prose(text: str) -> str | None:
    """The first code span or bold word that looks like a file, one with a dot or slash before others."""
    spans = [span for span in read_spans(text) if span.kind in (SpanKind.CODE, SpanKind.EMPHASIS)]
    names = [span.text.strip() for span in spans]
    dotted = [name for name in names if _DOTTED.fullmatch(_TEMPLATE.sub("x", name))]
    told = bool(words().says_file.search(plain(text).lower()))
    bare = [name for name in names if _BARE.fullmatch(name) and (told or name in words().files)]
    return next(iter([*dotted, *bare]), None)


def _in_first_line(code: str) -> str | None:
    """A comment that holds nothing but the path, behind a shebang if there is one."""
    lines = code.split("\n", 2)
    first = lines[1] if lines[0].startswith(_SHEBANG) and len(lines) > 1 else lines[0]
    match = _COMMENT.fullmatch(first)
    return match[1] if match and _DOTTED.fullmatch(match[1]) else None
