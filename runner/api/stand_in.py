"""A stand-in that serves one page while it runs. Decides nothing of targets."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.api.targets import profiles_of, region_of
from runner.aws.environment import stand_in_environment
from runner.aws.stand_in import serve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner.aws.stand_in import StandIn
    from runner.model import Plan


class Served(Struct, frozen=True, kw_only=True):
    """A stand-in that serves one page: the page's environment, and the folder that it points at."""

    stand_in: StandIn
    environment: dict[str, str]
    folder: Path


@contextmanager
def serving(plan: Plan, environment: Mapping[str, str]) -> Iterator[Served]:
    """Serve a stand-in for a page.

    Args:
        plan: The page's plan, for its profiles and region.
        environment: What the page's programs would see without it.
    """
    with serve() as stand_in, tempfile.TemporaryDirectory(prefix="runbook-aws-") as folder:
        made = stand_in_environment(
            Path(folder),
            url=stand_in.url,
            profiles=profiles_of(plan),
            region=region_of(plan) or "us-east-1",
            inherited=environment,
        )
        yield Served(stand_in=stand_in, environment=made, folder=Path(folder))
