"""The flags of the commands, and the options that they stand for. Reads no page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from runner.cli.places import named
from runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runner.api.options import Options
    from runner.plan.selection import Selection


_INCLUDES = ("optional", "alternative")


def stacked(*decorators: Callable[..., Any]) -> Callable[..., Any]:
    """Give several flags as one decorator."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


# What a reader asks of pages, whichever they are.
asking = stacked(
    click.option(
        "--var", "variables", multiple=True, metavar="NAME=VALUE", help="Set a variable of the page."
    ),
    click.option("--profile", help="Set the page's variable profile."),
    click.option("--region", help="Set the page's variable region."),
    click.option("--model", help="Set the page's variable model."),
    click.option("--vars", "vars_file", metavar="FILE", default="", help="Read variables from TOML or .env."),
    click.option(
        "--target", type=click.Choice(["auto", "live", "stand-in"]), help="What AWS commands talk to."
    ),
    click.option(
        "--include",
        metavar="KINDS",
        default="",
        help="Run these steps too: optional, alternative, or both with a comma.",
    ),
    click.option(
        "--choose", multiple=True, metavar="ID", help="Run an alternative in place of the first way."
    ),
    click.option("--step", "only", multiple=True, metavar="ID", help="Run this step alone (repeatable)."),
    click.option("--from", "first", metavar="ID", help="Begin with this step."),
    click.option("--until", "last", metavar="ID", help="End with this step."),
    click.option(
        "--output", type=click.Choice(["console", "json"]), default="console", help="What stdout gets."
    ),
)


# Of every command that reads the pages it is given.
shared = stacked(click.argument("pages", nargs=-1, required=True, metavar="PAGE..."), asking)
# Of the commands that gate on what was checked.
gating = stacked(
    click.option(
        "--min-verified",
        type=click.FloatRange(min=0, max=100),
        metavar="PERCENT",
        help="Fail if strong checks verify less of the command steps that ran.",
    ),
)


# Of the commands that tell how a sentence is read.
judging = stacked(
    click.option(
        "--judge",
        type=click.Choice(["bedrock"]),
        help="Send the page to a Claude model on Amazon Bedrock, to read the sentences that are unread.",
    ),
)


# Of every command that runs them.
executing = stacked(
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=FILE",
        help="Write a report too: json, junit, github, summary, tap, jsonl.",
    ),
    click.option("--keep-going", is_flag=True, help="Go on past failed and blocked steps."),
    click.option(
        "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Limit a step."
    ),
    click.option(
        "--page-timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Limit a page, its cleanup left out.",
    ),
    click.option(
        "--keep-output",
        metavar="DIR",
        default="",
        callback=named,
        help="Write the whole output of each step to files in this folder, masked.",
    ),
    click.option(
        "--workdir",
        metavar="DIR",
        default="",
        callback=named,
        help="Run in this folder, not in a temporary one.",
    ),
    click.option("--ignore-preconditions", is_flag=True, help="Run though a precondition is not met."),
    click.option("--resume", is_flag=True, help="Continue the page's newest run where it ended."),
    click.option("--sandbox", is_flag=True, help="Shut the page in: no network, one folder to write."),
    click.option("--allow-network", is_flag=True, help="Leave the sandbox the network."),
    click.option("--interactive", is_flag=True, help="Ask a person before each step."),
    click.option(
        "--allow-write",
        multiple=True,
        callback=named,
        metavar="PATH",
        help="Let file steps write below this place too (repeatable).",
    ),
)


def options_of(flags: dict[str, Any]) -> Options:
    """Give the options that the flags of a command stand for.

    Raises:
        UsageError: A flag says something that cannot be meant; the text names it.
    """
    from runner.api.options import Options

    _refuse_endless(flags)
    return Options(
        variables=_variables(flags["variables"]),
        shorthands={name: flags[name] for name in ("profile", "region", "model") if flags[name] is not None},
        vars_file=flags["vars_file"],
        target=flags["target"] or "",
        selection=_selection(flags),
        timeout=flags.get("timeout"),
        page_timeout=flags.get("page_timeout"),
        keep_output=flags.get("keep_output", ""),
        workdir=flags.get("workdir", ""),
        past_output=flags.get("past_output", False),
        keep_going=flags.get("keep_going", False),
        ignore_preconditions=flags.get("ignore_preconditions", False),
        yes=flags.get("yes", False),
        sandbox=flags.get("sandbox", False),
        allow_network=flags.get("allow_network", False),
        allow_write=flags.get("allow_write", ()),
        resume=flags.get("resume", False),
        judge=flags.get("judge") or "",
    )


def _refuse_endless(flags: dict[str, Any]) -> None:
    for name, example in (
        ("timeout", "number of seconds; write one such as 300"),
        ("page_timeout", "number of seconds; write one such as 300"),
        ("min_verified", "share; write a number from 0 to 100"),
    ):
        if not math.isfinite(flags.get(name) or 1.0):
            flag = "--" + name.replace("_", "-")
            raise UsageError(f"{flag}: this is no {example}")


def _selection(flags: dict[str, Any]) -> Selection:
    from runner.plan.selection import Selection

    included = [word.strip() for word in flags["include"].split(",") if word.strip()]
    unknown = [word for word in included if word not in _INCLUDES]
    if unknown:
        raise UsageError(f"--include {unknown[0]}: known are {', '.join(_INCLUDES)}")
    return Selection(
        optional="optional" in included,
        alternative="alternative" in included,
        choose=flags["choose"],
        only=flags["only"],
        first=flags["first"],
        last=flags["last"],
    )


def _variables(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name:
            # What was given may be a secret, so only what looks like a name is repeated.
            shown = f" {name}" if name.replace("-", "_").isidentifier() and not equals else ""
            raise UsageError(
                f"--var{shown}: this is no NAME=VALUE; write --var {shown.strip() or 'name'}=value"
            )
        found[name] = value
    return found
