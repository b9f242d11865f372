"""What is read of a table is what people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tables import TABLES, made_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("table", TABLES, ids=lambda file: str(file.stem))
def test_the_json_of_a_table_is_made_of_its_toml(table: Path) -> None:
    assert table.with_suffix(".json").read_text(encoding="utf-8") == made_of(table), (
        "run python -m tests.tables"
    )
