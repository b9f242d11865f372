"""What a suite on a cluster may not be asked: secrets, and what only one machine has. Sends nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runner.errors import PageError, UsageError
from runner.read.procedure import read_procedure
from runner.read.source import read_source
from runner.run.masking import known_secrets, make_mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.api.options import Options


def refuse_parameters(pages: Sequence[str], options: Options) -> None:
    """Refuse what cannot be asked of workers.

    Raises:
        UsageError: A parameter is a secret, or means something on this machine alone.
    """
    if options.resume:
        raise UsageError(
            "--resume: a run is continued where it ran; on a cluster nobody knows which worker that was"
        )
    if options.keep_output:
        raise UsageError(
            "--keep-output: the outputs would lie on the workers; take --report jsonl=FILE instead"
        )
    given = {**options.variables, **options.shorthands}
    if not given:
        return
    declared = set(_declared_secrets(pages))
    mask = make_mask(known_secrets(os.environ, {}, given.items()))
    for name, value in given.items():
        if name in declared or mask(value) != value:
            raise UsageError(
                f"--var {name}: this is a secret, and secrets do not go over the wire; "
                f"set RUNBOOK_VAR_{name.upper().replace('-', '_')} where the workers are started"
            )


def _declared_secrets(pages: Sequence[str]) -> Iterator[str]:
    for page in pages:
        try:
            procedure = read_procedure(read_source(page))
        except (PageError, RecursionError):
            # The worker that is given it says what is wrong.
            continue
        yield from (item.name for item in procedure.settings.variables if item.secret)
