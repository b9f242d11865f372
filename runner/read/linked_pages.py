"""Pages that preconditions link to, put before the steps of the page: each of them once, with its own lines.

Reads other pages only for a procedure that asks for them; changes none and follows no link to another host.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.errors import PageError
from runner.model import Procedure, SectionKind, StepKind
from runner.outline import Finding, Level, Location
from runner.read.graph import find_graph
from runner.read.links import LinkKind
from runner.read.missing_links import missing_link
from runner.read.other_page import on_page
from runner.read.outline import read_outline
from runner.read.own_procedure import own_procedure
from runner.read.sections import NUMBERED, heading_text
from runner.read.source import read_source
from runner.read.tree import walk
from runner.read.words import is_numbered, section_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from runner.model import Declaration, Precondition, Settings, Step
    from runner.outline import Outline
    from runner.read.prerequisites import Asked

_MOST_PAGES = 50
_CYCLE = "`{}` asks for this page in turn, so it does not run first; take one of the two links out"
_MANY = f"more than {_MOST_PAGES} pages would run first, so `{{}}` does not; link the pages that are needed"
_POINTS = (
    "`{0}` has steps and this sentence only points to it, so they do not run first; to have them run, "
    "write: Complete `{0}`, with the link"
)
_CLEANUP = "the cleanup of `{}` does not run, for this page needs what it would remove; run that page for it"
_SETTINGS = "the settings of `{}` ({}) do not hold here; write them on this page"
_VARIABLES = "`{}` declares {} with another value; the one of this page holds"
# What a page that runs first brings along: its variables, its time limit, its last claims.
_KEPT = ("variables", "timeout", "expect")


class _Joining(Struct):
    """What is known while pages are joined.

    Attributes:
        done: The pages whose steps run first.
        named: For each sentence that asks for pages, by its page, text and line, their paths and whether
            it asks for them under a condition.
    """

    done: set[Path] = field(default_factory=set)
    named: dict[tuple[str, str, int], list[tuple[str, bool]]] = field(default_factory=dict)

    def name(self, asked: Asked, on: str, shown: str) -> None:
        """Keep that a sentence asks for a page that runs first."""
        text, line = asked.sentence
        self.named.setdefault((asked.path or on, text, line), []).append((shown, asked.optional))


class _Linked(Struct, frozen=True, kw_only=True):
    """What a link brings: the page's procedure, None where its steps do not run first."""

    asked: Asked
    procedure: Procedure | None = None
    findings: tuple[Finding, ...] = ()


def with_linked_pages(procedure: Procedure, asked: Sequence[Asked]) -> Procedure:
    """Put the steps of the pages that a page's preconditions ask for before its own."""
    joining = _Joining()
    whole = _joined(procedure, asked, joining, (Path(procedure.path).resolve(),))
    return replace(whole, preconditions=tuple(_told(whole, joining)))


def _joined(
    procedure: Procedure, asked: Sequence[Asked], joining: _Joining, within: tuple[Path, ...]
) -> Procedure:
    links = [_follow(one, procedure.path, joining, within) for one in asked]
    followed = [(link.asked, link.procedure) for link in links if link.procedure is not None]
    pages = [page for _, page in followed]
    return replace(
        procedure,
        settings=_with_variables(procedure.settings, pages),
        steps=_in_order(procedure, followed),
        preconditions=(*procedure.preconditions, *(item for page in pages for item in page.preconditions)),
        troubleshooting=(
            *procedure.troubleshooting,
            *(row for page in pages for row in page.troubleshooting),
        ),
        not_run=(*(item for page in pages for item in page.not_run), *procedure.not_run),
        findings=(
            *procedure.findings,
            *(item for link in links for item in link.findings),
            *(item for link in followed for item in _of_settings(procedure, *link)),
            *(item for page in pages for item in page.findings),
        ),
    )


