"""A page's bytes to text. Knows nothing of Markdown."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec import Struct

from runner.errors import PageError
from runner.nearest import look_alike

_LONGEST_PAGE = 64 * 1024 * 1024


class Source(Struct, frozen=True, kw_only=True):
    """The text of a page, its line ends plain newlines; `sha256` is that of the bytes on disk."""

    path: str
    text: str
    sha256: str

    def lines(self) -> list[str]:
        """The lines of the text; what ends it makes no line of its own."""
        lines = self.text.split("\n")
        return lines if lines[-1] else lines[:-1]


def read_source(path: str) -> Source:
    """Read a page from disk.

    Raises:
        PageError: There is no such file, it is a folder, cannot be opened, or is not UTF-8 text.
    """
    data = _read_bytes(path)
    return Source(path=path, text=_decode(path, data), sha256=hashlib.sha256(data).hexdigest())


def _read_bytes(path: str) -> bytes:
    file = Path(path)
    if file.is_dir():
        raise PageError(f"{path}: this is a folder, not a page; name a Markdown file in it")
    try:
        if file.stat().st_size > _LONGEST_PAGE:
            raise PageError(f"{path}: larger than 64 MiB, so this is hardly a page; name a Markdown file")
        return file.read_bytes()
    except FileNotFoundError:
        raise PageError(f"{path}: there is no such page{_nearest_name(file)}") from None
    except OSError as error:
        raise PageError(f"{path}: cannot be read ({error.strerror}); check the path and its rights") from None


def _nearest_name(file: Path) -> str:
    if not file.parent.is_dir():
        return f"; the folder {file.parent} does not exist either"
    names = [entry.name for entry in file.parent.iterdir() if entry.suffix in {".md", ".markdown"}]
    near = look_alike(file.name, names)
    return f"; did you mean {file.parent / near}?" if near else "; check the path"


def _decode(path: str, data: bytes) -> str:
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise PageError(f"{path}:{line}: a NUL byte, so this is not a text file; name a Markdown file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PageError(
            f"{path}:{line}: byte 0x{data[error.start]:02x} is not UTF-8; save the page as UTF-8"
        ) from None
    return with_plain_line_ends(text)


def with_plain_line_ends(text: str) -> str:
    """Make every line end a newline; a lone carriage return is one too (CommonMark 0.31, section 2.1)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
