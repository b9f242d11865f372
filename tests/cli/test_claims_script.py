"""The script that counts claims, and tries strong checks against the outputs of other pages."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.cli.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FIRST = (
    "# A\n\n## Procedure\n\n```bash\nbuild\n```\n\nThe output contains `ok`. The output should be sorted.\n"
)
OTHER = "# B\n\n## Procedure\n\n```bash\nprobe\n```\n\n```output\nprobe {}\n```\n"


def counted(folder: Path, *flags: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "bench.claims", *flags, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_claims_are_counted_by_folder_and_shown_with_their_readings(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FIRST)
    (tmp_path / "b.md").write_text(OTHER.format("fine"))
    status, out = counted(tmp_path, "--sentences", "--cross")
    assert status == 0
    assert f"     3      2      1      0  {tmp_path}/\n" in out
    assert "9: The output contains `ok`. => stdout contains `ok`\n" in out
    assert "9: The output should be sorted. => UNREAD\n" in out
    assert out.endswith("0 of 2 strong checks accept an unrelated output of these pages\n")


def test_a_strong_check_that_accepts_the_output_of_another_page_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FIRST)
    (tmp_path / "b.md").write_text(OTHER.format("ok"))
    status, out = counted(tmp_path, "--cross")
    assert status == 1
    assert (
        f"{tmp_path}/a.md:9: stdout contains `ok` accepts {tmp_path}/b.md: the output shown at line 9" in out
    )
    assert out.endswith("1 of 2 strong checks accept an unrelated output of these pages\n")
