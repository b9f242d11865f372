"""What a site is made of, as frozen data: pages, and marks that results are drawn at. Reads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from runner.model import Step
    from runner.outline import Outline


class SitePage(Struct, frozen=True, kw_only=True):
    """A page to be published.

    Attributes:
        path: The page's file as messages name it.
        uri: Where its Markdown goes below the site's docs folder, as in `how-to/publish.md`.
        names: In a graph, each name that links may use: its title, its file's name, its aliases.
        text: What the file holds, with plain line ends.
        outline: The page's own syntax tree, what it embeds not put in.
        raw: What the file holds with its own line ends, where they are not plain ones.
        steps: Those that it has now.
    """

    path: str
    uri: str
    title: str
    text: str
    outline: Outline
    names: tuple[str, ...] = ()
    raw: str = ""
    steps: tuple[Step, ...] = ()


class Mark(Struct, frozen=True, kw_only=True):
    """A place in a page's text where a result is drawn.

    Attributes:
        line: The last line of what it stands behind; 0 for the one under the page's title.
        body: What the fence at that place holds: ids alone, never what a command printed.
        path: The file that the line is of, empty for the page's own; then what it embeds is meant.
    """

    line: int
    body: str
    path: str = ""
