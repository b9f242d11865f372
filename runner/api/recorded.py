"""The recorded runs of a project or a page. Changes none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from runner.api.surroundings import project_root
from runner.config import find_config
from runner.store.place import places
from runner.store.records import find_records

if TYPE_CHECKING:
    from runner.store.records import Record


def find_runs(page: str | None) -> list[Record]:
    """Give the recorded runs of the project or of one page, the newest first."""
    return find_records(places(project_root(find_config(Path.cwd())), os.environ), page)
