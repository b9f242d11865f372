"""A page whose preconditions link to others, from outside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

MAIN = """# Main

## Prerequisites

- Complete [the base](base.md).

## Procedure

```bash
cat base.txt; echo "$NAME"
```

```output
base
joe
```
"""
BASE = "# Base\n\n1. Make it:\n\n   ```bash\n   echo base > base.txt; NAME=joe; echo x >> ~/ran\n   ```\n"


def test_the_linked_page_runs_first_in_the_same_session_and_once_for_each_page(desk: Desk) -> None:
    desk.page(BASE, "base.md")
    names = [desk.page(MAIN, "one.md"), desk.page(MAIN.replace("Main", "Two"), "two.md")]
    done = desk.run("execute", *names)
    assert done.status == 0
    assert done.out.count("p.1  ran       Make it  base.md:5") == 2
    assert "`base.md` runs first (step p.1)" in done.out
    home = desk.folder.parent / "home"
    assert (home / "ran").read_text() == "x\nx\n"


def test_a_failure_of_the_linked_page_ends_the_run_at_its_line(desk: Desk) -> None:
    desk.page(BASE.replace("NAME=joe; echo x >> ~/ran", "false"), "base.md")
    done = desk.run("execute", desk.page(MAIN), "--output", "json")
    assert done.status == 1
    steps = done.result["steps"]
    assert [(step["id"], step["status"]) for step in steps] == [("p.1", "failed"), ("1.1", "skipped")]
    assert (steps[0]["path"], steps[0]["line"]) == ("base.md", 5)
    assert done.result["preconditions"][0]["status"] == "not-checked"


def test_check_says_the_faults_of_both_pages_once(desk: Desk) -> None:
    desk.page(BASE + "\n## Prerequisites\n\n- [Main](page.md)\n- [gone](gone.md)\n", "base.md")
    done = desk.run("check", desk.page(MAIN), "base.md", "--output", "json")
    found = [(item["code"], item["path"], item["line"]) for item in json.loads(done.out)["findings"]]
    assert found.count(("missing-link", "base.md", 12)) == 1
    assert ("linked-cycle", "base.md", 11) in found
