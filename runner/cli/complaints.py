"""What went wrong, said on stderr without secrets. Decides no exit status."""

from __future__ import annotations

import os
import sys

import click


def complain(text: str) -> None:
    """Write what went wrong to stderr; it may quote a value or a line of a page, so it is masked."""
    from runner.api.hidden import masked_error
    from runner.report.github_log import commands_stopped

    with commands_stopped(sys.stderr, os.environ):
        click.echo(masked_error(text), err=True)
