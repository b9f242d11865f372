"""Write the home of a reader of the Carpentries' shell lesson: `python -m bench.lesson_data PAGES HOME`.

Names and sizes of the files are facts of that lesson. What the pages show of a file is taken from the pages
at hand, the rest is filler; none of their text stands here.
"""

from __future__ import annotations

import argparse
import re
import stat
from dataclasses import dataclass
from pathlib import Path

_FOLDERS = (
    "Applications",
    "Desktop",
    "Documents",
    "Downloads",
    "Library",
    "Movies",
    "Music",
    "Pictures",
    "Public",
)
_SITES = (
    "01729A",
    "01729B",
    "01736A",
    "01751A",
    "01751B",
    "01812A",
    "01843A",
    "01843B",
    "01971Z",
    "01978A",
    "01978B",
    "02018B",
    "02040A",
    "02040B",
    "02040Z",
    "02043A",
    "02043B",
)
_SHORT_SITE = "02018B"
_CREATURES = ("basilisk", "minotaur", "unicorn")
_ANIMALS = ("owl,3", "otter,12", "newt,8", "otter,6", "owl,1", "mole,2", "newt,5", "mole,7")
_NOVEL_LINES = 21022
_EDITOR = """#!/bin/sh
# Stands in for the person at the editor: types the next text that the pages show for this file.
for text in "$HOME"/.local/share/typed/*-"$(basename "$1")"; do
  [ -e "$text" ] && exec mv "$text" "$1"
done
exec touch "$1"
"""
_STATISTICS = """wc -w < "$1" > "$2"
"""
_FENCE = re.compile(
    r"^(?P<mark>`{3,})[ ]?(?P<language>\w+)\n(?P<code>.*?)^(?P=mark)$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fence of the lesson; `code` is without prompts."""

    language: str
    code: str

    @property
    def commands(self) -> list[str]:
        """Its lines, where they are commands."""
        return self.code.strip().split("\n") if self.language == "bash" else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """The fences of the pages, in their order."""

    fences: tuple[Fence, ...]

    def shown(self, command: str) -> list[str]:
        """The lines that the pages show right behind a command, none where they do not."""
        for fence, behind in zip(self.fences, self.fences[1:], strict=False):
            if command in fence.commands and behind.language == "output":
                return behind.code.rstrip("\n").split("\n")
        return []

    def typed(self) -> list[tuple[str, str]]:
        """Each file that the pages have edited with the text that they show for it, in order."""
        found: list[tuple[str, str]] = []
        for fence, behind in zip(self.fences, self.fences[1:], strict=False):
            opened = [line.split()[1] for line in fence.commands if line.startswith("nano ")]
            if opened:
                shows = behind.language == "source" or behind.code.startswith("#")
                found.append((opened[0], behind.code if shows else "a line of a person's own\n"))
        return found


def read_lesson(pages: Path) -> Lesson:
    """Read the fences of a folder's pages, by file name."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in sorted(pages.glob("*.md")))
    return Lesson(
        fences=tuple(
            Fence(language=match["language"], code=re.sub(r"^[$>] ", "", match["code"], flags=re.MULTILINE))
            for match in _FENCE.finditer(text)
        )
    )


def write_home(lesson: Lesson, home: Path) -> None:
    """Write the reader's home; what was in that folder before stays."""
    for name in _FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
    data = home / "Desktop" / "shell-lesson-data"
    exercise = data / "exercise-data"
    _write(exercise / "numbers.txt", ["8", "31", "4", "15", "70"])
    _write(exercise / "animal-counts" / "animals.csv", [f"2020-01-02,{animal}" for animal in _ANIMALS])
    _write_writing(lesson, exercise / "writing")
    _write_creatures(lesson, exercise / "creatures")
    _write_molecules(lesson, exercise / "alkanes")
    _write_samples(data / "north-pacific-gyre")
    _write_editor(lesson, home / ".local")


def _write(file: Path, lines: list[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _write_writing(lesson: Lesson, folder: Path) -> None:
    """The novel holds only the lines that the pages find in it, among lines without any of its words."""
    _write(folder / "haiku.txt", lesson.shown("cat haiku.txt"))
    found = (*lesson.shown("grep -r Yesterday ."), *lesson.shown('grep "searching" $(find . -name "*.txt")'))
    lines = [line.partition(":")[2] for line in found if "LittleWomen.txt:" in line]
    _write(folder / "LittleWomen.txt", [*lines, *["..."] * (_NOVEL_LINES - len(lines))])


def _write_creatures(lesson: Lesson, folder: Path) -> None:
    kinds = [line for line in lesson.shown("done") if line.startswith("CLASSIFICATION")]
    for name, kind in zip(_CREATURES, kinds, strict=True):
        _write(
            folder / f"{name}.dat",
            [name, kind, "2020-01-02", *["ACGTACGTAC"] * 160],
        )


def _write_molecules(lesson: Lesson, folder: Path) -> None:
    known = {
        "octane.pdb": _at(11, lesson.shown("bash middle.sh octane.pdb")),
        "pentane.pdb": {
            **_at(11, lesson.shown("bash middle.sh pentane.pdb 15 5")),
            **_at(16, lesson.shown("bash middle.sh pentane.pdb 20 5")),
        },
    }
    for row in lesson.shown("wc *.pdb")[:-1]:
        lines, words, size, name = row.split()
        _write(folder / name, _sized(int(lines), int(words), int(size), known.get(name, {})))


def _at(first: int, lines: list[str]) -> dict[int, str]:
    return dict(enumerate(lines, first - 1))


def _sized(lines: int, words: int, size: int, known: dict[int, str]) -> list[str]:
    """Lines with as many words and bytes as asked, with those that are known in their places."""
    free = [index for index in range(lines) if index not in known]
    left = words - sum(len(line.split()) for line in known.values())
    found = dict(known)
    for place, index in enumerate(free):
        found[index] = " ".join(["x"] * (left // len(free) + (place < left % len(free))))
    missing = size - sum(len(line) + 1 for line in found.values())
    found[free[-1]] += "x" * missing
    return [found[index] for index in range(lines)]


def _write_samples(folder: Path) -> None:
    for site in _SITES:
        _write(folder / f"NENE{site}.txt", ["0.5"] * (240 if site == _SHORT_SITE else 300))
    for name in ("goostats.sh", "goodiff.sh"):
        (folder / name).write_text(_STATISTICS, encoding="utf-8")


def _write_editor(lesson: Lesson, folder: Path) -> None:
    editor = folder / "bin" / "nano"
    editor.parent.mkdir(parents=True, exist_ok=True)
    editor.write_text(_EDITOR, encoding="utf-8")
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    for number, (name, text) in enumerate(lesson.typed(), 1):
        _write(folder / "share" / "typed" / f"{number:02}-{name}", text.rstrip("\n").split("\n"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, help="the folder of the lesson's pages")
    parser.add_argument("home", type=Path, help="the folder to write the home into")
    arguments = parser.parse_args()
    lesson = read_lesson(arguments.pages)
    if not lesson.shown("wc *.pdb"):
        raise SystemExit(
            f"{arguments.pages}: no page shows the sizes of the lesson's files; name its episodes"
        )
    write_home(lesson, arguments.home)


if __name__ == "__main__":
    main()
