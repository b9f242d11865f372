"""Logseq pages as a site shows them: nothing is lost, nothing leaks, nothing breaks out."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.outline import Text
from runner.publish.page_text import PageText, page_text
from runner.publish.site import Mark, SitePage
from runner.publish.site_links import links_of
from runner.read.tree import walk
from tests.publish.sites import html, logseq_page, results, step_marks

_TAGS = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_ID = "00000000-0000-0000-0000-0000000000{:02}"


def _published(page: SitePage, *others: SitePage, marks: tuple[Mark, ...] = ()) -> PageText:
    return page_text(page, marks, links_of([page, *others]))


def _shown(text: str) -> str:
    return unescape(_TAGS.sub("", html(text)))


def test_nothing_of_a_page_that_is_not_published_is_shown() -> None:
    page = logseq_page("A", f"- {{{{embed (({_ID.format(1)}))}}}} (({_ID.format(1)})) [[Secret]]\n")
    made = _published(page)
    assert [item.code for item in made.findings] == [
        "unpublished-embed",
        "unpublished-block",
        "unpublished-link",
    ]
    assert "](" not in made.text


def test_pages_that_embed_each_other_come_to_an_end() -> None:
    first = logseq_page("A", "- a {{embed [[B]]}}\n")
    second = logseq_page("B", "- b {{embed [[A]]}}\n")
    made = _published(first, second)
    assert html(made.text).count('class="admonition quote"') == 1


def test_a_result_of_an_embedded_step_stands_in_the_embed() -> None:
    host = logseq_page("A", f"- Do this:\n\t- {{{{embed (({_ID.format(1)}))}}}}\n- end\n")
    part = logseq_page("B", f"- part\n  id:: {_ID.format(1)}\n\t- ```bash\n\t  ls\n\t  ```\n")
    mark = Mark(line=5, body="inner!", path=part.path)
    made = html(_published(host, part, marks=(mark,)).text)
    assert re.search(r'admonition quote".*inner!</div>\s*</div>.*end', made, re.DOTALL)


def test_a_step_that_is_embedded_twice_has_each_result_in_its_own_place() -> None:
    embed = f"{{{{embed (({_ID.format(1)}))}}}}"
    host = logseq_page("A", f"- {embed}\n- middle\n- {embed}\n")
    part = logseq_page("B", f"- part\n  id:: {_ID.format(1)}\n\t- ```bash\n\t  ls\n\t  ```\n")
    marks = tuple(Mark(line=5, body=f"step-{number}!", path=part.path) for number in (1, 2))
    text = _published(host, part, marks=marks).text
    assert text.index("step-1!") < text.index("middle") < text.index("step-2!")


def test_a_result_of_an_embed_that_is_not_shown_is_not_lost() -> None:
    page = logseq_page("A", "- a {{embed [[Gone]]}}\n")
    mark = Mark(line=9, body="lost!", path="graph/pages/Gone.md")
    assert results(_published(page, marks=(mark,)).text, [mark]) == [1]


@pytest.mark.parametrize(
    "target", ["../../etc/passwd", "../assets/../../x", "/etc/passwd", "../../../assets/x.png", "file:///x"]
)
def test_no_file_outside_the_assets_of_a_graph_is_asked_for(target: str) -> None:
    assert _published(logseq_page("A", f"- ![x]({target}) [y]({target})\n")).assets == ()


def test_an_asset_is_asked_for_and_linked() -> None:
    made = _published(logseq_page("A", "- ![x](../assets/a%20b.png)\n"))
    assert [(item.path, item.uri) for item in made.assets] == [
        ("graph/assets/a b.png", "attachments/graph/a b.png")
    ]
    assert "![x](attachments/graph/a%20b.png)" in made.text


def test_blocks_however_deep_are_shown() -> None:
    text = "".join(f"{chr(9) * depth}- level{depth}\n" for depth in range(300))
    shown = _shown(_published(logseq_page("A", text)).text)
    assert all(f"level{depth}\n" in shown for depth in range(0, 300, 17))


_HOSTILE = r"""word **bold** `code` <b> </div> <!-- --> ``` ~~~ {{ }} {% %} {{x}}
[[P]] (( )) #tag !!! note === "t" > # 1. - | \ * _ ] [ ]( ) &amp; <script>
$$ ::: --8<-- "x" {: #id } [x]: ^^ == ???
/// *** ---"""
_PIECES = st.sampled_from(
    [*_HOSTILE.split(), "\n  ", "\x02", "\x03", "\ue000", "0\ue001", "\n  ```\n  ", '\n  --8<-- "x"\n  ']
)
_BLOCKS = st.lists(st.tuples(st.integers(0, 4), st.lists(_PIECES, max_size=6)), min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(_BLOCKS)
@example([(0, []), (1, ["word"]), (1, ["\x02"]), (2, ["```", "\n  ```\n  "])])
@example([(0, ["`\x03`", "[a](%02)", "`b`"]), (1, ["```", "\n  ```\n  "])])
@example([(0, []), (1, ["***", "\n  ```\n  ", "\n  ```\n  "])])
def test_whatever_an_author_writes_each_result_is_drawn_once_and_no_html_is_live(
    blocks: list[tuple[int, list[str]]],
) -> None:
    text = "".join(f"{chr(9) * depth}- {' '.join(pieces)}\n" for depth, pieces in blocks)
    text += "- the last\n"
    page = logseq_page("A", text)
    marks = step_marks(page)
    made = _published(page, marks=tuple(marks)).text
    assert results(made, marks) == [1] * len(marks)
    assert "<script" not in html(made)
    assert "{%" not in _outside_fences(made)
    assert "{{" not in _outside_fences(made)
    assert "--8<--" not in made


def _outside_fences(text: str) -> str:
    return re.sub(r"^[> ]*(`{3,}).*?^[> ]*\1$", "", text, flags=re.DOTALL | re.MULTILINE)


_PROSE = st.lists(
    st.sampled_from(["alpha", "beta", "**gamma**", "`delta`", "*eta*", "theta_iota", "[[Kappa]]"]), min_size=1
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["", "# ", "TODO ", "> "]), _PROSE),
        min_size=1,
        max_size=9,
    )
)
def test_every_word_of_an_outline_is_shown(blocks: list[tuple[int, str, list[str]]]) -> None:
    text = "".join(f"{chr(9) * depth}- {mark}{' '.join(words)}\n" for depth, mark, words in blocks)
    page = logseq_page("A", text)
    shown = _shown(_published(page).text)
    parts = (
        part.text for block in walk(page.outline.blocks) for part in block.parts if isinstance(part, Text)
    )
    for part in parts:
        assert _WORDS.findall(part) == [word for word in _WORDS.findall(part) if word in shown]
