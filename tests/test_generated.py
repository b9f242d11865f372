"""The reference lists what the data holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.generated import PARTS, REFERENCE, renewed

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(("file", "name", "make"), PARTS, ids=lambda item: str(item)[:20])
def test_the_reference_lists_what_the_data_holds(file: str, name: str, make: Callable[[], str]) -> None:
    text = (REFERENCE / file).read_text(encoding="utf-8")
    assert renewed(text, name, make()) == text, "run python -m tests.generated"
