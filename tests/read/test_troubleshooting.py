"""The forms in which pages give advice for failures, in both dialects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.read.procedure import read_procedure
from runner.read.source import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from runner.model import Procedure

Row = tuple[int, str, str, tuple[str, ...]]


def read(folder: Path, text: str) -> Procedure:
    (folder / "page.md").write_text(text)
    return read_procedure(read_source(str(folder / "page.md")))


def rows(folder: Path, body: str, *, heading: str = "Troubleshooting") -> list[Row]:
    """The rows of a body whose first line is line 3."""
    found = read(folder, f"## {heading}\n\n{body}").troubleshooting
    return [(row.line, row.symptom, row.remedy, row.code) for row in found]


@pytest.mark.parametrize(
    ("text", "symptom", "remedy"),
    [
        ("- *jq is missing* → Install it.", "jq is missing", "Install it."),
        ("- **No space left** -> Free some.", "No space left", "Free some."),
        ("- `E42` => Ask.", "`E42`", "Ask."),
        ("- **Port taken**: Stop it.", "Port taken", "Stop it."),
        ("- **Port taken:** Stop it.", "Port taken", "Stop it."),
        ("- **Port taken** — stop it.", "Port taken", "stop it."),
        ('- "Port taken" -- stop it.', '"Port taken"', "stop it."),
        ("- It hangs: wait.", "It hangs", "wait."),
        ("- `jq: not found`: install it.", "`jq: not found`", "install it."),
        ("- `a -> b` fails → turn it.", "`a -> b` fails", "turn it."),
        ("- **Error: no route** → add one.", "no route", "add one."),
        ("- **It is slow**  \n  Wait longer.", "It is slow", "Wait longer."),
        ("- If you see `boom`, go to Settings → General.", "`boom`", "go to Settings → General."),
        ("- When `x, y` appears, leave.", "`x, y` appears", "leave."),
        ("- `ENOENT` means that it is gone, so make it.", "`ENOENT`", "it is gone, so make it."),
        ("- Run `x login` if you get `ExpiredToken`.", "`ExpiredToken`", "Run `x login`"),
        ("Q: Why do I get `EACCES`?\nA: It is not yours.", "`EACCES`", "It is not yours."),
        ("**Q: Why does it not start?**\n\nA: It is off.", "Why does it not start", "It is off."),
        ("**The server does not start**\n\nTurn it on.", "The server does not start", "Turn it on."),
        ("- **Issue**: It hangs.\n  - **Fix**: Wait.", "It hangs", "Wait."),
        ("- **Symptom**: It hangs.\n- **Cause**: A lock.\n- **Fix**: Wait.", "It hangs", "Wait."),
        ("- **No key found**\n  - Look up.\n  - Look down", "No key found", "Look up. Look down"),
        ("- If it does not load:\n  - Wait", "it does not load", "Wait"),
    ],
)
def test_a_row_is_read_in_every_form(tmp_path: Path, text: str, symptom: str, remedy: str) -> None:
    assert rows(tmp_path, text) == [(3, symptom, remedy, ())]


def test_an_outline_has_the_same_forms(tmp_path: Path) -> None:
    text = (
        "- ## Procedure\n\t- ```bash\n\t  x\n\t  ```\n- ## Troubleshooting\n"
        "\t- *No jq found* → Install it.\n"
        "\t- **Port taken**\n\t\t- Stop it:\n\t\t  ```bash\n\t\t  kill 1\n\t\t  ```\n"
        "\t- | Problem | Fix |\n\t  |---|---|\n\t  | `E42` | Ask. |\n"
        "\t- ### It is locked\n\t\t- Remove the lock.\n"
    )
    found = read(tmp_path, text).troubleshooting
    assert [(row.line, row.symptom, row.remedy, row.code) for row in found] == [
        (6, "No jq found", "Install it.", ()),
        (7, "Port taken", "Stop it:", ("kill 1",)),
        (14, "`E42`", "Ask.", ()),
        (15, "It is locked", "Remove the lock.", ()),
    ]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Symptom | Fix", "`a \\| b` failed | Mend it."),
        ("Fix | Cause | Error", "Mend it. | A lock | `a \\| b` failed"),
        ("Problem | Reason | Solution", "`a \\| b` failed | A lock | Mend it."),
        ("Cause | Issue | Remedy", "A lock | `a \\| b` failed | Mend it."),
        ("What | How", "`a \\| b` failed | Mend it."),
    ],
)
def test_a_table_is_read_by_its_head(tmp_path: Path, head: str, cells: str) -> None:
    bars = "|".join("---" for _ in head.split(" | "))
    text = f"| {head} |\n|{bars}|\n| {cells} |\n"
    assert rows(tmp_path, text) == [(5, "`a | b` failed", "Mend it.", ())]


def test_a_table_of_three_unknown_columns_is_no_advice(tmp_path: Path) -> None:
    assert rows(tmp_path, "| A | B | C |\n|---|---|---|\n| 1 | 2 | 3 |\n") == []


def test_a_sub_heading_has_its_whole_body_as_remedy_and_the_output_shown_first_as_symptom(
    tmp_path: Path,
) -> None:
    text = (
        "### It cannot connect\n\n```text\nError: ECONNREFUSED\n```\n\nStart it:\n\n```bash\nx start\n```\n\n"
        "- If it is yours, be kind.\n\n### Getting help\n\nAsk.\n\n"
        "### Common errors\n\nSome:\n\n- **No fuse**: buy\n"
    )
    assert rows(tmp_path, text) == [
        (
            3,
            "It cannot connect `Error: ECONNREFUSED`",
            "Start it: If it is yours, be kind.",
            ("x start",),
        ),
        (25, "No fuse", "buy", ()),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- Note: mind the gap.",
        "- Open Settings → Privacy.",
        "- For CI/CD environments:\n  - Use a key.",
        "- See [there](x.md).",
        "### How can I see it?\n\nLook.",
        "Some words.",
    ],
)
def test_what_names_no_failure_is_no_row(tmp_path: Path, text: str) -> None:
    assert rows(tmp_path, text) == []


def test_of_tips_and_questions_only_those_about_failures_are_rows(tmp_path: Path) -> None:
    text = "- **Use tabs**: they are nice.\n- **Tabs**: nice.\n- **It is not found**: look again.\n"
    assert [row[1] for row in rows(tmp_path, text, heading="Tips")] == ["It is not found"]


BEHIND = """\
# T

