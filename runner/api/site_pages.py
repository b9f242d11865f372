"""Pages as a site shows them, with what their recorded runs say. Runs none of them."""

from __future__ import annotations

from datetime import datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from runner.api.pages import find_pages
from runner.config import Config
from runner.model import SectionKind
from runner.outline import Dialect
from runner.patterns import regex
from runner.publish.evidence import HISTORY, PastRun, RecordedRuns, evidence_of
from runner.publish.site import SitePage
from runner.publish.uris import page_uris
from runner.read.graph import find_graph, keeps
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import read_source
from runner.read.words import section_kind
from runner.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.publish.evidence import Moment, PageEvidence
    from runner.store.history import History
    from runner.store.summary import Summary

# A journal's file, as most graphs name it.
_DAY = regex(r"\d{4}[-_.]?\d\d[-_.]?\d\d$")
# A page's name or a tag in a title, where no link can stand.
_NAMED = regex(r"#?\[\[(.+?)\]\]")


def site_page(path: str, uri: str) -> SitePage:
    """Read a page that will be published.

    Raises:
        PageError: It cannot be read.
    """
    source = read_source(path)
    outline = read_outline(source)
    procedure = procedure_of(outline)
    names = _names(Path(path))
    return SitePage(
        path=path,
        uri=uri,
        title=_title(procedure.title, outline.dialect, names),
        text=source.text,
        outline=outline,
        steps=procedure.steps,
        names=names,
        raw=Path(path).read_bytes().decode("utf-8-sig"),
    )


def _title(said: str, dialect: Dialect, names: tuple[str, ...]) -> str:
    """A page's title: in a graph its name, where its headings are of sections or it is a journal's day."""
    title = _NAMED.sub(r"\1", said)
    if dialect is Dialect.COMMONMARK:
        return unescape(title)
    return (
        names[0] if names and (section_kind(title) is not SectionKind.OTHER or _DAY.match(title)) else title
    )


def site_uris(paths: Sequence[str], root: Path) -> list[str]:
    """Give each page its uri in the site, in their order."""
    files = [Path(path).resolve() for path in paths]
    graphs = {
        graph.root: graph.settings["journal/file-name-format"] for graph in map(find_graph, files) if graph
    }
    uris = page_uris(files, root.resolve(), graphs=graphs, journals=graphs)
    return [uris[file] for file in files]


def outside_pages(named: Sequence[str], root: Path) -> dict[str, str]:
    """Give the pages of a site that lie outside its docs folder, as uri and path.

    Args:
        named: Files, folders and globs, relative to `root`.
        root: The folder of the nearest configuration.

    Raises:
        UsageError: What is named holds no page.
    """
    paths = find_pages([str(root / name) for name in named], Config()) if named else []
    return dict(zip(site_uris(paths, root), paths, strict=True))


def _names(page: Path) -> tuple[str, ...]:
    """What links in its graph may call a page; nothing outside a graph."""
    graph = find_graph(page)
    return tuple(graph.names_of(page.resolve())) if graph and keeps(graph, page) else ()


def recorded_runs(history: History, path: str) -> RecordedRuns:
    """Give what is recorded of a page."""
    ended = [run for run in history.runs(path, limit=HISTORY + 1) if not run.running][:HISTORY]
    if not ended:
        return RecordedRuns()
    record = history.record(ended[0])
    passed = ended[0] if ended[0].verdict == Verdict.PASSED else history.last_passed(path)
    return RecordedRuns(
        last=record.whole() if record else None,
        history=tuple(_past(run) for run in reversed(ended)),
        last_passed=_began(passed) if passed else None,
    )


def page_evidence(page: SitePage, history: History, moment: Moment) -> PageEvidence:
    """Hold a page against the runs that are recorded of it."""
    return evidence_of(page, page.steps, recorded_runs(history, page.path), moment)


def _past(run: Summary) -> PastRun:
    return PastRun(started_at=_began(run), verdict=Verdict(run.verdict), duration=run.duration or 0.0)


def _began(run: Summary) -> datetime:
    return datetime.fromisoformat(run.started_at)
