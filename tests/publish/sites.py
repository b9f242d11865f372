"""Pages for a site made from texts, case files of them, and the HTML that Python-Markdown makes of a page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import markdown

from runner.outline import Dialect, Fence, Outline
from runner.publish.page_text import EXTENSIONS
from runner.publish.site import Mark, SitePage
from runner.read.commonmark import read_commonmark
from runner.read.logseq import split_outline
from runner.read.outline import nest_headings
from runner.read.source import with_plain_line_ends
from runner.read.tree import walk
from tests.cases import MARK

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOLDER = Path(__file__).parent / "cases"
_AUTHORS_OWN = ("attr_list", "md_in_html", "pymdownx.details", "pymdownx.tabbed")


def logseq_page(title: str, text: str, *names: str) -> SitePage:
    """A page of a graph with this title."""
    path = f"graph/pages/{title.replace('/', '___')}.md"
    split = split_outline(path, text.rstrip("\n").split("\n"))
    outline = Outline(
        path=path,
        dialect=Dialect.LOGSEQ,
        sha256="",
        properties=split.properties,
        blocks=nest_headings(split.blocks),
        findings=split.findings,
    )
    uri = f"{title.lower().replace(' ', '-')}.md"
    return SitePage(path=path, uri=uri, title=title, text=text, outline=outline, names=(title, *names))


def plain_page(name: str, text: str) -> SitePage:
    """A plain page below `docs/` with this name."""
    path, plain = f"docs/{name}", with_plain_line_ends(text)
    lines = plain.split("\n")
    properties, blocks, findings = read_commonmark(path, lines if lines[-1] else lines[:-1])
    outline = Outline(
        path=path,
        dialect=Dialect.COMMONMARK,
        sha256="",
        properties=properties,
        blocks=nest_headings(blocks),
        findings=findings,
    )
    return SitePage(path=path, uri=name, title=name, text=plain, outline=outline, raw=text)


def step_marks(page: SitePage) -> list[Mark]:
    """A mark for the page and one for each of its fences."""
    fences = [part for block in walk(page.outline.blocks) for part in block.parts if isinstance(part, Fence)]
    marks = [Mark(line=fence.end_line, body=f"step-{number}!") for number, fence in enumerate(fences, 1)]
    return [Mark(line=0, body="page!"), *marks]


def html(text: str) -> str:
    """What Python-Markdown makes of a page; a result is shown as its ids."""
    bare = text.split("---\n", 2)[2] if text.startswith("---\ntitle:") else text
    made: str = _markdown().reset().convert(bare)
    return made


def results(text: str, marks: Iterable[Mark]) -> list[int]:
    """How many results are drawn for each mark."""
    made = html(text)
    return [made.count(f'<div class="result">{mark.body}</div>') for mark in marks]


@cache
def _markdown() -> markdown.Markdown:
    fence = {"name": "runbook", "class": "runbook", "format": _result}
    configs: dict[str, dict[str, Any]] = {
        "pymdownx.superfences": {"custom_fences": [fence]},
        "pymdownx.tabbed": {"alternate_style": True},
    }
    return markdown.Markdown(extensions=[*EXTENSIONS, *_AUTHORS_OWN], extension_configs=configs)


def _result(source: str, *_: object, **__: object) -> str:
    return f'<div class="result">{source}</div>'


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCase:
    """Pages, and what is published of the first."""

    file: Path
    name: str
    pages: tuple[SitePage, ...]
    published: str
    findings: str

    @property
    def id(self) -> str:
        """How a test names it."""
        return f"{self.file.stem}: {self.name}"


def site_cases() -> list[SiteCase]:
    """The cases under `tests/publish/cases/`."""
    return [case for file in sorted(_FOLDER.glob("*.case")) for case in _cases(file)]


def _cases(file: Path) -> Iterable[SiteCase]:
    for text in file.read_text(encoding="utf-8").split(f"\n{MARK}case ")[1:]:
        name, *sections = text.split(f"\n{MARK}")
        parts = dict(section.split("\n", 1) for section in sections)
        pages = tuple(_page(title, body) for title, body in parts.items() if " " in title)
        yield SiteCase(
            file=file,
            name=name.strip(),
            pages=pages,
            published=parts["published"].strip("\n"),
            findings=parts.get("findings", "").strip("\n"),
        )


def _page(title: str, body: str) -> SitePage:
    kind, name = title.split(" ", 1)
    return logseq_page(name, body) if kind == "logseq" else plain_page(name, body)


def rewrite_case(case: SiteCase, *, published: str, findings: str) -> None:
    """Write what was got into the case's file."""
    text = case.file.read_text(encoding="utf-8")
    before, behind = text.split(f"\n{MARK}case {case.name}\n", 1)
    own, mark, rest = behind.partition(f"\n{MARK}case ")
    own = own.split(f"\n{MARK}published\n")[0]
    own += f"\n{MARK}published\n{published}\n" + (f"{MARK}findings\n{findings}\n" if findings else "")
    case.file.write_text(f"{before}\n{MARK}case {case.name}\n{own}{mark}{rest}", encoding="utf-8")
