"""The pages that a project or a command line names: files, folders and globs. Reads none of them."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.config import Config

_ENDINGS = (".md", ".markdown")
# Copies and what tools keep for themselves.
_PASSED_OVER = frozenset({"node_modules", "site", "bak", "version-files"})


def find_pages(named: Sequence[str], config: Config) -> list[str]:
    """Give the pages that are named, else those of the configuration, each once and in a stable order.

    Args:
        named: Files, folders, or globs, as the command line has them.
        config: Whose `pages` are relative to its own folder.

    Raises:
        UsageError: Nothing is named, or what is named holds no page.
    """
    if not named and not config.pages:
        raise UsageError('name pages or folders, or list them as pages = ["..."] in runbook.toml')
    if named:
        found = [path for name in named for path in _named(name, name)]
    else:
        root = Path(config.path).parent
        found = [_relative(path) for name in config.pages for path in _named(str(root / name), name)]
    return _each_once(found)


def _each_once(pages: Sequence[str]) -> list[str]:
    """The pages, each as it was named first: `./a.md` and `a.md` are one, a link and its target are two."""
    by_place: dict[str, str] = {}
    for page in pages:
        by_place.setdefault(os.path.abspath(page), page)  # noqa: PTH100 - links stay
    return list(by_place.values())


def _named(path: str, name: str) -> list[str]:
    place = Path(path)
    if place.is_dir():
        pages = sorted(str(file) for file in _below(place))
    elif place.exists():
        pages = [path]
    else:
        pages = sorted(file for file in glob.glob(path, recursive=True) if Path(file).is_file())  # noqa: PTH207 - a text with its own form
    if not pages:
        raise UsageError(f"{name}: there is no page here; name a Markdown file, a folder or a glob")
    return pages


def _below(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        inner = file.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in _PASSED_OVER for part in inner)
        if file.suffix in _ENDINGS and not hidden and file.is_file():
            yield file


def _relative(path: str) -> str:
    """The page as a person here would name it."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
