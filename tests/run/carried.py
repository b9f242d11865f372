"""Pages carried out in this process, without the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runner.results import Event, Run, RunFinished, StepResult
from runner.run.circumstances import Circumstances
from runner.run.execute import execute
from runner.run.interruption import Interruption
from runner.run.masking import make_mask
from tests.pages import plan

if TYPE_CHECKING:
    from pathlib import Path

    from runner.run.masking import Mask


def events(
    text: str,
    folder: Path,
    *,
    keep_going: bool = False,
    interruption: Interruption | None = None,
    mask: Mask | None = None,
    page_timeout: float | None = None,
) -> list[Event]:
    circumstances = Circumstances(
        environment=os.environ,
        search_path=os.environ["PATH"],
        folder=folder,
        temporary=False,
        target=None,
        mask=mask or make_mask({}),
        interruption=interruption or Interruption(),
        tool_version="0",
        keep_going=keep_going,
        page_timeout=page_timeout,
    )
    return list(execute(plan(text), circumstances))


def carried(text: str, folder: Path, *, keep_going: bool = False, page_timeout: float | None = None) -> Run:
    return run_of(events(text, folder, keep_going=keep_going, page_timeout=page_timeout))


def run_of(told: list[Event]) -> Run:
    last = told[-1]
    assert isinstance(last, RunFinished)
    return last.run


def step(run: Run, name: str) -> StepResult:
    return next(result for result in run.steps if result.planned.step.id == name)


def steps_page(*steps: tuple[str, str] | str, cleanup: str = "") -> str:
    """A page of steps, each a command or a pair of braces and command, and a cleanup step."""
    body = ""
    for item in steps:
        braces, command = item if isinstance(item, tuple) else ("", item)
        body += f"Do it:\n\n```bash {braces}\n{command}\n```\n\n"
    tail = f"## Cleanup\n\n```bash\n{cleanup}\n```\n" if cleanup else ""
    return f"# T\n\n## Procedure\n\n{body}{tail}"
