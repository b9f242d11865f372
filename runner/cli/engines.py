"""The flags that say where a suite runs. Connects to nothing by themselves."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from runner.cli.flags import stacked
from runner.cli.places import named
from runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from runner.api.options import Options
    from runner.suite.suite import SuiteOptions
    from runner.suite.workers import Hands

_FILES = ("tls_ca", "tls_cert", "tls_key")
_HELP = ("Whose signature on certificates counts.", "Our certificate for the scheduler.", "Its key.")

# Of the command that runs suites.
placing = stacked(
    click.option(
        "--engine", type=click.Choice(["local", "dask"]), default="local", help="Who runs the pages (local)."
    ),
    click.option("--scheduler", default="", metavar="URL", help="Dask's scheduler: tls://HOST:PORT."),
    *(
        click.option(
            f"--{name.replace('_', '-')}", name, default="", callback=named, metavar="FILE", help=text
        )
        for name, text in zip(_FILES, _HELP, strict=True)
    ),
)


def hands_elsewhere(
    flags: dict[str, Any], pages: Sequence[str], options: Options, suite: SuiteOptions
) -> AbstractContextManager[Hands | None]:
    """Give who runs the pages, where that is not this machine.

    Raises:
        UsageError: The flags do not go together.
    """
    local = flags["engine"] == "local"
    odd = [name for name in ("scheduler", *_FILES) if flags[name]] if local else []
    if odd:
        raise UsageError(f"--{odd[0].replace('_', '-')} is for a cluster; add --engine dask, or leave it out")
    if local:
        return nullcontext()
    if not flags["scheduler"]:
        raise UsageError("--engine dask: it does not say where; add --scheduler tls://HOST:PORT")
    from runner.cluster.access import Access
    from runner.cluster.engine import cluster_crew

    files = {name.removeprefix("tls_"): flags[name] for name in _FILES}
    access = Access(address=flags["scheduler"], **files)
    return cluster_crew(access, pages, options, suite.gate, limit=flags["jobs"])
