"""What a program prints becomes text and colours, and never markup, a link or a change of direction."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.publish.ansi import output_as_html, to_html


@pytest.mark.parametrize(
    ("printed", "html"),
    [
        pytest.param("plain", "plain", id="plain text stays"),
        pytest.param("<b>&", "&lt;b&gt;&amp;", id="markup is shown and not obeyed"),
        pytest.param(
            "\x1b[31mred\x1b[0m on", '<span class="rb-ansi-red">red</span> on', id="a colour is a class"
        ),
        pytest.param(
            "\x1b[1;32mok\x1b[22m!\x1b[39m.",
            '<span class="rb-ansi-bold rb-ansi-green">ok</span><span class="rb-ansi-green">!</span>.',
            id="marks begin and end one by one",
        ),
        pytest.param("\x1b[38;5;196mx\x1b[m", "x", id="a colour of a palette is dropped with its numbers"),
        pytest.param(
            "\x1b[38;2;1;2;31mx", "x", id="the parts of a mixed colour are not read as colours of their own"
        ),
        pytest.param("\x1b[91mx", '<span class="rb-ansi-red">x</span>', id="bright is the same colour"),
        pytest.param(
            "\x1b]8;;javascript:alert(1)\x1b\\click\x1b]8;;\x1b\\", "click", id="a terminal's link is dropped"
        ),
        pytest.param("\x1b]0;title\x07text", "text", id="a title is dropped"),
        pytest.param("\x1b]0;never ended", "", id="a title without an end takes its line alone"),
        pytest.param("a\x1b[2Kb\x1b[1Ac", "abc", id="moves of the cursor are dropped"),
        pytest.param("10%\r50%\r100%\nnext", "100%\nnext", id="a line written over keeps its last state"),
        pytest.param("a\r\nb\r\n", "a\nb\n", id="line ends of Windows are line ends"),
        pytest.param("safe\u202egnp.exe", "safegnp.exe", id="the writing direction cannot be turned"),
        pytest.param("a\0b\bc\x7f\x9b31md", "abc31md", id="other controls are dropped"),
        pytest.param("tab\tand\nline", "tab\tand\nline", id="tabs and lines stay"),
    ],
)
def test_output_is_shown_as(printed: str, html: str) -> None:
    assert to_html(printed) == html


@given(st.text(alphabet=st.sampled_from("\x1b[]0123456789;mKH\x07\\<>&\"'\r\nab\u202e\x9b"), max_size=80))
def test_no_output_makes_any_markup_but_a_span_of_a_known_class(printed: str) -> None:
    html = to_html(printed)
    rest = re.sub(r'<span class="rb-ansi-[a-z]+(?: rb-ansi-[a-z]+)*">|</span>', "", html)
    assert "<" not in rest
    assert ">" not in rest
    assert html.count("<span") == html.count("</span>")
    assert "\x1b" not in html


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_plain_text_is_the_same_for_a_reader(printed: str) -> None:
    assert unescape(to_html(printed)) == printed


def test_a_very_long_output_is_shown_by_its_beginning_and_its_end() -> None:
    shown = output_as_html("begin" + "<" * 1_000_000 + "end")
    assert shown.startswith("begin&lt;")
    assert shown.endswith("&lt;end")
    assert "(900,008 characters are left out here; the record has more)" in shown
