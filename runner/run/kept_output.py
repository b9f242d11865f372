"""The whole output of the steps in files, masked before it touches the disk and in bounded memory.

It must not write a byte that was not masked, nor fail a run.
"""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from runner.run.messages import tidy_stderr, tidy_stdout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TextIO

    from runner.run.capture import Copies

# Characters that are masked at a time, and how many of them wait for what follows: no secret is longer.
_PORTION = 1 << 18
_HELD = 1 << 14
_MOST = 1 << 20


class MaskedFile:
    """A stream of one step on its way to a file.

    Attributes:
        problem: Why the file is not whole; the rest is left out then.
    """

    def __init__(self, file: TextIO, mask: Callable[[str], str]) -> None:
        self.problem: OSError | None = None
        self._file = file
        self._mask = mask
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._waiting = ""

    def add(self, data: bytes) -> None:
        """Takes the next bytes."""
        if self.problem is not None:
            return
        self._waiting += self._decode(data)
        if len(self._waiting) < _PORTION:
            return
        try:
            self._write_what_is_safe()
        except OSError as error:
            self.problem = error

    def finish(self) -> None:
        """Writes the rest and closes the file."""
        try:
            with self._file:
                if self.problem is None:
                    self._file.write(self._mask(self._waiting + self._decode(b"", final=True)))
        except OSError as error:
            self.problem = self.problem or error

    def _write_what_is_safe(self) -> None:
        """Writes up to a place that no secret spans: there the rest, masked alone, ends the masked whole."""
        masked = self._mask(self._waiting)
        for held in range(_HELD, len(self._waiting) // 2, _HELD):
            cut = self._waiting.rfind("\n", 0, len(self._waiting) - held) + 1 or len(self._waiting) - held
            rest = self._mask(self._waiting[cut:])
            if masked.endswith(rest):
                self._file.write(masked[: len(masked) - len(rest)])
                self._waiting = self._waiting[cut:]
                return
        if len(self._waiting) >= _MOST:
            self._file.write(masked)
            self._waiting = ""


class OutputFiles:
    """A folder with two files for each step of a page.

    Attributes:
        problems: What could not be written, for people.
    """

    def __init__(self, folder: Path, page: str, mask: Callable[[str], str]) -> None:
        """Takes the place of a page below the folder: by its path, as it was given."""
        self._folder = folder.joinpath(*(part for part in PurePath(page).parts if part.strip("/.")))
        self._mask = mask
        self.problems: list[str] = []

    @contextmanager
    def of_step(self, step: str) -> Iterator[Copies | None]:
        """Opens the files of a step; gives what takes its stdout and its stderr, None if they cannot be."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            out = self._open(f"{step}.stdout", tidy_stdout)
            err = self._open(f"{step}.stderr", tidy_stderr)
        except OSError as error:
            self._note(step, error)
            yield None
            return
        try:
            yield out.add, err.add
        finally:
            for file in (out, err):
                file.finish()
                self._note(step, file.problem)

    def _open(self, name: str, tidy: Callable[[bytes], bytes]) -> MaskedFile:
        path = self._folder / name
        file = path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        return MaskedFile(file, lambda text: self._mask(_tidy(tidy, text)))

    def _note(self, step: str, error: OSError | None) -> None:
        text = f"the output of step {step} is not whole in {self._folder}: {error.strerror}" if error else ""
        if text and text not in self.problems:
            self.problems.append(text)


def _tidy(tidy: Callable[[bytes], bytes], text: str) -> str:
    return tidy(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
