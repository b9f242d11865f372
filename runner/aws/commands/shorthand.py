"""The CLI's shorthand (`Name=a,Values=b,c`) to the values that JSON would give. Knows no shape.

The grammar is that of the AWS CLI user guide, "Using shorthand syntax", read 2026-11; what it leaves open is
settled by what the CLI does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from runner.patterns import regex

if TYPE_CHECKING:
    import re

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

_SPACE = regex(r"\s*")
_KEY = regex(r"[A-Za-z0-9\-_.#/:]*")
_QUOTED = {"'": regex(r"'((?:\\'|[^'])*)'"), '"': regex(r'"((?:\\"|[^"])*)"')}
# A value without quotes: its first character, then those that may follow. Behind a comma `=` ends it, so that
# `a=b,c=d` is two pairs.
_START = r"!#-&(-+\--<>-Z\\-z|-\uffff"
_FIRST = regex(rf"(?:\\,|[{_START}])(?:\\,|[\s!#-&(-+\--\\^-|~-\uffff])*")
_NEXT = regex(rf"(?:\\,|[{_START}])(?:\\,|[\s!#-&(-+\--<>-\uffff])*")


class ShorthandError(ValueError):
    """The text is no shorthand; the message says what stands where."""


class _Reader(Struct):
    text: str
    at: int = 0

    @property
    def here(self) -> str:
        return self.text[self.at : self.at + 1]

    def expect(self, mark: str) -> None:
        self.space()
        if self.here != mark:
            found = f"`{self.here}`" if self.here else "the end"
            raise ShorthandError(f"`{mark}` expected where {found} stands, at character {self.at + 1}")
        self.at += 1
        self.space()

    def space(self) -> None:
        self.at = _end(_SPACE, self)

    def take(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[found.re.groups]


def _end(pattern: re.Pattern[str], reader: _Reader) -> int:
    found = pattern.match(reader.text, reader.at)
    return found.end() if found else reader.at


def read_shorthand(text: str) -> dict[str, Value]:
    """Read pairs with commas between them.

    Raises:
        ShorthandError: The text is not of that form, or names a key twice.
    """
    reader = _Reader(text)
    pairs: dict[str, Value] = {}
    while True:
        key = _key(reader)
        if key in pairs:
            raise ShorthandError(f"the key `{key}` stands there twice; a space parts two items, not a comma")
        pairs[key] = _values(reader)
        if reader.at >= len(text):
            return pairs
        reader.expect(",")


def _key(reader: _Reader) -> str:
    key = reader.take(_KEY) or ""
    reader.space()
    if reader.here == "@":
        reader.expect("@")
    reader.expect("=")
    return key


def _values(reader: _Reader) -> Value:
    if reader.here in ("[", "{"):
        return _nested(reader)
    first = _scalar(reader, _FIRST) or ""
    reader.space()
    found: list[Value] = [first]
    while reader.here == ",":
        reader.expect(",")
        value = _scalar(reader, _NEXT)
        reader.space()
        if value is None or reader.here not in ("", ","):
            if not reader.here and value is None:
                raise ShorthandError(f"a value expected at the end, at character {reader.at + 1}")
            # It was the next pair's key: that pair begins behind the last comma.
            reader.at = reader.text.rfind(",", 0, reader.at + 1)
            break
        found.append(value)
    return found if len(found) > 1 else first


def _scalar(reader: _Reader, plain: re.Pattern[str]) -> str | None:
    if reader.here in _QUOTED:
        mark = reader.here
        value = reader.take(_QUOTED[mark])
        if value is None:
            raise ShorthandError(f"the quote at character {reader.at + 1} is not closed")
        return value.replace(f"\\{mark}", mark).replace("\\\\", "\\")
    start = reader.at
    if reader.take(plain) is None:
        return None
    return reader.text[start : reader.at].replace("\\,", ",").rstrip()


def _nested(reader: _Reader) -> Value:
    if reader.here == "{":
        return _pairs(reader)
    if reader.here == "[":
        return _list(reader)
    return _scalar(reader, _FIRST) or ""


def _list(reader: _Reader) -> list[Value]:
    reader.expect("[")
    found: list[Value] = []
    while reader.here != "]":
        found.append(_nested(reader))
        _between(reader, "]")
    reader.at += 1
    return found


def _pairs(reader: _Reader) -> dict[str, Value]:
    reader.expect("{")
    found: dict[str, Value] = {}
    while reader.here != "}":
        key = _key(reader)
        found[key] = _nested(reader)
        _between(reader, "}")
    reader.at += 1
    return found


def _between(reader: _Reader, end: str) -> None:
    reader.space()
    if reader.here != end:
        reader.expect(",")
