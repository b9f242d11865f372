"""What all tests share: case files, and the option that rewrites what they expect."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.cases import load_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine is no fault of the code, so no example has a deadline.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

_RECORDS = Path(__file__).parents[1] / ".runbook"


@pytest.fixture(scope="session", autouse=True)
def no_records_among_the_sources() -> Iterator[None]:
    """A test that runs pages does so in a folder of its own."""
    before = _RECORDS.exists()
    yield
    assert before or not _RECORDS.exists()


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
    """Where the working folders of failed runs and the records are kept."""
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.chdir(tmp_path)  # the run's record goes there
