"""The page about output fences says of volatile parts what the data says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runner.shown.volatile import kinds, parts

PAGE = (Path(__file__).parents[2] / "docs/reference/output-fences.md").read_text(encoding="utf-8")
ROWS = dict(
    re.findall(
        r"^\| ([A-Za-z][\w ]+) \| (`.*) \| .* \|$", PAGE.partition("## Volatile parts")[2], re.MULTILINE
    )
)
MISSES = dict(
    re.findall(
        r"^\| ([A-Za-z][\w ]+) \| `.* \| (.*) \|$", PAGE.partition("## Volatile parts")[2], re.MULTILINE
    )
)
NEEDS_CONTEXT = {"request id": "RequestId: {}", "process id": "pid {}", "port": "localhost:{}"}


def test_every_kind_has_a_row_in_the_order_of_the_data() -> None:
    assert list(ROWS) == [kind.name for kind in kinds()]


@pytest.mark.parametrize("name", ROWS)
def test_the_examples_of_a_row_are_of_its_kind_and_its_near_misses_are_not(name: str) -> None:
    example = re.findall(r"`([^`]+)`", ROWS[name])[0]
    text = NEEDS_CONTEXT.get(name, "{}").format(example)
    assert [(part.text, part.kind.name) for part in parts(text) if part.kind] == [(example, name)]
    for miss in re.findall(r"`([^`]+)`", MISSES[name]):
        assert name not in [part.kind.name for part in parts(miss) if part.kind]
