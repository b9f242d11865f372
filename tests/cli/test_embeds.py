"""A page of a graph with an embedded block, from outside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator

from tests.cli.conftest import ROOT
from tests.read.graphs import make_graph

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
HOST = f"""
    - ## Preconditions
    \t- {{{{embed [[Needs]]}}}}
    - ## Procedure
    \t- {{{{embed (({ID}))}}}}
    \t- Show it:
    \t\t- ```bash
    \t\t  cat made.txt
    \t\t  ```
    \t- The output contains `wine`.
"""
SETUP = f"""
    - Make it:
      id:: {ID}
    \t- ```bash
    \t  echo water | tee made.txt
    \t  ```
    \t- The output contains `water`.
    \t- All is well, as it should be.
"""


def prepared(desk: Desk) -> str:
    make_graph(desk.folder, {"Host.md": HOST, "Setup.md": SETUP, "Needs.md": "- `true` is installed.\n"})
    return "pages/Host.md"


def test_messages_name_the_page_on_which_a_line_was_written(desk: Desk) -> None:
    done = desk.run("execute", prepared(desk))
    assert done.status == 1
    assert "“The output contains `water`.” (pages/Setup.md:6)" in done.out
    assert "pages/Host.md:6: stdout contains `wine`" in done.out
    assert "“The output contains `wine`.” (line 9)" in done.out


def test_a_plan_names_it_too(desk: Desk) -> None:
    done = desk.run("plan", prepared(desk))
    assert "1.1  command  Make it  pages/Setup.md:3" in done.out
    assert "`true` is installed.” (pages/Needs.md:1)" in done.out


def test_a_result_has_the_page_beside_the_line(desk: Desk) -> None:
    done = desk.run("execute", prepared(desk), "--output", "json")
    result = json.loads(done.out)
    schema = json.loads((ROOT / "docs/reference/runbook-result-1.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(result)
    assert [(step["id"], step.get("path"), step["line"]) for step in result["steps"]] == [
        ("1.1", "pages/Setup.md", 3),
        ("1.2", None, 6),
    ]
    assert result["preconditions"][0]["path"] == "pages/Needs.md"
    assert result["steps"][0]["checks"][0]["path"] == "pages/Setup.md"


def test_an_embed_that_is_missing_keeps_the_page_from_running(desk: Desk) -> None:
    make_graph(desk.folder, {"Host.md": HOST, "Needs.md": "- x\n"})
    done = desk.run("execute", "pages/Host.md")
    assert done.status == 2
    assert f"pages/Host.md:4: the block `{ID}` that this embeds does not exist" in done.err