def _follow(asked: Asked, path: str, joining: _Joining, within: tuple[Path, ...]) -> _Linked:
    """Read the page that a link names, unless its steps ran already or are running."""
    shown = _shown(asked, path)
    file = Path(shown).resolve()
    if not shown or not file.is_file():
        return _Linked(asked=asked, findings=tuple(_missing(asked, path)))
    if file in joining.done or file in within:
        return _met(asked, path, joining, itself=file == within[-1], cycle=file in within)
    try:
        outline = read_outline(read_source(shown))
        procedure, further = own_procedure(outline)
    except PageError as error:
        return _Linked(asked=asked, findings=(_finding(asked, path, "linked-page", str(error)),))
    if not _has_steps(procedure, outline, asked):
        return _Linked(asked=asked)
    if asked.only_points or len(joining.done) == _MOST_PAGES:
        code, message = ("linked-steps", _POINTS) if asked.only_points else ("linked-pages", _MANY)
        return _left(asked, path, code, message)
    joining.done.add(file)
    joining.name(asked, path, shown)
    whole = _joined(procedure, further, joining, (*within, file))
    cleanup = any(step.section_kind is SectionKind.CLEANUP for step in procedure.steps)
    findings = _left(asked, path, "linked-cleanup", _CLEANUP).findings if cleanup else ()
    return _Linked(asked=asked, procedure=_as_precondition(whole, asked), findings=findings)


def _met(asked: Asked, path: str, joining: _Joining, *, itself: bool, cycle: bool) -> _Linked:
    """What is left to say of a page that was met before: its steps run once, and none before itself."""
    if asked.only_points or itself:
        return _Linked(asked=asked)
    if cycle:
        return _left(asked, path, "linked-cycle", _CYCLE)
    joining.name(asked, path, _shown(asked, path))
    return _Linked(asked=asked)


def _shown(asked: Asked, path: str) -> str:
    """The path of a linked page as messages name it, empty where there is none."""
    here = Path(asked.path or path)
    if asked.link.kind is LinkKind.FILE:
        return os.path.normpath(here.parent / asked.link.target)
    graph = find_graph(here)
    file = None if graph is None else graph.page(asked.link.target)
    if file is None:
        return ""
    return str(file) if Path(path).is_absolute() else os.path.relpath(file)


def _missing(asked: Asked, path: str) -> Iterator[Finding]:
    """A page of a graph need not be there before it is written."""
    if asked.link.kind is LinkKind.FILE:
        yield missing_link(asked.path or path, asked.link)


def _has_steps(procedure: Procedure, outline: Outline, asked: Asked) -> bool:
    """Whether a page is a How-To; commands on a page of a graph about a thing need not be one."""
    steps = [step for step in procedure.steps if step.section_kind is not SectionKind.CLEANUP]
    if not any(step.kind is not StepKind.MANUAL for step in steps):
        return False
    titles = (heading_text(block) for block in walk(outline.blocks) if block.level)
    return asked.link.kind is LinkKind.FILE or any(
        is_numbered(title) or section_kind(title) is SectionKind.PROCEDURE for title in titles
    )


def _as_precondition(page: Procedure, asked: Asked) -> Procedure:
    """A page's procedure as part of another's: without its cleanup, and each line with its page."""
    steps = (step for step in page.steps if step.section_kind is not SectionKind.CLEANUP)
    own = replace(
        page,
        steps=tuple(
            replace(
                step,
                section_kind=SectionKind.PRECONDITIONS,
                optional=step.optional or asked.optional,
                timeout=step.timeout or page.settings.timeout,
            )
            for step in steps
        ),
    )
    return on_page(own, page.path)


def _in_order(procedure: Procedure, followed: Iterable[tuple[Asked, Procedure]]) -> tuple[Step, ...]:
    """All steps: those under preconditions as a reader meets them, before the page's own procedure."""
    rows: list[tuple[int, Step]] = [(0, step) for step in procedure.steps]
    for owner, (asked, page) in enumerate(followed, 1):
        place = _place(rows, asked)
        rows[place:place] = [(owner, step) for step in page.steps]
    return tuple(_numbered(rows))


