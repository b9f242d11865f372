"""A project's records copied to the history that machines share, and back. Decides nothing of what they show.

What comes from there becomes files beside the project's own records, as if they had been copied by hand:
there is one way to read a history, not two.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from runner.errors import RunbookError, UsageError
from runner.store.place import RUNS, Place, open_folder, places
from runner.store.result_file import write_result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from runner.config import Config
    from runner.store.shared_history import SharedHistory

_FOLDER = "shared"


def copier(config: Config, root: Path) -> Callable[[str, Mapping[str, Any]], str] | None:
    """Give what copies the record of a run and says why where it cannot; None where nothing is shared."""
    if not _address(config):
        return None

    def copy(run: str, record: Mapping[str, Any]) -> str:
        try:
            _shared(config, root).put(run, _page(str(record["run"]["path"]), root), dict(record))
        except RunbookError as error:
            return f"this run is not copied: {error}; `runbook runs share` copies it later"
        return ""

    return copy


def history_places(config: Config, root: Path, *, shared: bool) -> tuple[Place, ...]:
    """Give where records of the project lie, those of other machines among them where they are asked for.

    Raises:
        UsageError: Nothing is shared.
        EnvironmentNotReadyError: The shared history cannot be reached.
    """
    own = places(root, os.environ)
    return (*own, _fetched(config, root)) if shared else own


def share(config: Config, root: Path) -> int:
    """Copy the records that the shared history lacks; give their number.

    Raises:
        UsageError: Nothing is shared.
        EnvironmentNotReadyError: The shared history cannot be reached.
    """
    from runner.store.records import read_record

    history, count = _shared(config, root), 0
    there = history.names()
    for place in places(root, os.environ):
        for file in sorted((place.folder / RUNS).glob("*/*.json")):
            record = read_record(file.with_suffix("")) if file.stem not in there else None
            if record is not None and (place.root or record.path.startswith(f"{root}/")):
                history.put(file.stem, _page(record.path, root), record.whole())
                count += 1
    return count


def _fetched(config: Config, root: Path) -> Place:
    """The place of what others recorded, brought up to date."""
    from runner.store.records import as_record

    history, own = _shared(config, root), places(root, os.environ)[0]
    place = Place(folder=own.folder / _FOLDER, root=root)
    here = {file.stem for kept in (own, place) for file in (kept.folder / RUNS).glob("*/*.json")}
    for name, page, result in history.records(history.names() - here):
        folder = open_folder(place, place.of_page(str(root / page)))
        if as_record(folder / name, result) is not None:
            write_result(folder / name, result)
    return place


def _shared(config: Config, root: Path) -> SharedHistory:
    from runner.store.shared_history import SharedHistory

    address = _address(config)
    if not address:
        raise UsageError(
            "no history is shared: set url under [history] in runbook.toml, or RUNBOOK_HISTORY_URL"
        )
    return SharedHistory(address, config.history_project or root.resolve().name)


def _address(config: Config) -> str:
    return os.environ.get("RUNBOOK_HISTORY_URL") or config.history_url


def _page(path: str, root: Path) -> str:
    return os.path.relpath(path, root) if path.startswith(f"{root}/") else path