## Procedure

```bash
x
```

The output contains `ok`. If you see `jq: not found`, install jq. If you use zsh, open another terminal.
If it fails, look at the log. `E42` means that it is full, so empty it. If you see `ok`, you are done.

```bash
y
```
"""


def test_a_condition_about_failure_right_behind_a_step_is_its_advice_and_no_claim(tmp_path: Path) -> None:
    first, second = read(tmp_path, BEHIND).steps
    assert [(row.line, row.symptom, row.remedy) for row in first.remedies] == [
        (9, "`jq: not found`", "install jq."),
        (10, "it fails", "look at the log."),
        (10, "`E42`", "it is full, so empty it."),
    ]
    assert [claim.text for claim in first.claims] == ["The output contains `ok`."]
    assert second.remedies == ()


def test_advice_between_two_steps_does_not_make_the_second_one_optional(tmp_path: Path) -> None:
    text = "## Procedure\n\n```bash\nx\n```\n\nIf it fails, look at the log.\n\n```bash\ny\n```\n"
    first, second = read(tmp_path, text).steps
    assert [row.remedy for row in first.remedies] == ["look at the log."]
    assert not second.optional
    assert second.remedies == ()


def test_a_condition_that_leads_to_a_fence_is_that_steps_introduction(tmp_path: Path) -> None:
    text = "## Procedure\n\n```bash\nx\n```\n\nIf it fails, look at the log:\n\n```bash\ny\n```\n"
    first, second = read(tmp_path, text).steps
    assert first.remedies == ()
    assert second.optional
