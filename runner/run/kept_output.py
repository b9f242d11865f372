"""The whole output of the steps in files, masked before it touches the disk and in bounded memory.

It must not write a byte that was not masked, nor fail a run.
"""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING

from runner.results import Status, StepAmended, StepFinished
from runner.run.masking import Masker
from runner.run.messages import tidy_stderr, tidy_stdout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TextIO

    from runner.results import Event, StepResult
    from runner.run.capture import Copies
    from runner.run.masking import Mask

# Characters without a line's end that wait for it, so that lines are tidied whole.
_LONGEST_LINE = 1 << 18


class MaskedFile:
    """A stream of one step on its way to a file.

    Attributes:
        problem: Why the file is not whole; the rest is left out then.
    """

    def __init__(self, file: TextIO, mask: Mask, tidy: Callable[[bytes], bytes]) -> None:
        self.problem: OSError | None = None
        self._file = file
        self._masker = Masker(mask)
        self._tidy = tidy
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._waiting = ""

    def add(self, data: bytes) -> None:
        """Takes the next bytes."""
        if self.problem is not None:
            return
        self._waiting += self._decode(data)
        end = self._waiting.rfind("\n") + 1
        if not end and len(self._waiting) < _LONGEST_LINE:
            return
        lines, self._waiting = self._waiting[: end or None], self._waiting[end:] if end else ""
        try:
            self._file.write(self._masker.feed(self._tidied(lines)))
        except OSError as error:
            self.problem = error

    def finish(self) -> None:
        """Writes the rest and closes the file."""
        try:
            with self._file:
                if self.problem is None:
                    rest = self._tidied(self._waiting + self._decode(b"", final=True))
                    self._file.write(self._masker.feed(rest) + self._masker.close())
        except OSError as error:
            self.problem = self.problem or error

    def _tidied(self, text: str) -> str:
        return self._tidy(text.encode()).decode()


def _ran_in_background(result: StepResult) -> bool:
    return result.planned.step.manner.background and result.status not in (Status.SKIPPED, Status.MANUAL)


class OutputFiles:
    """A folder with two files for each step of a page.

    Attributes:
        problems: What could not be written, for people.
    """

    def __init__(self, folder: Path, page: str, mask: Mask) -> None:
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

    def hear(self, event: Event) -> None:
        """Takes what was printed in the background: the result alone tells it, masked and bounded."""
        match event:
            case StepFinished(result=result) if _ran_in_background(result):
                self._write(result, result.stdout, result.stderr, mode="w")
            case StepAmended(result=result) if result.late is not None:
                self._write(result, result.late.stdout, result.late.stderr, mode="a")
            case StepAmended(result=result):
                self._write(result, result.stdout, result.stderr, mode="w")
            case _:
                return

    def _write(self, result: StepResult, *texts: str, mode: str) -> None:
        step = result.planned.step.id
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for name, text in zip(("stdout", "stderr"), texts, strict=True):
                path = self._folder / f"{step}.{name}"
                with path.open(mode, encoding="utf-8", errors="backslashreplace", newline="") as file:
                    file.write(text)
        except OSError as error:
            self._note(step, error)

    def _open(self, name: str, tidy: Callable[[bytes], bytes]) -> MaskedFile:
        path = self._folder / name
        file = path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        return MaskedFile(file, self._mask, tidy)

    def _note(self, step: str, error: OSError | None) -> None:
        text = f"the output of step {step} is not whole in {self._folder}: {error.strerror}" if error else ""
        if text and text not in self.problems:
            self.problems.append(text)
