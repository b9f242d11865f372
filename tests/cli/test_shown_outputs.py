"""What a page shows as output, held by `runbook execute` against what was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell


def test_an_output_fence_holds_but_for_volatile_parts_and_says_so(desk: Desk) -> None:
    text = page("date -u +%FT%TZ; echo 'took 1.5s'") + "\n```output\n2020-01-02T03:04:05Z\ntook 2s\n```\n"
    done = desk.run("execute", desk.page(text))
    assert done.status == 0
    assert "stdout is the output shown at line 11: equal but for 1 timestamp, 1 duration" in done.out


def test_a_difference_is_shown_as_a_diff_with_the_pages_lines(desk: Desk) -> None:
    text = page("echo a; echo c") + "\n```output\na\nb\n```\n"
    done = desk.run("execute", desk.page(text))
    assert done.status == 1
    assert "page.md:7: stdout is the output shown at line 11: line 13 differs\n" in done.out
    assert "            12 | a\n          - 13 | b\n          +    | c\n" in done.out


def test_a_blank_line_before_a_prompt_need_not_be_printed(desk: Desk) -> None:
    text = "# T\n\n## Procedure\n\n```console\n$ echo a\na\n\n$ echo b\nb\n```\n"
    assert desk.run("execute", desk.page(text)).status == 0


def test_a_difference_of_which_every_line_is_a_secrets_shows_none_of_it(desk: Desk) -> None:
    key = (
        "-----BEGIN PRIVATE KEY-----\\n"
        + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\\n" * 6
        + "-----END PRIVATE KEY-----"
    )
    text = page(f"printf -- '{key}\\nend\\n'") + "\n```output\nMIIEvQIBADA\nend\n```\n"
    done = desk.run("execute", desk.page(text))
    assert done.status == 1
    assert "differs" in done.out
    assert "+    | MIIE" not in done.out
