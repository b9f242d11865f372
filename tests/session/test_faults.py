"""Hostile steps: each ends in a clear status, nothing hangs, and the next step's output is its own."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runner.api.options import Options
from runner.api.preparing import prepare
from runner.api.running import run_page
from runner.results import Status
from runner.run.interruption import Interruption

if TYPE_CHECKING:
    from runner.results import Run

pytestmark = [pytest.mark.shell, pytest.mark.usefixtures("own_temporary_folder")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row of `faults.toml`, which says what each part means."""

    name: str
    steps: list[str]
    status: str
    said: str
    goes_on: bool = True
    timeout: float = 10
    within: float = 20
    next: str = "ran"


FAULTS = [Fault(**row) for row in tomllib.loads(Path(__file__).with_name("faults.toml").read_text())["fault"]]
DOCS = Path(__file__).parents[2] / "docs/reference/faults.md"
TABLE = "| the step | status | what is said | the session |\n|---|---|---|---|\n"


def run_steps(fault: Fault, folder: Path) -> Run:
    fences = "\n".join(f"`````bash\n{code}\n`````\n" for code in [*fault.steps, "echo next step"])
    page = folder / "page.md"
    # The first step's code begins on line 8.
    page.write_text(f"# A hostile page\n\n## Steps\n\nWhat is to be survived.\n\n{fences}")
    (prepared,) = prepare([str(page)], Options(timeout=fault.timeout))
    return run_page(prepared, Options(keep_going=True), [], Interruption())


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_hostile_step_ends_clearly_and_leaves_the_next_step_alone(fault: Fault, tmp_path: Path) -> None:
    begun = time.monotonic()
    run = run_steps(fault, tmp_path)
    assert time.monotonic() - begun < fault.within
    hostile, following = run.steps[-2:]
    told = f"{hostile.reason}\n{hostile.stderr}"
    assert (hostile.status, fault.said in told) == (fault.status, True), told
    assert "no\n" not in hostile.stdout
    assert (hostile.status is Status.RAN) is (hostile.reason is None)
    if fault.goes_on:
        assert following.status == fault.next, following.reason
        assert (following.stdout, following.stderr) == ("next step\n", "") or fault.next != "ran"
        assert following.reason or fault.next == "ran"
    else:
        assert following.status is Status.SKIPPED
        assert following.reason == f"the shell ended in step {hostile.planned.step.id}"


def test_there_are_enough_faults_each_with_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 40


def row(fault: Fault) -> str:
    said = fault.said.replace("|", "\\|")
    fence = "``" if "`" in said else "`"
    pad = " " if "`" in said else ""
    quoted = f"{fence}{pad}{said}{pad}{fence}" if said else ""
    session = "goes on" if fault.goes_on else "has ended"
    if fault.goes_on and fault.next != "ran":
        what = "is blocked" if fault.next == "blocked" else "fails"
        session = f"goes on, but the next step {what} and says why"
    return f"| {fault.name} | {fault.status} | {quoted} | {session} |\n"


def test_the_docs_list_the_same_faults(rewrite: bool) -> None:
    text = DOCS.read_text()
    head, _, rest = text.partition(TABLE)
    tail = rest[rest.find("\n\n") :] if "\n\n" in rest else "\n"
    wanted = head + TABLE + "".join(row(fault) for fault in FAULTS).rstrip("\n") + tail
    if rewrite:
        DOCS.write_text(wanted)
    assert text == wanted
