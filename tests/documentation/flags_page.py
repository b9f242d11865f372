"""The reference of flags, made from the command line's own definitions.

`python -m tests.documentation.flags_page` writes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tests.documentation.commands import commands, options

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs/reference/flags.md"
BEGIN, END = "<!-- flags: begin -->\n", "<!-- flags: end -->\n"


def renewed(page: str) -> str:
    """The page with its tables written anew."""
    head, _, rest = page.partition(BEGIN)
    return head + BEGIN + "\n" + "\n\n".join(_sections()) + "\n\n" + END + rest.partition(END)[2]


def _sections() -> Iterator[str]:
    for name, command in commands().items():
        # A group whose commands have sections of their own; without one of them it cannot be called.
        if isinstance(command, click.Group) and not command.invoke_without_command:
            continue
        yield "\n".join([f"## runbook {name}", "", _summary(command), "", *_table(command)]).rstrip()


def _summary(command: click.Command) -> str:
    context = click.Context(command, info_name="")
    usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS]", "").strip()
    lines = (command.help or "").strip().splitlines()
    return f"{lines[0] if lines else ''}{f' Takes `{usage}`.' if usage else ''}"


def _table(command: click.Command) -> list[str]:
    rows = [_row(option) for option in options(command)]
    return ["| flag | what it does |", "|---|---|", *rows] if rows else []


def _row(option: click.Option) -> str:
    words = ", ".join(f"`{word}{_value(option)}`" for word in (*option.opts, *option.secondary_opts))
    more = " Repeatable." if option.multiple and "repeatable" not in (option.help or "") else ""
    return f"| {words} | {option.help or ''}{more} |".replace("  ", " ")


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return " " + r"\|".join(option.type.choices)
    return f" {option.metavar or option.type.name.upper().removesuffix(' RANGE')}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