def _place(rows: Sequence[tuple[int, Step]], asked: Asked) -> int:
    """Where a linked page's steps go: behind what stands above the link, and before every numbered step."""
    place = 0
    for index, (owner, step) in enumerate(rows):
        if owner == 0 and (step.section_kind in NUMBERED or step.section_kind is SectionKind.CLEANUP):
            break
        if owner or step.path or step.line < asked.link.line:
            place = index + 1
    return place


def _numbered(rows: Sequence[tuple[int, Step]]) -> Iterator[Step]:
    """Give the steps under preconditions new ids, also where another step names them."""
    ids: dict[tuple[int, str], str] = {}
    for owner, step in rows:
        if step.section_kind is SectionKind.PRECONDITIONS:
            ids[owner, step.id] = f"p.{len(ids) + 1}"
    for owner, step in rows:
        yield replace(
            step,
            id=ids.get((owner, step.id), step.id),
            stands_for=tuple(ids.get((owner, name), name) for name in step.stands_for),
            together=tuple(ids.get((owner, name), name) for name in step.together),
        )


def _told(procedure: Procedure, joining: _Joining) -> Iterator[Precondition]:
    """Say of the preconditions that ask for pages which steps these are."""
    ids: dict[str, list[str]] = {}
    for step in procedure.steps:
        ids.setdefault(step.path, []).append(step.id)
    for item in procedure.preconditions:
        pages = joining.named.get((item.path or procedure.path, item.text, item.line), ())
        said = [_reading(shown, ids[shown], optional=optional) for shown, optional in pages if shown in ids]
        yield replace(item, reading="; ".join(said)) if said else item


def _reading(shown: str, ids: Sequence[str], *, optional: bool) -> str:
    which = f"step {ids[0]}" if len(ids) == 1 else f"steps {ids[0]} to {ids[-1]}"
    return f"`{shown}` runs first{', if it is asked for' if optional else ''} ({which})"


def _with_variables(settings: Settings, pages: Iterable[Procedure]) -> Settings:
    known = {item.name: item for item in settings.variables}
    for item in _variables(pages):
        known.setdefault(item.name, item)
    return replace(settings, variables=tuple(known.values()))


def _variables(pages: Iterable[Procedure]) -> Iterator[Declaration]:
    for page in pages:
        yield from page.settings.variables


def _of_settings(procedure: Procedure, asked: Asked, page: Procedure) -> Iterator[Finding]:
    """Say which settings of a linked page do not hold."""
    own = {item.name: item.default for item in procedure.settings.variables}
    other = [f"`{item.name}`" for item in page.settings.variables if _differs(item, own)]
    if other:
        message = _VARIABLES.format(page.path, ", ".join(other))
        yield _finding(asked, procedure.path, "linked-settings", message)
    names = [
        f"`{name.replace('_', '-')}`"
        for name in page.settings.__struct_fields__
        if name not in _KEPT and getattr(page.settings, name)
    ]
    if names:
        message = _SETTINGS.format(page.path, ", ".join(names))
        yield _finding(asked, procedure.path, "linked-settings", message)


def _differs(item: Declaration, own: Mapping[str, str | None]) -> bool:
    return item.name in own and item.default != own[item.name]


def _left(asked: Asked, path: str, code: str, message: str) -> _Linked:
    finding = _finding(asked, path, code, message.format(_shown(asked, path)))
    return _Linked(asked=asked, procedure=None, findings=(finding,))


def _finding(asked: Asked, path: str, code: str, message: str) -> Finding:
    place = Location(path=asked.path or path, line=asked.link.line, end_line=asked.link.line)
    return Finding(code=code, level=Level.WARNING, message=message, location=place)
