"""What Logseq adds to a line of Markdown: links, tags, macros, highlights. Resolves none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.outline import Block

_ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# Elements that only look different; all other HTML in prose is shown as it is written.
_TAG = r"""[^\s#\[\](){}<>,;:.!?"'`|*^\\]"""
_ELEMENTS = "kbd|sub|sup|mark|small|del|ins|u|b|i|em|strong"
MARKS = regex(
    rf"""(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)
      | \\[\[\](){{}}\#^=<]
      | (?P<comment><!--(?:(?!-->|<!--).)*-->)
      | \{{\{{(?P<macro>[^{{}}]*)\}}\}}
      | (?P<line_break><br[ ]?/?>)
      | <(?P<element>{_ELEMENTS})>(?P<inside>[^<>\n]*)</(?P=element)>
      | \[(?P<label>[^\[\]\n]*)\]\((?:\[\[(?P<labelled>[^\[\]\n]+)\]\]|\(\((?P<labelled_block>{_ID})\)\))\)
      | (?P<hash>\#?)\[\[(?P<page>[^\[\]\n]+)\]\]
      | \(\((?P<block>{_ID})\)\)
      | \^\^(?=\S)(?P<caret>[^\n^]+)(?<=\S)\^\^
      | (?<![=\w])==(?=[^\s=])(?P<equals>[^\n=]+)(?<=\S)==(?![=\w])
      | (?<![^\s(,;])(?<!\]\()\#(?P<tag>{_TAG}+(?:\.{_TAG}+)*)
      | (?<!\]\()(?<![<\w/"'=])(?P<url>https?://[^\s<>"'`\[\](){{}}]*[^\s<>"'`\[\](){{}}.,;:!?*_])
    """,
    re.DOTALL | re.VERBOSE,
)
_NAMING = ("labelled", "page", "tag")
_REFERRING = ("labelled_block", "block")
_EMBEDDED = regex(rf"embed\s+(?:\[\[([^\[\]\n]+)\]\]|\(\(({_ID})\)\))", re.IGNORECASE)
_MAY_NAME = regex(r"\[\[|\(\(|#")
_LISTING = ("tags", "tag")
IDENTIFIER = regex(_ID)


def names_in(text: str) -> Iterator[tuple[str, str]]:
    """Give what a text names, in order: the name of a page and nothing, or nothing and the id of a block."""
    if not _MAY_NAME.search(text):
        return
    for match in MARKS.finditer(text):
        page = next((match[name] for name in _NAMING if match[name]), "")
        block = next((match[name] for name in _REFERRING if match[name]), "")
        inside = match["caret"] or match["equals"]
        if inside:
            yield from names_in(inside)
        elif match["macro"] and (embedded := _EMBEDDED.match(match["macro"].strip())):
            yield (embedded[1] or "").strip(), (embedded[2] or "").lower()
        elif page or block:
            yield page.strip(), block.lower()


def listed_names(value: object) -> list[str]:
    """The names in a property such as `tags:: one, [[two words]], #three`."""
    values = [str(item) for item in value] if isinstance(value, list | tuple) else str(value).split(",")
    return [name for item in values if (name := item.strip().removeprefix("#").strip("[] "))]


def property_names(properties: Iterable[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    """Give what properties name, as `names_in` does; a list of tags names pages without marks."""
    for name, value in properties:
        if name in _LISTING:
            yield from ((item, "") for item in listed_names(value))
        elif isinstance(value, str):
            yield from names_in(value)


def block_id(block: Block) -> str:
    """The id of a block in lower case, empty where it has none."""
    for item in block.properties:
        if item.name == "id" and IDENTIFIER.fullmatch(str(item.value)):
            return str(item.value).lower()
    return ""
