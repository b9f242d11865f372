"""pytest collects pages: `pytest --runbook procedures/`. A page is one test, so no worker gets a part of it.

Without the flag or the setting `runbook = true` it collects nothing, and it imports nothing of ours before a
page is run.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from runner.outcomes import PageOutcome
    from runner.results import Run
    from runner.run.interruption import Interruption

_ENDINGS = (".md", ".markdown")
_STEPS = "steps"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flags and the setting; each begins with the tool's name, so that no other plugin has it."""
    group = parser.getgroup("runbook", "How-To pages that run")
    group.addoption("--runbook", action="store_true", help="Run Markdown pages as tests.")
    group.addoption(
        "--runbook-var",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="Set a variable of the pages that have it (repeatable).",
    )
    group.addoption(
        "--runbook-target",
        choices=("auto", "live", "stand-in"),
        default="",
        help="What AWS commands talk to.",
    )
    group.addoption(
        "--runbook-allow-unverified", action="store_true", help="Let pages pass on which nothing was checked."
    )
    parser.addini("runbook", "Run Markdown pages as tests.", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a value that cannot be meant, before anything is collected."""
    for item in config.getoption("--runbook-var", default=[]):
        if not item.partition("=")[0] or "=" not in item:
            message = "--runbook-var: this is no NAME=VALUE; write --runbook-var name=value"
            raise pytest.UsageError(message)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take Markdown pages where they are asked for."""
    asked = parent.config.getoption("--runbook") or parent.config.getini("runbook")
    if asked and file_path.suffix in _ENDINGS:
        return PageFile.from_parent(parent, path=file_path)
    return None


class PageFile(pytest.File):
    """A page's file, which holds one test."""

    def collect(self) -> Iterator[pytest.Item]:
        """Give the page."""
        yield PageItem.from_parent(self, name="page")


class PageNotPassedError(Exception):
    """A page did not pass; it bears what pytest shows."""


class PageItem(pytest.Item):
    """A page that is run as one test."""

    def runtest(self) -> None:
        """Run the page, and fail where it does not pass.

        Raises:
            PageNotPassedError: It did not; the text tells each step that went wrong.
        """
        from runner.outcomes import Ending

        outcome = _run(_shown(self.path), self.config)
        self.add_report_section("call", _STEPS, _steps(outcome))
        if outcome.ending is Ending.EMPTY:
            pytest.skip("the page has no step that runs")
        if outcome.known:
            pytest.xfail(outcome.reason)
        if outcome.exit_status:
            raise PageNotPassedError(_told(outcome))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """Show what the page says and what happened, and none of our own code."""
        if isinstance(excinfo.value, PageNotPassedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the page."""
        return self.path, 0, _shown(self.path)


@pytest.fixture
def run_runbook(request: pytest.FixtureRequest) -> Callable[[str | Path], Run]:
    """Run a page and get its `Run`, for assertions of one's own; whether it passed is left to them."""

    def run(page: str | Path, **variables: str) -> Run:
        outcome = _run(page, request.config, variables)
        if outcome.run is None:
            pytest.fail(outcome.reason, pytrace=False)
        return outcome.run

    return run


def _run(page: str | Path, config: pytest.Config, variables: dict[str, str] | None = None) -> PageOutcome:
    from runner.api.options import Options
    from runner.run.interruption import Interruption
    from runner.suite.judging import Gate
    from runner.suite.page_run import run_one

    given = (item.partition("=") for item in config.getoption("--runbook-var"))
    options = Options(
        variables=variables or {},
        shorthands={name: value for name, _, value in given},
        target=config.getoption("--runbook-target"),
    )
    gate = Gate(allow_unverified=config.getoption("--runbook-allow-unverified"))
    interruption = Interruption()
    with _signals(interruption):
        outcome = run_one(str(page), options, gate, interruption)
    if interruption.requested:
        raise KeyboardInterrupt
    return outcome


def _signals(interruption: Interruption) -> AbstractContextManager[None]:
    """Take the signals where that is possible: a worker may run tests beside its main thread."""
    if threading.current_thread() is threading.main_thread():
        return interruption.installed()
    return nullcontext()


def _steps(outcome: PageOutcome) -> str:
    from runner.report.lines import step_lines
    from runner.report.visible import visible

    steps = outcome.run.steps if outcome.run else ()
    return "\n".join(visible(line.text) for result in steps for line in step_lines(result, outcome.path))


def _told(outcome: PageOutcome) -> str:
    from runner.report.suite_lines import page_in_full
    from runner.report.visible import visible

    return "\n".join(visible(line.text) for line in page_in_full(outcome))


def _shown(path: Path) -> str:
    """A page as a person here would name it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
