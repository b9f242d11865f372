"""The person at the terminal: what they are shown and asked, and what they answer. Runs no step.

Questions go to stderr, since stdout may be a report's; answers come from stdin.
"""

from __future__ import annotations

import os
import select
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.model import StepKind
from runner.outline import line_text
from runner.patterns import regex
from runner.read.source import read_source
from runner.report.lines import printable
from runner.run.asking import Choice, Decision

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from runner.model import Plan, PlannedStep, Variable

_PROSE_LINES = 20
_TICK = 0.2
_HEADING = regex(r"\s*(?:- )?#{1,6} ")
_CHOICES = {"": Choice.RUN, "r": Choice.RUN, "s": Choice.SKIP, "q": Choice.QUIT}
_DONE = {"": Choice.RUN, "y": Choice.RUN, "n": Choice.SKIP, "q": Choice.QUIT}
_EDIT = "e"


def is_present() -> bool:
    """Whether a person can be asked: stdin and stderr are terminals."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def require() -> None:
    """Refuse to ask where nobody can answer.

    Raises:
        UsageError: stdin or stderr is no terminal.
    """
    if not is_present():
        raise UsageError(
            "--interactive asks a person, but stdin or stderr is no terminal; run it in one, or leave it out"
        )


def ask_values(plan: Plan) -> dict[str, str]:
    """Ask for each value that the page cannot be run without; what is left empty is left out."""
    found = {item.name: _ask_value(item, plan.procedure.path) for item in plan.variables if item.missing}
    return {name: value for name, value in found.items() if value}


def _ask_value(item: Variable, path: str) -> str:
    question = printable(f"{item.path or path}:{item.line}: `{item.name}` needs a value")
    if item.secret:
        from getpass import getpass

        return getpass(f"{question} (not shown): ", stream=sys.stderr)
    return (_ask(f"{question}: ") or "").rstrip("\n")


def allows(plan: Plan, held: Collection[str]) -> bool:
    """Ask once whether the steps of a page that delete or cost money in a cloud may run; Enter is no."""
    _show(_what_is_held(plan, held))
    return (_ask("may they run? [y/N] ") or "").strip().lower() in ("y", "yes")


def _what_is_held(plan: Plan, held: Collection[str]) -> Iterator[str]:
    yield f"{plan.procedure.path}: these steps delete or cost money in a cloud:"
    for planned in plan.steps:
        step = planned.step
        if step.id in held:
            does = ", ".join(planned.in_cloud)
            yield f"  {step.id} [{does}] {step.title} ({line_text(step.line, step.path)})"


def _ask(question: str) -> str | None:
    """The line that a person types, None where they end the input."""
    sys.stderr.write(question)
    sys.stderr.flush()
    _await_answer()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
    return line or None


def _await_answer() -> None:
    """Wait in short pieces: a signal that comes just before a read would be heeded only after its end."""
    while not select.select([sys.stdin], [], [], _TICK)[0]:
        pass


class Questions:
    """Asks of the steps of one page, in their order.

    Attributes:
        left: Whether the person chose to quit.
    """

    def __init__(self, plan: Plan) -> None:
        self.left = False
        paths = {"", *(planned.step.path for planned in plan.steps)}
        self._lines = {path: read_source(path or plan.procedure.path).lines() for path in paths}
        self._ends = [(planned.step.path, planned.step.end_line) for planned in plan.steps]

    def __call__(self, planned: PlannedStep, public: PlannedStep) -> Decision:
        """Show a step and ask what is to become of it."""
        decision = self._ask_of(planned, public)
        self.left = self.left or decision.choice is Choice.QUIT
        return decision

    def _ask_of(self, planned: PlannedStep, public: PlannedStep) -> Decision:
        _show(self._prose(public))
        if public.step.kind is StepKind.MANUAL:
            return Decision(choice=_choose("done? [Y/n/q] ", _DONE) or Choice.QUIT)
        _show(_what_runs(public))
        verb = "write" if public.step.kind is StepKind.FILE else "run"
        return self._decide(planned, public, f"[Enter] {verb}, [s]kip, [e]dit, [q]uit? ")

    def _decide(self, planned: PlannedStep, public: PlannedStep, question: str) -> Decision:
        while True:
            choice = _choose(question, {**_CHOICES, _EDIT: None})
            if choice is not None:
                return Decision(choice=choice)
            text = _edited(planned, public)
            if text is not None:
                return Decision(choice=Choice.RUN, text=text)

    def _prose(self, public: PlannedStep) -> Iterator[str]:
        """What the page says between the step before and this one; all of a manual step."""
        step = public.step
        ends = (end for path, end in self._ends if path == step.path)
        before = max((end for end in ends if end < step.line), default=0)
        last = step.end_line if step.kind is StepKind.MANUAL else step.line - 1
        lines = "\n".join(self._lines[step.path][before:last]).strip("\n").split("\n")
        headings = [number for number, line in enumerate(lines) if _HEADING.match(line)]
        lines = lines[headings[-1] if headings else 0 :]
        yield ""
        yield f"step {step.id}, {line_text(step.line, step.path)}: {step.title}"
        if len(lines) > _PROSE_LINES:
            yield f"  | (the page says more before line {last - _PROSE_LINES + 1})"
        yield from (f"  | {line}" for line in lines[-_PROSE_LINES:])


def _what_runs(public: PlannedStep) -> Iterator[str]:
    if public.step.file is not None:
        yield f"  writes {public.step.file}:"
    mark = "$" if public.step.kind is StepKind.COMMAND else " "
    for index, line in enumerate(public.text.rstrip("\n").split("\n")):
        yield f"  {mark if index == 0 else ' '} {line}"


def _show(lines: Iterator[str]) -> None:
    sys.stderr.writelines(f"{printable(line)}\n" for line in lines)


def _choose(question: str, choices: dict[str, Choice] | dict[str, Choice | None]) -> Choice | None:
    """The choice by its letter; the end of the input is `quit`."""
    while (line := _ask(question)) is not None:
        word = line.strip().lower()[:1]
        if word in choices:
            return choices[word]
        letters = ", ".join(f"`{letter}`" for letter in choices if letter)
        _show(iter([f"`{line.strip()}` is none of {letters}; type one of them, or Enter"]))
    return Choice.QUIT


def _edited(planned: PlannedStep, public: PlannedStep) -> str | None:
    """What a person made of the step in their editor, None where there is nothing to run."""
    if public.text != planned.text:
        _say("it holds a secret, which an editor would write to a file; run it, skip it or quit")
        return None
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        _say("VISUAL and EDITOR are not set; set one to the editor's name, such as EDITOR=nano")
        return None
    with tempfile.TemporaryDirectory(prefix="runbook-edit-") as folder:
        file = Path(folder) / ("command.sh" if planned.step.kind is StepKind.COMMAND else "file")
        file.write_text(planned.text, encoding="utf-8", errors="surrogateescape")
        problem = _open_editor([*shlex.split(editor), str(file)])
        if problem:
            _say(f"{editor}: {problem}; the step is as it was")
            return None
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
    if not text.strip():
        _say("the file is empty, so nothing is run")
        return None
    return text


def _open_editor(words: Sequence[str]) -> str:
    """Wait for the editor, whose stdout is never a report's; say what went wrong."""
    try:
        done = subprocess.run(words, stdout=sys.stderr, check=False)  # noqa: S603 - the person's own editor
    except OSError as error:
        return error.strerror or str(error)
    return f"exit status {done.returncode}" if done.returncode else ""


def _say(text: str) -> None:
    _show(iter([text]))
