"""`runbook plan` from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.conftest import ROOT
from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk


def test_a_plan_shows_every_step_variable_and_reading_and_what_stays_unchecked(desk: Desk) -> None:
    text = page("aws s3 ls --region us-east-1") + "\nThe output is `x`. The output should look nice.\n"
    done = desk.run("plan", desk.page(text), "--region", "eu-west-1")
    assert done.status == 0
    assert "region = eu-west-1  (command-line, line 8, the page says us-east-1)" in done.out
    assert "$ aws s3 ls --region eu-west-1" in done.out
    assert "→ “The output is `x`.” (line 11): stdout is `x`" in done.out
    assert "? unchecked: “The output should look nice.” (line 11)" in done.out
    assert "claims: 1 read, 1 unchecked" in done.out


def test_a_plan_as_json_is_a_result_without_a_verdict(desk: Desk) -> None:
    done = desk.run("plan", desk.page(page("echo x") + "\nThe output is `x`.\n"), "--output", "json")
    result = done.result
    assert result["verdict"] is None
    (step,) = result["steps"]
    assert step["status"] is None
    assert step["command"] == "echo x\n"
    assert step["checks"][0]["passed"] is None


def test_the_original_how_to_is_planned_as_its_author_numbered_it(desk: Desk) -> None:
    result = desk.run("plan", ROOT / "tests/original-prompt-caching.md", "--output", "json").result
    steps = [(step["id"], step["kind"], step["alternative"]) for step in result["steps"]]
    assert steps == [
        ("1.1", "command", False),
        ("1.2", "command", False),
        ("1.3", "command", True),
        ("2.1", "file", False),
        ("2.2", "command", False),
        ("2.3", "command", False),
        ("3.1", "manual", False),
        ("3.2", "manual", False),
        ("3.3", "manual", False),
    ]
    assert {item["name"]: item["value"] for item in result["variables"]} == {
        "model": "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "region": "us-east-1",
        "profile": "bedrock",
    }


def test_nothing_is_run_by_a_plan(desk: Desk) -> None:
    desk.run("plan", desk.page(page("touch was-run")))
    assert [path.name for path in desk.folder.iterdir()] == ["page.md"]


def test_no_secret_stands_in_a_plan(desk: Desk) -> None:
    before = "---\nvariables: {password: {secret: true}}\n---\n"
    name = desk.page(page("echo {{ password }}", before=before))
    for output in ("console", "json"):
        done = desk.run("plan", name, "--var", "password=hunter22", "--output", output)
        assert "hunter22" not in done.out
        assert "***" in done.out


def test_fences_for_another_shell_are_said_once_to_be_run_by_bash(desk: Desk) -> None:
    name = desk.page("# T\n\n```zsh\necho a\n```\n\n```zsh\necho b\n```\n")
    out = desk.run("plan", name).out
    assert out.count("are run by bash") == 1
    assert "the zsh fences (line 3, line 7) are run by bash" in out
    assert "run by bash" not in desk.run("plan", desk.page("# T\n\n```bash\necho a\n```\n")).out


CAPTURING = """
# T

## Procedure

```bash
echo 'ModelId: a-1'
```

Note the `ModelId` in the output.

```bash
docker ps --format '{{.Names}}' 2>/dev/null; echo <ModelId>
```
"""


def test_what_is_captured_and_what_is_left_to_other_tools_is_shown(desk: Desk) -> None:
    name = desk.page(CAPTURING)
    shown = desk.run("plan", name).out
    assert "modelid  (captured from 1.1: `ModelId`, line 13)" in shown
    assert "  - {{.Names}} at line 13\n" in shown
    planned = desk.run("plan", name, "--output", "json").result
    assert [(item["name"], item["source"]) for item in planned["variables"]] == [("modelid", "captured")]
    result = desk.run("execute", name, "--output", "json").result
    assert result["steps"][1]["stdout"].endswith("a-1\n")
    assert result["steps"][1]["command"].endswith("echo a-1\n")
    assert result["variables"][0]["value"] == "a-1"


def test_a_plan_as_json_says_its_notes(desk: Desk) -> None:
    text = page("aws s3 ls --region us-east-1")
    result = desk.run("plan", desk.page(text), "--profile", "dev", "--output", "json").result
    assert any("has no variable profile" in note for note in result["notes"])
    assert "notes" not in desk.run("plan", desk.page(page("echo x")), "--output", "json").result


def test_a_template_with_the_name_of_a_lifted_variable_is_left_and_said(desk: Desk) -> None:
    text = page("aws s3 ls --region us-east-1; echo {{ region }} {{ other }}")
    result = desk.run("plan", desk.page(text), "--output", "json").result
    assert result["steps"][0]["command"] == "aws s3 ls --region us-east-1; echo {{ region }} {{ other }}\n"
    (note,) = (note for note in result["notes"] if "stays as it is" in note)
    assert "`{{ region }}`" in note
    assert "declare it under `variables`" in note
