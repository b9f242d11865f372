"""What goes over the wire for a page: its place, its commit and the reader's parameters. Holds no secret."""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner import __version__
from runner.api.surroundings import project_root
from runner.config import find_config
from runner.errors import UsageError
from runner.store.origin import find_commit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runner.api.options import Options
    from runner.suite.judging import Gate
    from runner.suite.workers import Task


class Job(Struct, frozen=True, kw_only=True):
    """A page that a worker is to run.

    Attributes:
        ticket: The name of what may be taken once: whoever takes it runs the page.
        page: Its path, relative to `folder`, which is relative to the project.
        commit: What the reader's checkout is at; None where there is no repository.
        sha256: The digest of the page's bytes.
        needs: The resource that it holds while it runs, empty for none.
    """

    ticket: str
    page: str
    folder: str
    commit: str | None
    sha256: str
    needs: str
    tool_version: str
    options: Options
    gate: Gate


def job_maker(options: Options, gate: Gate) -> Callable[[Task], Job]:
    """Give what makes the jobs of one suite; a page that cannot be read is for the worker to tell of."""
    here = Path.cwd()
    root = project_root(find_config(here))

    def make(task: Task) -> Job:
        return Job(
            ticket=f"runbook-{os.urandom(8).hex()}",
            page=os.path.relpath(task.path, here),
            folder=os.path.relpath(here, root),
            commit=commit_of(task.path),
            sha256=digest_of(task.path),
            needs=task.needs,
            tool_version=__version__,
            options=options,
            gate=gate,
        )

    return make


def refuse_outside(pages: Sequence[str]) -> None:
    """Refuse pages that no other checkout of the project has.

    Raises:
        UsageError: Names the first such page.
    """
    root = project_root(find_config(Path.cwd()))
    for page in pages:
        if not Path(os.path.abspath(page)).is_relative_to(root):  # noqa: PTH100 - links stay
            raise UsageError(f"{page}: it is outside the project {root}, so no worker has it; move it there")


def digest_of(page: str) -> str:
    """Give the digest of a page's bytes, empty where it cannot be read."""
    try:
        return sha256(Path(page).read_bytes()).hexdigest()
    except OSError:
        return ""


def commit_of(page: str) -> str | None:
    """Give the commit that the checkout around a page is at, None where there is no repository."""
    return _commit_around(Path(os.path.abspath(page)).parent)  # noqa: PTH100 - links stay


@cache
def _commit_around(folder: Path) -> str | None:
    return find_commit(folder)
