"""Sentences that tell a reader to take a value from an output."""

from __future__ import annotations

import pytest

from runner.read.captures import captures_table, read_captures
from tests.pages import procedure


@pytest.mark.parametrize("row", captures_table()["example"], ids=lambda row: row["text"])
def test_a_sentence_is_read_as_the_examples_say(row: dict[str, object]) -> None:
    found = read_captures(str(row["text"]), line=1, introduces=False)
    assert [item.name for item in found] == row["names"]


TEXT = """
# T

## Procedure

Run this and note the `One` in the output:

```bash
echo One: 1
```

Note the `Two` as well. Copy the `Three`.

Copy the `Four` for the next step.

```bash
echo next
```

- Write down the `Five`.
"""


def test_what_is_said_before_a_step_is_of_the_step_before_unless_it_introduces_the_step() -> None:
    found = [
        (step.id, item.name, item.back, item.line) for step in procedure(TEXT).steps for item in step.captures
    ]
    assert sorted(found) == [
        ("1.1", "One", False, 5),
        ("1.1", "Three", False, 11),
        ("1.2", "Four", True, 13),
        ("1.3", "Five", True, 19),
    ]
