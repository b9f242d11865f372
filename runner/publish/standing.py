"""Which pages of a site stand as they were built, so that an engine may leave them alone. Builds nothing.

It goes by what files hold, not by their times alone; what it keeps may be removed at any time.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import msgspec

from runner.publish.aging import without_ages
from runner.publish.digests import digest, digest_of_words, file_digest, names_below, room_digest
from runner.publish.place import DOCS, THEME, html_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

_RECORD = "last-site.json"
# Whatever has a hand in a page's HTML.
_PACKAGES = (
    "mkdocs",
    "properdocs",
    "mkdocs-material",
    "markdown",
    "pymdown-extensions",
    "pygments",
    "jinja2",
)


class _LastSite(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a site that was looked over.

    Attributes:
        made: The digest of what all its pages were made by.
        names: That of the names of its files.
        pages: From each page's uri to the digests of its Markdown and its HTML.
    """

    made: str
    names: str
    pages: dict[str, tuple[str, str]]


def made_by(folder: Path) -> str:
    """Give the digest of all that is in every page: the configuration, the theme, the names, the programs.

    Args:
        folder: Of a site's sources.
    """
    theme = folder / THEME
    files = (folder / "mkdocs.yml", *(theme / name for name in names_below(theme)))
    said = (room_digest("publish"), *map(_version, _PACKAGES), *names_below(folder / DOCS))
    return digest_of_words(*said, *map(file_digest, files))


def take_standing(folder: Path, site: Path, made: str) -> dict[str, str]:
    """Give the pages that stand, each with the digest of its HTML; none is left to an engine half built.

    What was kept of the last site is removed: only one that is looked over to its end is kept again.

    Args:
        folder: Of the site's sources.
        site: Where it was built.
        made: What `made_by` says now.
    """
    record = folder / _RECORD
    try:
        last = msgspec.json.decode(record.read_bytes(), type=_LastSite)
        record.unlink()
    except (OSError, msgspec.MsgspecError):
        return {}
    if last.made != made or last.names != _digest_of_names(site):
        return {}
    pages = last.pages.items()
    standing = {uri: html for uri, (source, html) in pages if source == file_digest(folder / DOCS / uri)}
    standing = {uri: html for uri, html in standing.items() if html == _html_digest(site / html_path(uri))}
    for uri in last.pages.keys() - standing.keys():
        (site / html_path(uri)).unlink(missing_ok=True)
    return standing


def keep_standing(
    folder: Path, site: Path, made: str, pages: Collection[str], known: Mapping[str, str]
) -> None:
    """Keep what a site that was looked over was built from.

    Args:
        folder: Of its sources.
        site: Where it was built.
        made: What `made_by` said before.
        pages: The uris of its pages.
        known: The digests of HTML that are known already.
    """
    kept = {
        uri: (file_digest(folder / DOCS / uri), known.get(uri) or _html_digest(site / html_path(uri)))
        for uri in pages
    }
    said = _LastSite(made=made, names=_digest_of_names(site), pages=kept)
    (folder / _RECORD).write_bytes(msgspec.json.encode(said))


def times(site: Path, pages: Iterable[str]) -> dict[str, int]:
    """Give when the HTML of each page was written, 0 where there is none."""
    files = {uri: site / html_path(uri) for uri in pages}
    return {uri: file.stat().st_mtime_ns if file.is_file() else 0 for uri, file in files.items()}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _digest_of_names(folder: Path) -> str:
    return digest_of_words(*names_below(folder))


def _html_digest(file: Path) -> str:
    return digest(without_ages(file.read_bytes())) if file.is_file() else ""
