"""What all tests share: case files, and the option that rewrites what they expect."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest

from tests.cases import load_cases

if TYPE_CHECKING:
    from pathlib import Path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write what was got into the case files")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that names `case` every case that has the part which its marker names."""
    marker = metafunc.definition.get_closest_marker("cases")
    if marker is not None:
        part = marker.args[0]
        cases = [case for case in load_cases() if part in case.parts]
        metafunc.parametrize("case", cases, ids=[case.id for case in cases])


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the working folders of failed runs are kept."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
