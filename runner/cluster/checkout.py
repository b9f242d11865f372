"""Whether a worker's checkout of the project is the one that a job is about. Changes nothing."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from runner.api.exits import EXIT_BLOCKED
from runner.cluster.job import digest_of
from runner.outcomes import Ending, PageOutcome
from runner.store.origin import find_commit

if TYPE_CHECKING:
    from pathlib import Path

    from runner.cluster.job import Job


def refused(page: str, why: str) -> PageOutcome:
    """Give the outcome of a page that a worker refuses to run."""
    reason = f"the worker on {socket.gethostname()} refuses it: {why}; bring that worker up to date"
    return PageOutcome(path=page, ending=Ending.BLOCKED, reason=reason, exit_status=EXIT_BLOCKED)


def find_difference(job: Job, root: Path) -> str:
    """Say why this is not the checkout that a job is about, nothing where it is.

    The digest tells whether it is the same page. The commit tells of all that the page takes in; it is
    compared where both sides know one.
    """
    page = (root / job.folder / job.page).resolve()
    if not page.is_relative_to(root.resolve()):
        return f"{job.page} is outside of the project"
    digest = digest_of(str(page))
    if digest != job.sha256:
        return f"its {job.page} is another text" if digest else f"it has no {job.page}"
    commit = find_commit(page.parent)
    if commit and job.commit and commit != job.commit:
        return f"its checkout is at {commit[:12]}, and the suite is about {job.commit[:12]}"
    return ""
