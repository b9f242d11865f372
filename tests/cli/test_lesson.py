"""Lesson pages as one session: what `make lesson` counts and says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIRST = """---
title: First
---

Make a folder:

```bash
$ mkdir drawer
$ ls -F
```

```output
drawer/  given.txt
```
"""
SECOND = """# Second

Look at what was given:

```bash
$ cat ../given.txt
```

```output
four
```

::: exercise

```output
of an exercise
```

:::
"""
HANDS = """
[[hand]]
page = "2.md"
before = "$ cat ../given.txt"
run = "cd drawer"
"""


@pytest.fixture
def lesson(tmp_path: Path) -> list[str]:
    for folder, name, text in [
        ("pages", "1.md", FIRST),
        ("pages", "2.md", SECOND),
        ("data", "given.txt", "three\n"),
        (".", "hands.toml", HANDS),
    ]:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / "pages"), str(tmp_path / "data"), "--hands", str(tmp_path / "hands.toml")]


def test_pages_run_as_one_session_and_each_difference_names_its_page(lesson: list[str]) -> None:
    command = [sys.executable, "-m", "bench.lesson", *lesson]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [
        "steps:    3 found, 3 ran",
        "outputs:  3 shown, 1 left out, 2 compared",
        "compared: 1 equal, 1 different",
        "2.md:9: line 10 differs: the page shows 'four', got 'three'",
    ]


def test_the_data_folder_stays_as_it_is(lesson: list[str]) -> None:
    command = [sys.executable, "-m", "bench.lesson", *lesson]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert [entry.name for entry in Path(lesson[1]).iterdir()] == ["given.txt"]
