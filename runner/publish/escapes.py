"""What an author wrote as text, for Python-Markdown to show as text. Never lets it become markup or a macro.

A character reference stands for a mark wherever a backslash would not do: the `macros` plugin of MkDocs looks
for `{{` and `{%` before Markdown is read, and other extensions give a meaning to `~`, `^`, `=` and `+`.
"""

from __future__ import annotations

import re

from runner.patterns import regex

# Most texts are these alone, which mean nothing to any extension.
_WORDS = regex(r"(?:[^\W_]|[ .,;?()'\"/%@$-])*+")
_MARKUP = regex(r"[\\`*_\[\]]")
_REFERENCES = (
    {char: f"&#{ord(char)};" for char in "{}~^|"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    # Python-Markdown's own marks, which it would take out of what an author wrote.
    | dict.fromkeys("\x02\x03", "\ufffd")
)
_REFERENCED = regex(r"[{}~^|&<>\x02\x03]|(?<==)=|=(?==)|(?<=\+)\+|:(?=[\w+-]+:)")
# What begins a heading, list, rule, underline, note, tab, definition or a block of an extension.
_BEGINNING = regex(r"#|=(?==)|:(?=[:\s])|!(?=!)|\?(?=\?)|/(?=//)|[-+](?=[\s+-]|$)|\d+[.)](?=\s|$)")
_PUNCTUATION = regex(r"[^\w\s]|_|\n")
_CODE_AS_MARKUP = regex(r"`|\n|\{[{%#]|8<|\|")
# Between the parts of a mark that includes files, wherever in a line it stands: neither shown nor read.
_WORD_JOINER = "\u2060"
_INCLUSION = regex(r"(-8)(<-)")
_LANGUAGE = regex(r"[\w#.+-]+")
_TICKS = regex(r"^[ \t>]*(`{3,})", re.MULTILINE)
RESULT_LANGUAGE = "runbook"


def as_text(text: str) -> str:
    """A text as it is to be read, without any markup."""
    if _WORDS.fullmatch(text):
        return text
    escaped = _MARKUP.sub(r"\\\g<0>", text)
    return _REFERENCED.sub(lambda match: _REFERENCES.get(match[0]) or f"&#{ord(match[0])};", escaped)


def as_references(text: str) -> str:
    """A text whose every mark is a character reference, for places where Markdown is not read."""
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", text)


def as_line(markdown: str) -> str:
    """A line of inline Markdown that begins no block, whatever its first characters are."""
    match = _BEGINNING.match(markdown)
    if match is None:
        return markdown
    mark = match.end() - 1
    return f"{markdown[:mark]}&#{ord(markdown[mark])};{markdown[mark + 1 :]}"


def code_span(code: str) -> str:
    """Code within a line; as HTML where a code span would end early or be read by another extension."""
    if _CODE_AS_MARKUP.search(code) or not code.strip():
        return f"<code>{as_references(code)}</code>"
    return f"`{code}`"


def fence_lines(language: str, code: str) -> list[str]:
    """A fence that its code cannot end; none of a page's own is one that a result is drawn in."""
    code = without_inclusion(code)
    mark = "`" * max((len(run) + 1 for run in _TICKS.findall(code)), default=3)
    usable = _LANGUAGE.fullmatch(language) and language.lower() != RESULT_LANGUAGE
    return [f"{mark}{language if usable else ''}", *code.removesuffix("\n").split("\n"), mark]


def without_inclusion(code: str) -> str:
    """Code in which no mark includes a file; what is shown is the same."""
    return _INCLUSION.sub(rf"\1{_WORD_JOINER}\2", code) if "8<" in code else code
