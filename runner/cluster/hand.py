"""A process beside a worker that runs one page after the other: `python -m runner.cluster.hand FD`.

It must not know of the cluster. What it sends back is masked: a run is, and so is a reason.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from runner.api.surroundings import project_root
from runner.cluster.checkout import find_difference, refused
from runner.config import find_config
from runner.suite.page_run import run_one
from runner.suite.workers import work

if TYPE_CHECKING:
    from runner.cluster.job import Job
    from runner.outcomes import PageOutcome
    from runner.run.interruption import Interruption


def main() -> None:
    """Run what comes through the pipe, until it is closed."""
    number = int(sys.argv[1])
    # Not for the shells of the pages.
    os.set_inheritable(number, False)  # noqa: FBT003 - the system's own call
    root = project_root(find_config(Path.cwd()))
    work(Connection(number), (), lambda job, interruption: run_job(job, root, interruption))


def run_job(job: Job, root: Path, interruption: Interruption) -> PageOutcome:
    """Run a page in the folder in which the reader stands, or say why not."""
    difference = find_difference(job, root)
    if difference:
        return refused(job.page, difference)
    os.chdir(root / job.folder)
    return run_one(job.page, job.options, job.gate, interruption)


if __name__ == "__main__":
    main()
