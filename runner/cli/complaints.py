"""What went wrong, said on stderr without secrets. Decides no exit status."""

from __future__ import annotations

import click


def complain(text: str) -> None:
    """Write what went wrong to stderr; it may quote a value or a line of a page, so it is masked."""
    from runner.api.hidden import masked_error

    click.echo(masked_error(text), err=True)
