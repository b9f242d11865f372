"""The Markdown fence at which a result is drawn: all that MkDocs, ProperDocs and Zensical share.

It holds ids alone; what it draws was drawn before, so that neither Markdown nor macros nor snippets ever see
what a command printed. It reads that from a folder and changes nothing.
"""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from runner.publish.aging import with_ages
from runner.publish.filling import place_of
from runner.publish.marks import marked_page
from runner.publish.place import evidence_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# MkDocs counts the warnings of loggers below its own, and so fails with `--strict`.
_log = logging.getLogger("mkdocs.plugins.runbook")
FOLDER_VARIABLE = "RUNBOOK_EVIDENCE"
# Set where results are put into the HTML when all of it is built.
LATER_VARIABLE = "RUNBOOK_RESULTS_LATER"
_BESIDE_THE_CONFIGURATION = "evidence"


def draw_fence(source: str, *_: Any, **__: Any) -> str:  # noqa: ANN401 - superfences' own calling convention
    """Give the HTML of one mark, as it lies in the folder of what was drawn, or what stands for it."""
    if os.environ.get(LATER_VARIABLE):
        return place_of(_ids(source)["show"]) if _is_mark(source) else _as_code(source)
    folder = Path(os.environ.get(FOLDER_VARIABLE, _BESIDE_THE_CONFIGURATION))
    return draw_mark(source, lambda page, digest: _read(evidence_file(folder, page), digest))


def draw_mark(source: str, drawn: Callable[[str, str], Mapping[str, str]]) -> str:
    """Give the HTML of one mark.

    superfences swallows what is raised, and the reader would see the bare fence: what is missing is drawn and
    logged.

    Args:
        source: What stands in the fence.
        drawn: Gives what was drawn on a page, by its uri and a digest.
    """
    if not _is_mark(source):
        return _as_code(source)
    ids = _ids(source)
    page, show = marked_page(ids["page"]), ids["show"]
    try:
        return with_ages(drawn(page, ids["digest"])[show])
    except (OSError, KeyError, msgspec.MsgspecError):
        _log.warning("%s: no result is recorded for `%s`; run `runbook publish` again", page, show)
        return f'<p class="rb-missing">No result is recorded here ({escape(show)}).</p>'


def _is_mark(source: str) -> bool:
    """Whether a fence is ours: an author may show one of the same language."""
    return list(_ids(source)) == ["page", "show", "digest"]


def _as_code(source: str) -> str:
    return f'<div class="highlight"><pre><code>{escape(source)}</code></pre></div>'


def _ids(source: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in source.splitlines() if ": " in line)


@lru_cache(maxsize=64)
def _read(file: Path, digest: str) -> dict[str, str]:  # noqa: ARG001 - a new digest is a new file
    return read_drawn(file)


def read_drawn(file: Path) -> dict[str, str]:
    """Give what was drawn on a page.

    Raises:
        OSError: There is no such file.
        MsgspecError: It holds something else.
    """
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
