"""A desk for the tests of sites, as those of the command line have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import make_desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)
