"""Plain pages: every byte stays, and each mark is drawn once, whatever it stands in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.publish.page_text import page_text
from runner.publish.site import Mark, SitePage
from runner.publish.site_links import links_of
from tests.publish.sites import html, plain_page, results, step_marks

_BLOCK = re.compile(
    r"(?:\r?\n<!-- -->\r?\n)?[> ]*\r?\n[> ]*```runbook\r?\n[> ]*[a-z0-9-]+!\r?\n[> ]*```\r?\n[> ]*\r?\n"
)


def _published(page: SitePage, marks: list[Mark]) -> str:
    return page_text(page, marks, links_of([page])).text


def _without_marks(text: str, source: str) -> str:
    bare = _BLOCK.sub("", text)
    return bare if source.endswith(("\n", "\r")) or not source else bare.removesuffix("\n").removesuffix("\r")


FENCE = "```bash\nls\n```\n"


def _indented(text: str, margin: str) -> str:
    return "".join(f"{margin}{line}" if line.strip() else line for line in text.splitlines(keepends=True))


HELD = {
    "no container": FENCE,
    "a list with four columns": "- a\n\n" + _indented(FENCE, "    ") + "\n- b\n",
    "a list with two columns": "- a\n\n" + _indented(FENCE, "  ") + "\n- b\n",
    "a numbered list with three columns": "1. a\n\n" + _indented(FENCE, "   ") + "2. b\n",
    "a list without a blank line": "- a\n" + _indented(FENCE, "  ") + "- b\n",
    "a list right behind a paragraph": "Steps:\n- a\n\n" + _indented(FENCE, "    ") + "\n- b\n",
    "a nested list with two columns": "- a\n  - b\n    - c\n\n" + _indented(FENCE, "      ") + "  - d\n",
    "a numbered list with brackets": "1) a\n\n" + _indented(FENCE, "    ") + "2) b\n",
    "a fence beside its bullet": "- ```bash\n  ls\n  ```\n- b\n",
    "a quote": "> a\n>\n" + _indented(FENCE, "> ") + ">\n> b\n",
    "a list in a quote": "> - a\n>\n" + _indented(FENCE, ">   ") + ">\n> b\n",
    "a quote in a list": "- a\n\n" + _indented(FENCE, "  > ") + "\n- b\n",
    "a note": "!!! note\n    a\n\n" + _indented(FENCE, "    ") + "\n    b\n",
    "a folded note": '??? note "x"\n    a\n\n' + _indented(FENCE, "    ") + "\n    b\n",
    "a tab": '=== "x"\n\n' + _indented(FENCE, "    ") + '\n=== "y"\n\n' + _indented(FENCE, "    "),
    "a note in a list": "- a\n\n    !!! note\n" + _indented(FENCE, "        ") + "\n- b\n",
    "details": "<details>\n<summary>x</summary>\n\n" + FENCE + "\n</details>\n",
    "details of Markdown": "<details markdown>\n<summary>x</summary>\n\n" + FENCE + "\n</details>\n",
    "a div of colons": "::: note\n\n" + FENCE + "\n:::\n",
    "a fence with settings": "```bash {timeout=30}\nls\n```\n\n" + FENCE,
    "a fence that only CommonMark sees": "```bash a=b c\nls\n```\n\n" + FENCE + "\n" + FENCE,
    "a last fence that only CommonMark sees": "x\n\n```bash a=b c\nls\n```\n",
    "columns of tabs": "- a\n\n\t```bash\n\tls\n\t```\n\n- b\n",
}


@pytest.mark.parametrize("held", HELD.values(), ids=HELD)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["", "CRLF"])
def test_each_fence_has_its_result_once_and_no_byte_changes_in(held: str, newline: str) -> None:
    source = f"# T\n\nText.\n\n{held}\nThe end.\n".replace("\n", newline)
    page = plain_page("x.md", source)
    marks = step_marks(page)
    text = _published(page, marks)
    assert len(marks) > 1
    assert results(text, marks) == [1] * len(marks)
    assert _without_marks(text, source) == source


def test_a_result_stands_straight_behind_a_fence_in_a_list() -> None:
    page = plain_page("x.md", f"# T\n\n- a\n\n{_indented(FENCE, '    ')}\n    more\n\n- b\n")
    made = html(_published(page, step_marks(page)))
    assert re.search(r'ls.*<div class="result">step-1!</div>\s*<p>more</p>\s*</li>', made, re.DOTALL)


def test_the_page_s_own_result_stands_under_its_title_behind_the_front_matter() -> None:
    marks = [Mark(line=0, body="page!")]
    titled = plain_page("x.md", "---\na: 1\n---\n# T\ntext\n")
    assert _published(titled, marks) == "---\na: 1\n---\n# T\n\n```runbook\npage!\n```\n\ntext\n"
    bare = plain_page("x.md", "---\na: 1\n---\ntext\n")
    assert _published(bare, marks) == "---\na: 1\n---\n\n```runbook\npage!\n```\n\ntext\n"


def test_a_result_of_a_row_stands_behind_the_table() -> None:
    page = plain_page("x.md", "| a |\n|---|\n| b |\n| c |\n\nend\n")
    text = _published(page, [Mark(line=3, body="row!")])
    assert text.index("row!") > text.index("| c |")


def test_a_page_without_marks_is_itself() -> None:
    for source in ("", "a", "a\r\nb", "# T\r\r\n\n", "\ufeff# T\n"):
        assert _published(plain_page("x.md", source), []) == source


_LEAVES = st.sampled_from(
    ["Some text.\n\n", FENCE + "\n", "```sh\necho hi\n\necho ho\n```\n\n", "## Part\n\n", FENCE]
)
_MARGINS = {
    "- ": "  ",
    "-   ": "    ",
    "1. ": "   ",
    "1.  ": "    ",
    "* ": "    ",
    "> ": "> ",
    "!!! note\n    ": "    ",
    '=== "x"\n    ': "    ",
}


def _wrapped(inner: list[str], mark: str) -> str:
    body = _indented("".join(inner), _MARGINS[mark])
    return f"{mark}Item:\n\n{body}\n"


_PAGES = st.recursive(
    _LEAVES,
    lambda inner: st.builds(
        _wrapped, st.lists(inner, min_size=1, max_size=4), st.sampled_from(list(_MARGINS))
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PAGES, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_however_blocks_nest_no_byte_changes_and_each_mark_is_drawn_once(
    parts: list[str], newline: str
) -> None:
    source = "".join(parts).replace("\n", newline)
    page = plain_page("x.md", source)
    marks = step_marks(page)
    text = _published(page, marks)
    assert _without_marks(text, source) == source
    assert results(text, marks) == [1] * len(marks)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab -*>#`~!=:|1.\n\t\r\\<", max_size=80), st.lists(st.integers(0, 20), max_size=3))
def test_whatever_stands_on_a_page_no_byte_changes(source: str, lines: list[int]) -> None:
    page = plain_page("x.md", source)
    marks = [Mark(line=line, body=f"m{number}!") for number, line in enumerate(lines)]
    text = _published(page, marks)
    assert sum(text.count(mark.body) for mark in marks) == len(marks)
    kept = iter(text)
    assert all(char in kept for char in source)
