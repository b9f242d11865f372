"""What a sentence says of an output is held against what a reader sees of it: colours are no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell


@pytest.mark.parametrize(
    ("printed", "claim", "verdict"),
    [
        (r"\033[32mhello\033[0m\n", "The output contains `hello`.", "passed"),
        (r"\033[1mstate\033[0m: \033[31mok\033[0m\n", "The output is `state: ok`.", "passed"),
        (r"\033[32mhello\033[0m\n", "The output contains `32`.", "failed"),
        (r"\033[32mhell\033[0m\n", "The output contains `hello`.", "failed"),
    ],
)
def test_a_claim_of_a_coloured_output(desk: Desk, printed: str, claim: str, verdict: str) -> None:
    name = desk.page(f"{page(f'printf {printed!r}'.replace(chr(92) * 2, chr(92)))}\n{claim}\n")
    assert desk.run("execute", name, "--output", "json").result["verdict"] == verdict
