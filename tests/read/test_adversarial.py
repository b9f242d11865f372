"""Pages made to be slow are read and planned; `make bench-read` shows how their time grows with size."""

from __future__ import annotations

import pytest

from runner.plan.plan import Request, make_plan
from runner.read.procedure import read_procedure
from runner.read.source import Source
from tests.read.adversarial import PAGES

# Where time grew with the square of the size, ten times this took minutes.
SIZE = 20_000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_to_be_slow_is_read_and_planned(name: str) -> None:
    procedure = read_procedure(Source(path="page.md", text=PAGES[name](SIZE), sha256="0"))
    assert make_plan(procedure, Request()).procedure is procedure
