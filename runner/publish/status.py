"""A page's state in its front matter, where the themes of every engine look for it. Changes nothing else."""

from __future__ import annotations

import re

from runner.patterns import regex

# As MkDocs reads it; `status` of the author's own wins.
_FRONT_MATTER = regex(r"---[ \t]*\r?\n(?P<inner>.*?\n)(?:\.{3}|-{3})[ \t]*\r?\n", re.DOTALL)
_PAIR = regex(r"[A-Za-z_][\w-]*[ \t]*:(?:[ \t]|\r?\n)")
_STATUS = regex(r"^[\"']?status[\"']?[ \t]*:", re.MULTILINE)
# MultiMarkdown's way to give a page its data, which MkDocs reads where there is no front matter.
_BARE_PAIR = regex(r" {0,3}[\w-]+:")


def with_status(text: str, state: str) -> str:
    """Give a page's Markdown with its state for the navigation; as it is where it cannot be put in safely."""
    newline = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    said = f"status: {state}{newline}"
    match = _FRONT_MATTER.match(text)
    if match is None:
        bare = _BARE_PAIR.match(text)
        return text if bare else f"---{newline}{said}---{newline}{text}"
    if _STATUS.search(match["inner"]) or not _PAIR.match(match["inner"]):
        return text
    at = match.start("inner")
    return f"{text[:at]}{said}{text[at:]}"
