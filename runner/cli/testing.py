"""The command that runs folders of pages for CI. Decides nothing of a page."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from runner.ages import read_age
from runner.cli.engines import hands_elsewhere, placing
from runner.cli.flags import asking, executing, gating, options_of
from runner.cli.reports import report_files
from runner.errors import NothingToRunError

if TYPE_CHECKING:
    from runner.suite.choice import Choice


@click.command("test")
@click.argument("pages", nargs=-1, metavar="[PATH]...")
@asking
@executing
@gating
@placing
@click.option("--yes", is_flag=True, help="Let file steps overwrite files that differ.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Pages at a time (as many as processors).",
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these pages out (repeatable).")
@click.option(
    "--changed-since", default="", metavar="REV", help="Only pages that changed since a revision of git."
)
@click.option("--last-failed", is_flag=True, help="Only pages whose last run did not pass.")
@click.option("--stale", default="", metavar="AGE", help="Only pages that did not pass for so long: 30d.")
@click.option(
    "--shard", default="1/1", metavar="N/M", help="Only the Nth of M parts that last about as long."
)
@click.option(
    "--max-failures",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Begin no page after N failures.",
)
@click.option("--allow-unverified", is_flag=True, help="Let pages pass on which nothing was checked.")
def test(pages: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Run pages and folders side by side, and gate on what became of them."""
    from runner.report.console import write_lines
    from runner.report.formats import FORMATS, report_text
    from runner.report.suite_lines import suite_lines
    from runner.report.suite_teller import OrderedTeller
    from runner.suite.choice import choose_pages
    from runner.suite.judging import Gate
    from runner.suite.suite import SuiteOptions, run_suite

    options, reports = options_of(flags), report_files(flags["reports"], FORMATS)
    chosen = choose_pages(pages, _choice(flags))
    if not chosen:
        raise NothingToRunError(
            "test: no page is left to run; --last-failed, --stale and others left all out"
        )
    suite = SuiteOptions(
        jobs=flags["jobs"] or len(os.sched_getaffinity(0)),
        max_failures=flags["max_failures"],
        gate=Gate(allow_unverified=flags["allow_unverified"], min_verified=flags["min_verified"]),
    )
    with hands_elsewhere(flags, chosen, options, suite) as elsewhere:
        teller = OrderedTeller(chosen, sys.stdout, os.environ)
        outcome = run_suite(chosen, options, suite, [teller], elsewhere=elsewhere)
    teller.close()
    write_lines(suite_lines(outcome), sys.stdout, os.environ)
    for kind, file in reports:
        file.write_text(report_text(kind, outcome), encoding="utf-8", errors="replace")
    return outcome.exit_status


def _choice(flags: dict[str, Any]) -> Choice:
    from runner.suite.choice import Choice, read_shard

    return Choice(
        exclude=flags["exclude"],
        changed_since=flags["changed_since"],
        last_failed=flags["last_failed"],
        stale=read_age(flags["stale"]) if flags["stale"] else None,
        shard=read_shard(flags["shard"]),
    )
