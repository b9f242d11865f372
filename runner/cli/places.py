"""Flags that name a place. It must not look at the disk.

An empty one is what a shell makes of a variable that is not set; `Path("")` would be the current folder.
"""

from __future__ import annotations

import click
from click.core import ParameterSource

Given = str | tuple[str, ...]


def named(context: click.Context, option: click.Parameter, given: Given) -> Given:
    """Give what stands behind a flag.

    Raises:
        click.UsageError: It was given and is empty.
    """
    source = context.get_parameter_source(option.name or "")
    if source is ParameterSource.COMMANDLINE and "" in ((given,) if isinstance(given, str) else given):
        message = f"{option.opts[0]}: it is empty; name a place, or leave it out"
        raise click.UsageError(message, context)
    return given
