"""A style of Pygments without colours: a page has classes alone, and the theme's style sheet the colours.

Pygments works a style out anew for each block of code, which was a tenth of a site's time. Reads no page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygments.style import Style, StyleMeta

if TYPE_CHECKING:
    from collections.abc import Iterator


class _WithoutTokens(StyleMeta):  # type: ignore[misc]
    def __iter__(self) -> Iterator[Any]:
        return iter(())


class Unstyled(Style, metaclass=_WithoutTokens):  # type: ignore[misc]
    """Without a token that would have a colour."""
