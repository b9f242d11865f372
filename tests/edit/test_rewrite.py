"""New output in the place of what a page shows: what is kept and what is changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.edit.json_layout import laid_out
from runner.edit.page_text import joined, page_lines
from runner.edit.shown_output import CannotRewriteError, NewOutput, rewrite
from runner.shown.compare import Shown, compare
from tests.pages import procedure

if TYPE_CHECKING:
    from runner.model import Procedure, Step

PAGES = {
    "plain": "# T\n\n## Procedure\n\nDo it:\n\n```bash\ntrue\n```\n\n```output\n{}\n```\n\nThe end.\n",
    "list": "# T\n\n## Procedure\n\n1. Do it:\n\n"
    "   ```bash\n   true\n   ```\n\n   ```output\n   {}\n   ```\n\n2. End.\n",
    "quote": "# T\n\n## Procedure\n\n> ```bash\n> true\n> ```\n>\n> ```output\n> {}\n> ```\n>\n> The end.\n",
    "tildes": "# T\n\n## Procedure\n\n```bash\ntrue\n```\n\n~~~output\n{}\n~~~\n",
    "logseq": "- # T\n\t- ## Procedure\n\t\t- Do it:\n\t\t  ```bash\n\t\t  true\n\t\t  ```\n"
    "\t\t- ```output\n\t\t  {}\n\t\t  ```\n\t\t- The end.\n",
    "logseq, spaces": "title:: T\n\n- # T\n  - ## Procedure\n    - Do it:\n"
    "      ```bash\n      true\n      ```\n"
    "      ```output\n      {}\n      ```\n    - The end.\n",
    "no last line end": "# T\n\n## Procedure\n\n```bash\ntrue\n```\n\n```output\n{}\n```",
}


def filled(form: str, shown: str) -> str:
    """The page with shown output, each line of it behind the margin of its place."""
    margin = next(line for line in form.split("\n") if line.endswith("{}")).removesuffix("{}")
    return form.replace(f"{margin}{{}}", "\n".join(margin + line for line in shown.split("\n")))


def with_output(text: str, actual: str) -> str:
    page = procedure(text)
    (claim,) = page.steps[0].claims
    new = NewOutput(expectation=claim.expectations[0], line=claim.line, actual=actual)
    return rewrite(text, new, page.dialect)


def gist(page: Procedure) -> list[object]:
    return [(step.id, step.kind, step.title, step.source, len(step.claims)) for step in page.steps]


def holds(step: Step, actual: str) -> bool:
    (expectation,) = step.claims[0].expectations
    shown = Shown(text=expectation.objects[0], page_lines=expectation.page_lines)
    return compare(expectation.predicate, shown, actual).holds


@pytest.mark.parametrize("form", PAGES.values(), ids=PAGES)
def test_an_output_goes_into_its_fence_and_nothing_else_changes(form: str) -> None:
    text = filled(form, "old\nsame\nold too")
    wanted = [line.rstrip() for line in filled(form, "new\n\nsame").split("\n")]
    assert with_output(text, "new\n\nsame\n") == "\n".join(wanted)


def test_lines_elisions_and_marks_that_still_hold_are_kept() -> None:
    shown = "commit 9fceb02\n...\nfile*.txt (glob)\nwarning (?)\ntook 1.2s and [...]\nold"
    actual = "commit 02d0ae5\na\nb\nfile1.txt\ntook 3.4s and more\nnew"
    assert with_output(filled(PAGES["plain"], shown), actual) == filled(
        PAGES["plain"], shown.replace("old", "new")
    )


def test_what_no_longer_holds_goes() -> None:
    shown = "commit 9fceb02\nfile*.txt (glob)\nend"
    assert with_output(filled(PAGES["plain"], shown), "branch main\nend\n") == filled(
        PAGES["plain"], "branch main\nend"
    )


def test_the_marks_grow_if_the_output_holds_them() -> None:
    changed = with_output(filled(PAGES["plain"], "old"), "```\n````\n")
    assert "`````output\n```\n````\n`````\n\nThe end." in changed
    assert holds(procedure(changed).steps[0], "```\n````\n")


def test_logseq_has_no_longer_marks_so_others_are_taken_or_none() -> None:
    text = filled(PAGES["logseq"], "old")
    changed = with_output(text, "```\n")
    assert "- ~~~output\n\t\t  ```\n\t\t  ~~~\n" in changed
    with pytest.raises(CannotRewriteError, match="holds the marks"):
        with_output(text, "```\n~~~\n")


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = filled(PAGES["plain"], "old\nsame")
    page = procedure(text)
    (claim,) = page.steps[0].claims
    new = NewOutput(expectation=claim.expectations[0], line=claim.line, actual="new\nnewer\nsame\n")
    changed = rewrite("\ufeff" + text.replace("\n", "\r\n"), new, page.dialect)
    assert changed == "\ufeff" + filled(PAGES["plain"], "new\nnewer\nsame").replace("\n", "\r\n")


def test_an_indented_block_has_no_marks_and_is_refused() -> None:
    text = "# T\n\n## Procedure\n\n```bash\ntrue\n```\n\n    old\n\nThe end.\n"
    with pytest.raises(CannotRewriteError, match="no fence with marks"):
        with_output(text, "new\n")


def test_an_empty_fence_is_filled_and_a_full_one_emptied() -> None:
    empty = "# T\n\n## Procedure\n\n```bash\ntrue\n```\n\n```output\n```\n"
    full = empty.replace("output\n", "output\na\nb\n")
    assert with_output(empty, "a\nb\n") == full
    assert with_output(full, "") == empty


def test_json_keeps_what_still_holds() -> None:
    text = filled(PAGES["plain"], '{\n  "id": "...",\n  "a": 1\n}').replace("output\n{", "json\n{")
    changed = with_output(text, '{\n  "id": "x-1",\n  "a": 2\n}\n')
    assert '```json\n{\n  "id": "...",\n  "a": 2\n}\n```' in changed


def test_json_on_one_line_is_laid_out_as_the_page_lays_it_out() -> None:
    text = filled(PAGES["plain"], '{\n    "id": "...",\n    "a": [\n        1\n    ],\n    "b": {}\n}')
    text = text.replace("output\n{", "json\n{")
    changed = with_output(text, '{"id":"x, {y}: \\"z","a":[1.50, 2],"b":{}, "c": []}\n')
    wanted = '{\n    "id": "...",\n    "a": [\n        1.50,\n        2\n    ],\n    "b": {},\n    "c": []\n}'
    assert f"```json\n{wanted}\n```" in changed


DOCUMENTS = st.recursive(
    st.integers() | st.text() | st.none() | st.booleans() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(DOCUMENTS, st.sampled_from([1, 2, 4, "\t"]))
def test_a_document_laid_out_is_the_same_document(document: object, indent: int | str) -> None:
    lines = laid_out([json.dumps(document)], json.dumps({"a": 1}, indent=indent))
    assert "\n".join(lines) == json.dumps(document, indent=indent)


def test_a_blank_line_in_a_list_or_quote_has_the_margin_of_its_place() -> None:
    for form in ("list", "quote", "logseq"):
        text = "\n".join(line.rstrip() for line in filled(PAGES[form], "").split("\n"))
        changed = with_output(text, "b\n\nc\n")
        assert holds(procedure(changed).steps[0], "b\n\nc\n")


def test_the_marks_of_a_console_grow_too() -> None:
    text = "# T\n\n## Procedure\n\n```console\n$ true\nold\n```\n\nThe end.\n"
    page = procedure(text)
    (claim,) = page.steps[0].claims
    new = NewOutput(expectation=claim.expectations[0], line=claim.line, actual="```\n", inline=True)
    assert rewrite(text, new, page.dialect) == text.replace("```", "````").replace("old", "```")


SHOWN = st.lists(
    st.sampled_from(["a", "b", "...", "x* (glob)", "9fceb02", "1.2s", "c [...] d", "", "e (?)", "  f"]),
    max_size=6,
).map("\n".join)
ACTUAL = st.lists(
    st.sampled_from(
        [
            "a",
            "b",
            "x1",
            "02d0ae5",
            "3.4s",
            "c or d",
            "",
            "  f",
            "...",
            "- a",
            "\tg",
            "`",
            "> h",
            "$ i",
            "# j",
            "k::",
        ]
    )
    | st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=8),
    max_size=6,
).map("\n".join)


@given(st.sampled_from(sorted(PAGES)), SHOWN, ACTUAL)
def test_the_page_reads_the_same_and_its_fence_holds(name: str, shown: str, actual: str) -> None:
    text = filled(PAGES[name], shown)
    before = procedure(text)
    if "{}" in shown or not before.steps or not before.steps[0].claims or "```" in actual:
        return
    changed = with_output(text, actual)
    after = procedure(changed)
    assert gist(after) == gist(before)
    assert holds(after.steps[0], actual)
    assert with_output(changed, actual) == changed


@given(st.text(st.sampled_from("ab\r\n\u2028\x0c")))
def test_lines_joined_are_the_text(text: str) -> None:
    lines = page_lines(text)
    assert joined(lines) == text
    assert len(lines) == len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - (
        text[-1:] in "\r\n"
    )
