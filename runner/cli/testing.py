"""The command that runs folders of pages for CI. Decides nothing of a page."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from runner.ages import read_age
from runner.cli.engines import hands_elsewhere, placing
from runner.cli.flags import asking, executing, gating, options_of
from runner.cli.reports import report_files
from runner.errors import NothingToRunError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.suite.choice import Choice
    from runner.suite.suite import SuiteOptions


@click.command("test")
@click.argument("pages", nargs=-1, metavar="[PATH]...")
@asking
@executing
@gating
@placing
@click.option(
    "--yes", is_flag=True, help="Let steps overwrite files that differ, delete and cost money in a cloud."
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Pages at a time (as many as processors).",
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these pages out (repeatable).")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only pages with this tag (repeatable).")
@click.option(
    "--changed-since", default=None, metavar="REV", help="Only pages that changed since a revision of git."
)
@click.option("--last-failed", is_flag=True, help="Only pages whose last run did not pass.")
@click.option("--stale", default=None, metavar="AGE", help="Only pages that did not pass for so long: 30d.")
@click.option(
    "--shard", default="1/1", metavar="N/M", help="Only the Nth of M parts that last about as long."
)
@click.option("--shared", is_flag=True, help="Choose by the runs of other machines too.")
@click.option(
    "--max-failures",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Begin no page after N failures.",
)
@click.option("--allow-unverified", is_flag=True, help="Let pages pass on which nothing was checked.")
@click.option("--watch", is_flag=True, help="Stay, and run again what an edit touches, until Ctrl-C.")
def test(pages: tuple[str, ...], **flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Run pages and folders side by side, and gate on what became of them."""
    from runner.api.refusing import refuse_missing_sandbox
    from runner.cli.suites import Suite, run_and_tell
    from runner.report.formats import FORMATS
    from runner.suite.shared_values import for_many, refuse_shared_folder

    _refuse_together(flags)
    options, reports = options_of(flags), report_files(flags["reports"], FORMATS)
    refuse_missing_sandbox(options)
    _tell_idle_globs(pages, flags["exclude"])
    chosen = _chosen(pages, _choice(flags))
    how = _suite_options(flags)
    refuse_shared_folder(chosen, options, how.jobs)
    suite = Suite(
        pages=tuple(chosen),
        options=for_many(chosen, options),
        how=how,
        reports=tuple(reports),
        output=flags["output"],
    )
    if flags["watch"]:
        from runner.cli.watching import watch

        return watch(suite, lambda: _chosen(pages, _choice(flags)))
    from msgspec.structs import replace

    with hands_elsewhere(flags, chosen, suite.options, how) as elsewhere:
        return run_and_tell(replace(suite, elsewhere=elsewhere)).exit_status


def _refuse_together(flags: dict[str, Any]) -> None:
    """Refuse flags that cannot both be meant.

    Raises:
        UsageError: They were given; the text says which to leave out.
    """
    for name in ("interactive", "max_failures", "changed_since", "last_failed"):
        if flags["watch"] and flags[name] not in (None, False, 0):
            flag = "--" + name.replace("_", "-")
            raise UsageError(f"--watch runs what an edit touches, and {flag} asks otherwise; leave one out")
    if flags["watch"] and flags["output"] == "json":
        raise UsageError("--watch has no end at which to print JSON; write --report jsonl=FILE")
    for name in ("watch", "interactive"):
        if flags[name] and flags["engine"] != "local":
            raise UsageError(f"--{name} runs pages on this machine; leave --engine {flags['engine']} out")
    if flags["interactive"] and (flags["jobs"] or 1) > 1:
        raise UsageError("--interactive runs one page after the other; leave -j out")
    if flags["interactive"]:
        from runner.person import require

        require()


def _chosen(pages: Sequence[str], choice: Choice) -> list[str]:
    from runner.suite.choice import choose_pages

    chosen = choose_pages(pages, choice)
    if not chosen:
        raise NothingToRunError(
            "test: no page is left to run; --tag, --exclude, --last-failed, --stale or others left all out"
        )
    return chosen


def _tell_idle_globs(pages: Sequence[str], globs: Sequence[str]) -> None:
    """Say which globs leave nothing out: a page may run that somebody meant to leave out."""
    from runner.cli.complaints import complain
    from runner.suite.choice import find_idle_globs

    for text in find_idle_globs(pages, globs):
        complain(f"--exclude {text}: no page is named so; write its path, such as drafts/*.md")


def _suite_options(flags: dict[str, Any]) -> SuiteOptions:
    from runner.suite.judging import Gate
    from runner.suite.suite import SuiteOptions

    foreground = None
    if flags["interactive"]:
        from runner.cli.console_guard import words_to
        from runner.suite.foreground import Foreground

        foreground = Foreground(words_to(flags["output"]))
    return SuiteOptions(
        jobs=1 if foreground else flags["jobs"] or len(os.sched_getaffinity(0)),
        max_failures=flags["max_failures"],
        gate=Gate(allow_unverified=flags["allow_unverified"], min_verified=flags["min_verified"]),
        foreground=foreground,
    )


def _choice(flags: dict[str, Any]) -> Choice:
    from runner.suite.choice import Choice, read_shard

    return Choice(
        exclude=flags["exclude"],
        tags=flags["tags"],
        changed_since=flags["changed_since"],
        last_failed=flags["last_failed"],
        allow_unverified=flags["allow_unverified"],
        stale=read_age(flags["stale"]) if flags["stale"] is not None else None,
        shard=read_shard(flags["shard"]),
        shared=flags["shared"],
    )
