"""A suite on a cluster: what may be asked, the way there, and who runs the pages. Runs none itself."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from runner.cluster.crew import ClusterCrew
from runner.cluster.job import job_maker, refuse_outside
from runner.cluster.parameters import refuse_parameters
from runner.cluster.scheduler import connected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.api.options import Options
    from runner.cluster.access import Access
    from runner.suite.judging import Gate


@contextmanager
def cluster_crew(
    access: Access, pages: Sequence[str], options: Options, gate: Gate, *, limit: int | None
) -> Iterator[ClusterCrew]:
    """Give the workers of a cluster as a crew for these pages.

    Args:
        access: The way to its scheduler.
        pages: As they were named or found.
        options: What the reader asks; it goes over the wire.
        gate: What a page must come to.
        limit: How many pages may run at a time; None for as many as the workers take.

    Raises:
        UsageError: Something is asked that cannot go over the wire, or the way to the scheduler is not safe.
        EnvironmentNotReadyError: The scheduler cannot be reached.
    """
    refuse_outside(pages)
    refuse_parameters(pages, options)
    with connected(access) as scheduler:
        yield ClusterCrew(scheduler, job_maker(options, gate), limit)
