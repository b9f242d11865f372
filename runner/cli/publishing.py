"""The command that publishes. Decides nothing of what a page shows."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runner.ages import read_age
from runner.cli.complaints import complain
from runner.cli.console_guard import guarded
from runner.cli.places import named
from runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.api.publishing import Published, PublishOptions
    from runner.report.lines import Line

_ENGINES = ("mkdocs", "properdocs", "zensical", "none")


@click.command()
@click.argument("pages", nargs=-1, metavar="[PAGE...]")
@click.option("--out", default="site", callback=named, metavar="DIR", help="Where the site goes (site).")
@click.option("--engine", type=click.Choice(_ENGINES), default="mkdocs", help="What builds it (mkdocs).")
@click.option("--name", default="How-To pages", help="The name of the site.")
@click.option("--url", default="", help="Where it will be served; the feed needs it for whole addresses.")
@click.option("--stale", default="30d", metavar="AGE", help="From when a page that passed is stale (30d).")
@click.option("--shared", is_flag=True, help="Fetch the runs of other machines first.")
@click.option("--serve", is_flag=True, help="Serve it on this machine, anew after each edit and run.")
@guarded
def publish(pages: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Build a site of pages with the evidence of their recorded runs. Runs nothing."""
    from runner.api.publishing import PublishOptions
    from runner.api.publishing import publish as publish_pages
    from runner.report.console import write_lines

    options = PublishOptions(
        pages=pages,
        out=Path(flags["out"]),
        engine=flags["engine"],
        name=flags["name"],
        url=_with_slash(flags["url"]),
        stale_after=read_age(flags["stale"]),
        shared=flags["shared"],
    )
    if flags["serve"]:
        return _serve(options)
    write_lines(_lines(publish_pages(options), options.engine), sys.stdout, os.environ)
    return 0


def _serve(options: PublishOptions) -> int:
    from runner.api.publishing import NO_ENGINE
    from runner.api.serving import serve

    if options.engine == NO_ENGINE:
        raise UsageError("publish: --serve needs an engine; leave --engine none out")
    return serve(options, complain)


def _with_slash(url: str) -> str:
    return url if not url or url.endswith("/") else f"{url}/"


def _lines(published: Published, engine: str) -> Iterator[Line]:
    from runner.publish.evidence import count_states
    from runner.report.lines import Line, Style

    for finding in published.findings:
        yield Line(text=f"{finding.level}: {finding}", style=Style.WARN)
    counts = count_states(published.pages)
    states = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    pages = "page" if len(published.pages) == 1 else "pages"
    what = "sources of a site" if engine == "none" else "site"
    yield Line(text=f"{what} of {len(published.pages)} {pages}: {published.place}", style=Style.GOOD)
    yield Line(text=f"  {states}")
