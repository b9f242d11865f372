"""Results put into a site's HTML when an engine has built it, so that no parser or search meets them.

To have them parsed by the engine's own search costs more than all else that is ours.
"""

from __future__ import annotations

from html import escape, unescape
from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.publish.aging import with_ages
from runner.publish.place import html_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

_PLACE = regex(r'<div class="rb-place" data-show="([^"]*)"></div>')


def place_of(show: str) -> str:
    """Give the HTML that stands for a result until it is put there."""
    return f'<div class="rb-place" data-show="{escape(show)}"></div>'


def filled(html: str, drawn: Mapping[str, str]) -> str:
    """Give a page's HTML with its results as they are now; a place that nothing was drawn for stays empty."""
    return with_ages(_PLACE.sub(lambda match: drawn.get(unescape(match[1]), match[0]), html))


def fill_site(site: Path, pages: Iterable[str], drawn: Callable[[str], Mapping[str, str]]) -> None:
    """Put the results of pages into a built site.

    Args:
        site: The folder of the site.
        pages: Their uris.
        drawn: Gives what was drawn on a page.
    """
    for uri in pages:
        file = site / html_path(uri)
        if file.is_file():
            html = file.read_text(encoding="utf-8")
            if (whole := filled(html, drawn(uri))) != html:
                file.write_text(whole, encoding="utf-8")
