"""A page that asks a person before each step, and for the values that it lacks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.terminals import talk
from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell
PAGE = """\
# Three steps

## Procedure

This says hello.

```bash
echo hello
```

The output contains `hello`.

- Click **OK** in the window.

Then the last one:

```bash
echo second
```

## Cleanup

Tidy up:

```bash
echo tidy
```
"""
RUNS = "[q]uit? "
DONE = "done? "


def steps(desk: Desk, answers: list[tuple[str, str]], **more: str) -> tuple[int, str, list[Any]]:
    talked = talk(
        desk, "execute", "page.md", "--interactive", "--output", "json", answers=answers, piped=True, **more
    )
    return talked.status, talked.seen, json.loads(talked.out)["steps"]


def reasons(found: list[Any]) -> list[tuple[str, str | None]]:
    return [(step["status"], step["reason"]) for step in found]


def test_each_step_is_shown_with_its_prose_and_runs_on_enter(desk: Desk) -> None:
    desk.page(PAGE)
    status, seen, found = steps(desk, [(RUNS, "\n"), (DONE, "\n"), (RUNS, "r\n"), (RUNS, "\n")])
    assert status == 0
    assert "  | This says hello.\n  $ echo hello\n" in seen
    assert "  | - Click **OK** in the window.\n" in seen
    assert reasons(found) == [
        ("verified", None),
        ("manual", "confirmed by a person"),
        ("ran", None),
        ("ran", None),
    ]


def test_a_person_may_skip_steps(desk: Desk) -> None:
    desk.page(PAGE)
    _, _, found = steps(desk, [(RUNS, "s\n"), (DONE, "n\n"), (RUNS, "\n"), (RUNS, "s\n")])
    skipped = ("skipped", "skipped by a person")
    assert reasons(found) == [skipped, skipped, ("ran", None), skipped]


def test_quitting_ends_the_run_and_cleanup_is_still_offered(desk: Desk) -> None:
    desk.page(PAGE)
    status, _, found = steps(desk, [(RUNS, "\n"), (DONE, "q\n"), (RUNS, "\n")])
    stopped = ("skipped", "stopped by a person")
    assert reasons(found) == [("verified", None), stopped, stopped, ("ran", None)]
    assert status == 1


def test_quitting_before_the_first_step_runs_nothing(desk: Desk) -> None:
    desk.page(PAGE)
    _, _, found = steps(desk, [(RUNS, "q\n")])
    assert {step["status"] for step in found} == {"skipped"}


def test_the_end_of_the_input_is_quitting(desk: Desk) -> None:
    desk.page(PAGE)
    _, _, found = steps(desk, [(RUNS, "\n"), (DONE, "\x04"), (RUNS, "\x04")])
    assert [status for status, _ in reasons(found)] == ["verified", "skipped", "skipped", "skipped"]


def test_quitting_leaves_out_the_pages_that_follow(desk: Desk) -> None:
    desk.page(page("echo one"), "one.md")
    desk.page(page("echo two"), "two.md")
    talked = talk(desk, "execute", "one.md", "two.md", "--interactive", answers=[(RUNS, "q\n")])
    assert "two.md" not in talked.seen


def test_an_edited_command_is_what_runs_and_the_record_says_so(desk: Desk) -> None:
    desk.page(page("echo hello"))
    editor = f'{sys.executable} -c \'import sys; open(sys.argv[1], "w").write("echo edited\\n")\''
    _, _, found = steps(desk, [(RUNS, "e\n")], EDITOR=editor)
    assert (found[0]["stdout"], found[0]["command"], found[0]["code"]) == (
        "edited\n",
        "echo edited\n",
        "echo hello\n",
    )
    assert reasons(found) == [("ran", "edited by a person")]


@pytest.mark.parametrize(
    ("editor", "said"),
    [("", "VISUAL and EDITOR are not set"), ("false", "exit status 1"), ("no-such-editor", "No such file")],
)
def test_an_editor_that_is_not_there_leaves_the_step_as_it_was(desk: Desk, editor: str, said: str) -> None:
    desk.page(page("echo hello"))
    _, seen, found = steps(desk, [(RUNS, "e\n"), (RUNS, "\n")], EDITOR=editor)
    assert said in seen
    assert reasons(found) == [("ran", None)]


def test_a_command_with_a_secret_is_not_written_to_a_file_for_an_editor(desk: Desk) -> None:
    front = "---\nvariables:\n  token: {secret: true}\n---\n"
    desk.page(page("echo {{ token }}", before=front))
    answers = [("`token` needs a value", "pa55-w0rd-x\n"), (RUNS, "e\n"), (RUNS, "s\n")]
    talked = talk(desk, "execute", "page.md", "--interactive", answers=answers, EDITOR="cat")
    assert "it holds a secret" in talked.seen
    assert "pa55-w0rd-x" not in talked.seen


def test_a_letter_that_means_nothing_is_asked_again(desk: Desk) -> None:
    desk.page(page("echo hello"))
    _, seen, _ = steps(desk, [(RUNS, "x\n"), (RUNS, "\n")])
    assert "`x` is none of `r`, `s`, `q`, `e`" in seen


def test_without_a_terminal_nobody_can_be_asked(desk: Desk) -> None:
    desk.page(PAGE)
    done = desk.run("execute", "page.md", "--interactive")
    assert done.status == 2
    assert "--interactive asks a person" in done.err
    assert "or leave it out" in done.err


def test_missing_values_are_asked_for_and_a_secret_is_not_shown(desk: Desk) -> None:
    front = "---\nvariables:\n  who: {}\n  token: {secret: true}\n---\n"
    desk.page(page('echo "hello {{ who }}"; test -n {{ token }}', before=front))
    answers = [("`who` needs a value: ", "Ada\n"), ("`token` needs a value (not shown): ", "pa55-w0rd-x\n")]
    talked = talk(desk, "execute", "page.md", "--output", "json", answers=answers, piped=True)
    assert talked.status == 0
    result = json.loads(talked.out)
    assert result["steps"][0]["stdout"] == "hello Ada\n"
    assert [(item["name"], item["value"], item["source"]) for item in result["variables"]] == [
        ("who", "Ada", "command-line"),
        ("token", "***", "command-line"),
    ]
    assert "pa55-w0rd-x" not in talked.out + talked.seen
    written = [file for file in desk.folder.parent.rglob("*") if file.is_file()]
    assert not any(b"pa55-w0rd-x" in Path(file).read_bytes() for file in written)


def test_a_value_that_stays_empty_is_missing_still(desk: Desk) -> None:
    desk.page(page("echo {{ who }}", before="---\nvariables:\n  who: {}\n---\n"))
    talked = talk(desk, "execute", "page.md", answers=[("`who` needs a value: ", "\n")])
    assert talked.status == 2
    assert "`who` needs a value; type --var who=VALUE" in talked.seen


def test_ctrl_c_at_a_question_ends_the_run_and_offers_the_cleanup(desk: Desk) -> None:
    desk.page(PAGE)
    status, _, found = steps(desk, [(RUNS, "\n"), (DONE, "\x03"), (RUNS, "\n")])
    assert status == 130
    assert [found[-1]["id"], found[-1]["status"]] == ["c.1", "ran"]
    assert reasons(found)[1][1] == "interrupted"
