"""An outline to its procedure: the one entrance of this room beside `read_source`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.read.outline import read_outline
from runner.read.own_procedure import own_procedure

if TYPE_CHECKING:
    from runner.model import Procedure
    from runner.outline import Outline
    from runner.read.source import Source


def read_procedure(source: Source) -> Procedure:
    """Read what a page means; its faults are among the findings, never raised."""
    return procedure_of(read_outline(source))


def procedure_of(outline: Outline) -> Procedure:
    """Give an outline its meaning, with that of what it embeds and of the pages that it asks for first."""
    procedure, asked = own_procedure(outline)
    if not asked:
        return procedure
    from runner.read.linked_pages import with_linked_pages

    return with_linked_pages(procedure, asked)
