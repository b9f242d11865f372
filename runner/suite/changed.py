"""What changed since a revision, and the files that a page is made of. Changes nothing."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from runner.errors import PageError
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import read_source
from runner.run.programs import changed_since


@cache
def changed_files(revision: str) -> frozenset[str]:
    """Give the real paths of the files that differ from a revision, new ones that git does not ignore too.

    Raises:
        UsageError: The revision is not known, or there is no repository.
    """
    return frozenset(os.path.realpath(path) for path in changed_since(revision, Path.cwd()))


def files_of(page: str, settings: str) -> frozenset[str]:
    """Give the real paths of a page, of what it takes in from other pages, and of its settings."""
    try:
        procedure = procedure_of(read_outline(read_source(page)))
    except PageError:
        return frozenset({os.path.realpath(page)})
    parts = (
        procedure.steps,
        procedure.preconditions,
        procedure.troubleshooting,
        procedure.settings.variables,
    )
    others = {item.path for part in parts for item in part}
    return frozenset(os.path.realpath(path) for path in (page, settings, *others) if path)
