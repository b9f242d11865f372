"""Code on a page has the same classes whether or not a style was worked out."""

from __future__ import annotations

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import BashLexer

from runner.publish.unstyled import Unstyled

CODE = "for name in *.md; do echo \"$name\" | grep -c 'a'; done  # count\n"


def test_a_style_without_colours_gives_code_the_same_classes() -> None:
    without = highlight(CODE, BashLexer(), HtmlFormatter(style=Unstyled))
    assert without == highlight(CODE, BashLexer(), HtmlFormatter())
    assert 'class="k"' in without


def test_it_has_no_colour_for_any_token() -> None:
    assert list(Unstyled) == []
