"""A secret as programs may print it: quoted, escaped or encoded. Knows nothing of texts that hold it."""

from __future__ import annotations

import base64
import json
import re
import shlex
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

# An encoding shorter than this occurs in texts that have nothing to do with the secret.
_SHORTEST = 6
# A line of a secret that is shorter says nothing and occurs everywhere.
_SHORTEST_LINE = 8


class Form(Struct, frozen=True, kw_only=True):
    """A secret in one spelling.

    Attributes:
        before: How many characters in front of it hold a part of the secret too (0 or 1).
        after: The same behind it.
    """

    text: str
    before: int = 0
    after: int = 0


def forms_of(value: str) -> tuple[Form, ...]:
    """Give every spelling of a secret, its lines alone too: tools print them indented or numbered."""
    lines = [line.strip() for line in value.splitlines()]
    shown = _bytes(value).decode("utf-8", "replace")
    raw = [value, value.strip(), shown, *(line for line in lines if len(line) >= _SHORTEST_LINE)]
    escaped = {text for text in _escaped(value) if len(text) >= _SHORTEST}
    found = {text: Form(text=text) for text in (*raw, *escaped) if text}
    for form in _encoded(value):
        if len(form.text) >= _SHORTEST:
            found.setdefault(form.text, form)
    return tuple(found.values())


def _escaped(value: str) -> Iterator[str]:
    yield from _for_urls(value)
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        yield text[1:-1]
        yield text[1:-1].replace("/", "\\/")
        # JSON within JSON, as logs of requests have it.
        yield json.dumps(text[1:-1])[1:-1]
    yield repr(value)[1:-1]
    yield from _for_html(value)
    yield from _for_shells(value)


def _for_urls(value: str) -> Iterator[str]:
    data = _bytes(value)
    for text in (quote(data, safe=""), quote(data), quote(data, safe="!'()*"), quote_plus(data)):
        yield text
        yield re.sub(r"%..", lambda match: match[0].lower(), text)


def _for_html(value: str) -> Iterator[str]:
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    yield text
    yield text.replace('"', "&quot;")
    for quoted in ("&#x27;", "&#39;", "&apos;"):
        yield text.replace('"', "&quot;").replace("'", quoted)


def _for_shells(value: str) -> Iterator[str]:
    yield shlex.quote(value)
    yield value.replace("'", "'\\''")
    yield value.replace("'", "'\"'\"'")
    yield value.replace("'", "''")
    yield value.replace('"', '""')
    yield re.sub(r'([\\"$`])', r"\\\1", value)
    yield re.sub(r"([\\$`])", r"\\\1", value)
    # `printf %q`, and the traces of `set -x`.
    yield re.sub(r"([^\w@%+=:,./-])", r"\\\1", value)
    yield value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")


def _encoded(value: str) -> Iterator[Form]:
    data = _bytes(value)
    yield from _hexadecimal(data)
    for offset in range(3):
        yield from _base64(data, offset)


def _hexadecimal(data: bytes) -> Iterator[Form]:
    digits = data.hex()
    for text in (digits, digits.upper()):
        yield Form(text=text)
        pairs = re.findall("..", text)
        yield Form(text=":".join(pairs))
        yield Form(text="".join(rf"\x{pair}" for pair in pairs))


def _base64(data: bytes, offset: int) -> Iterator[Form]:
    """The characters that the secret alone decides where so many bytes (modulo 3) stand before it.

    The next one on either side holds some of its bits as well.
    """
    text = base64.b64encode(b"\0" * offset + data).decode().rstrip("=")
    first = -(-offset * 8 // 6)
    last = (offset + len(data)) * 8 // 6
    before, after = int(offset > 0), int((offset + len(data)) % 3 > 0)
    core = text[first:last]
    for form in (core, core.replace("+", "-").replace("/", "_")):
        yield Form(text=form, before=before, after=after)


def _bytes(value: str) -> bytes:
    """The bytes that the environment holds; other lone surrogates cannot stand in one."""
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")
