"""Where and how a plan is carried out. Does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.run.resumed import Resumed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from runner.model import Need
    from runner.results import Target
    from runner.run.asking import Ask
    from runner.run.interruption import Interruption
    from runner.run.masking import Mask
    from runner.run.sandbox import Sandbox
    from runner.run.trail import Trail


class Circumstances(Struct, frozen=True, kw_only=True):
    """Where and how a plan is carried out.

    Attributes:
        environment: The environment of the steps.
        search_path: The PATH by which programs are told to the reader, who has no stand-in before it.
        folder: The working folder; `temporary` if it is the run's own.
        mask: Takes secrets out of a text.
        keep_going: Whether steps behind a failed one run.
        past_output: Whether steps behind one run that failed by its output fences alone.
        ignore_preconditions: Whether the page runs though a precondition is not met.
        overwrite: Whether file steps may replace files that differ.
        allow_write: Places outside the working folder that file steps may write.
        page_timeout: Seconds for all steps but cleanup.
        keep_output: The folder for the whole output of the steps.
        ask_aws: Asks AWS whether a need is met, None where that cannot be told; gives a detail as well.
        sandbox: Where the page's shell is shut in, None where it is not.
        ask: How a person is asked before each step, None where nobody is.
        keep_state: Whether what the shell holds is said, so that another run can continue.
        secrets: Secret value → where it comes from.
        resumed: The run that this one continues.
        held: The steps that somebody must allow first: id → why and how.
        trail: Takes what a later run could go on from after each step; None where nobody asks.
    """

    environment: Mapping[str, str]
    search_path: str
    folder: Path
    temporary: bool
    target: Target | None
    mask: Mask
    interruption: Interruption
    tool_version: str
    keep_going: bool = False
    past_output: bool = False
    ignore_preconditions: bool = False
    overwrite: bool = False
    allow_write: tuple[Path, ...] = ()
    page_timeout: float | None = None
    keep_output: Path | None = None
    ask: Ask | None = None
    ask_aws: Callable[[Need], tuple[bool | None, str]] | None = None
    sandbox: Sandbox | None = None
    notes: tuple[str, ...] = ()
    keep_state: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict)
    resumed: Resumed = field(default_factory=lambda: Resumed(run=""))
    held: Mapping[str, str] = field(default_factory=dict)
    trail: Trail | None = None
