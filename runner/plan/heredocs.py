"""The files that here-documents write, out of bash's syntax tree. Runs nothing and looks at no disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.plan.zones import Node

_TO_FILE = regex(rb"1?>\|?[ \t]*(['\"]?)(?P<name>[\w./@+-]+)\1")
_TEE = regex(rb"(?:sudo[ \t]+)?tee[ \t]+(['\"]?)(?P<name>[\w./@+-]+)\1")
_QUOTED = regex(rb"[\\'\"]")
# In a here-document without quotes these depend on the run, or are not what the file will hold.
_EXPANDS = regex(rb"[$`\\]")
_TABS = regex(rb"^\t+", re.MULTILINE)


class Heredoc(Struct, frozen=True, kw_only=True):
    """A file that a block writes from a here-document, with what will be in it."""

    name: str
    text: str


def heredoc_of(redirect: Node, statement: Node | None) -> Iterator[Heredoc]:
    """Give the file that `cat > name <<END` or `tee name <<END` writes; none where the run decides.

    Args:
        redirect: The tree's node from `<<` to the word that ends the document.
        statement: The node of the statement of which that is a part.
    """
    name = _name(redirect, statement) if statement is not None else None
    body = _body(redirect)
    if name is not None and body is not None:
        yield Heredoc(name=name.decode(), text=body.decode("utf-8", "replace"))


def _name(redirect: Node, statement: Node) -> bytes | None:
    here = [child for child in statement.children if child.type == "heredoc_redirect"]
    commands = [child for child in statement.children if child.type == "command"]
    piped = any(child.type == "pipeline" for child in redirect.children)
    if len(here) != 1 or len(commands) != 1 or piped:
        return None
    into = [
        child.text or b""
        for child in (*statement.children, *redirect.children)
        if child.type == "file_redirect"
    ]
    command = commands[0].text or b""
    if command == b"cat" and len(into) == 1:
        written = _TO_FILE.fullmatch(into[0])
    else:
        quiet = all(re.fullmatch(rb"1?>[ \t]*/dev/null", item) for item in into)
        written = _TEE.fullmatch(command) if quiet else None
    return written["name"] if written else None


def _body(redirect: Node) -> bytes | None:
    """The lines of the document, None where bash would make something else of them."""
    kinds = [child.type for child in redirect.children]
    if "heredoc_start" not in kinds or "heredoc_end" not in kinds:
        return None
    start, body = kinds.index("heredoc_start"), len(kinds) - 1
    if "heredoc_body" in kinds:
        body = kinds.index("heredoc_body")
    # The tree leaves out the space before the first word, so the lines are taken from the text.
    if any(b"\n" in (child.text or b"") for child in redirect.children[start:body]):
        return None
    lines = (redirect.text or b"").split(b"\n")[1:-1]
    text = b"".join(line + b"\n" for line in lines)
    raw = _QUOTED.search(redirect.children[start].text or b"")
    if not raw and _EXPANDS.search(text):
        return None
    return _TABS.sub(b"", text) if "<<-" in kinds else text
