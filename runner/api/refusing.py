"""Runs that are refused before any page runs: what they need is not there. Changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runner.api.surroundings import asked_folder, user_environment
from runner.errors import UsageError
from runner.plan.plan import missing_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.api.options import Options
    from runner.api.preparing import Prepared


def refuse_missing_values(prepared: Sequence[Prepared]) -> None:
    """Refuse pages that cannot be run before the reader gives a value.

    Raises:
        UsageError: Names every such variable of every page, each with its place.
    """
    missing = [text for page in prepared if (text := missing_values(page.plan))]
    if missing:
        raise UsageError("\n".join(missing))


def refuse_missing_folders(prepared: Sequence[Prepared], options: Options) -> None:
    """Refuse working folders that do not exist, before any page runs.

    Raises:
        UsageError: Names the first such folder.
    """
    for page in prepared:
        asked = asked_folder(page.plan, options)
        if asked is not None and not asked.is_dir():
            path = page.plan.procedure.path
            raise UsageError(f"{path}: the working folder {asked} does not exist; make it, or name another")


def refuse_mirrored_pages(paths: Sequence[str]) -> None:
    """Refuse to write pages that Logseq writes itself.

    Raises:
        UsageError: Names the first such page.
    """
    from runner.read.mirror import is_mirrored

    for path in paths:
        if is_mirrored(Path(path)):
            what = "Logseq writes this page from its database and would overwrite it"
            raise UsageError(f"{path}: {what}; change the page in Logseq")


def refuse_missing_sandbox(options: Options) -> None:
    """Refuse to run pages where the sandbox that the reader asked for cannot be had.

    Raises:
        EnvironmentNotReadyError: bubblewrap is missing or cannot work here.
        UsageError: The network is allowed to a sandbox that nobody asked for.
    """
    if options.allow_network and not options.sandbox:
        raise UsageError("--allow-network is for a sandbox; add --sandbox, or leave it out")
    if options.sandbox:
        from runner.run.sandbox import require_bubblewrap

        require_bubblewrap(user_environment(), allow_network=options.allow_network)
