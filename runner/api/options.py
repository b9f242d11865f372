"""What a reader asks of pages, as every edge gives it. Decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.plan.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping


class Options(Struct, frozen=True, kw_only=True):
    """What the reader asks, as every edge gives it.

    Attributes:
        target: `auto`, `live` or `stand-in`; empty leaves it to page and configuration.
        timeout: Seconds a step.
        page_timeout: Seconds a page, its cleanup left out.
        keep_output: The folder for the whole output of the steps; empty for none.
        resume: Whether the page's newest run is continued.
        asked: What a person was asked for: page → variable → value.
        sandbox: Whether the page's shell is shut in; `allow_network` leaves it the network.
        past_output: Whether a step that fails by its output fences alone does not end the run.
        judge: Who reads what the phrasebook cannot, `bedrock`; empty for no one.
        yes: Whether files that differ may be overwritten outside a temporary folder.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    shorthands: Mapping[str, str] = field(default_factory=dict)
    vars_file: str = ""
    target: str = ""
    selection: Selection = field(default_factory=Selection)
    timeout: float | None = None
    page_timeout: float | None = None
    keep_output: str = ""
    workdir: str = ""
    keep_going: bool = False
    past_output: bool = False
    ignore_preconditions: bool = False
    yes: bool = False
    allow_write: tuple[str, ...] = ()
    resume: bool = False
    sandbox: bool = False
    allow_network: bool = False
    judge: str = ""
    asked: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
