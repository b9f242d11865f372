"""The commands of the command line as a reader names them, with their flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from runner.cli.entry import cli

if TYPE_CHECKING:
    from collections.abc import Iterator


def commands() -> dict[str, click.Command]:
    """Each command by its words, as in `runs show`; a group stands before what is in it."""
    return dict(_below(cli, ()))


def _below(group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        named = (*words, name)
        yield " ".join(named), command
        if isinstance(command, click.Group):
            yield from _below(command, named)


def options(command: click.Command) -> list[click.Option]:
    """The options of a command, in the order of its help."""
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]
