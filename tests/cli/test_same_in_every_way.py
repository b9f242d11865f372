"""A folder of pages comes out the same however it is run."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT


@pytest.mark.shell
def test_sixty_pages_end_the_same_in_every_way_of_running_them() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.suite", "--pages", "60"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("60 pages") == 4
    assert "the same in every way" in done.stdout
