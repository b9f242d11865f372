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
EPISODE = """
```bash
$ wc *.pdb
```

```output
 16 40 200 octane.pdb
 16 40 200 total
```

```bash
$ bash middle.sh octane.pdb
```

```output
C 1 2
```

```bash
> done
```

```output
CLASSIFICATION: a
CLASSIFICATION: b
CLASSIFICATION: c
```

```bash
$ nano run.sh
```

```source
head x
```
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
        "outputs:  3 shown: 1 of no step, 0 unchecked, 2 compared",
        "compared: 1 equal, 1 different",
        "2.md:9: line 10 differs: the page shows 'four', got 'three'",
    ]


def test_a_hand_for_a_fence_that_is_not_there_is_told(lesson: list[str]) -> None:
    Path(lesson[-1]).write_text(HANDS.replace("given", "gone"), encoding="utf-8")
    command = [sys.executable, "-m", "bench.lesson", *lesson]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.startswith("2.md: no line is `$ cat ../gone.txt`")


def test_the_data_is_as_large_as_the_pages_say_and_holds_what_they_show(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(EPISODE, encoding="utf-8")
    command = [sys.executable, "-m", "bench.lesson_data", str(tmp_path), str(tmp_path / "home")]
    subprocess.run(command, cwd=ROOT, check=True)
    molecule = tmp_path / "home/Desktop/shell-lesson-data/exercise-data/alkanes/octane.pdb"
    lines = molecule.read_text(encoding="utf-8").splitlines()
    assert (len(lines), len(" ".join(lines).split()), molecule.stat().st_size) == (16, 40, 200)
    assert lines[10] == "C 1 2"
    typed = tmp_path / "home/.local/share/typed/01-run.sh"
    assert typed.read_text(encoding="utf-8") == "head x\n"


def test_the_data_folder_stays_as_it_is(lesson: list[str]) -> None:
    command = [sys.executable, "-m", "bench.lesson", *lesson]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert [entry.name for entry in Path(lesson[1]).iterdir()] == ["given.txt"]
