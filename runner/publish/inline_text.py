"""A line of a Logseq page to inline Markdown for Python-Markdown, its links resolved on the site.

Every mark that is not written here is text: what the author wrote cannot become HTML, a macro or an include.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from msgspec import Struct, field
from msgspec.structs import replace

from runner.outline import Finding, Level, Location, Text
from runner.patterns import regex
from runner.publish.escapes import as_references, as_text, code_span
from runner.publish.inline_marks import MARKS
from runner.publish.site_links import relative_uri, relative_url
from runner.read.emphasis import Run
from runner.read.inline_nodes import BREAK, Code, Image, Link, parse_inline
from runner.read.journals import TITLE_FORMAT, read_day

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from runner.publish.site import SitePage
    from runner.publish.site_links import BlockTarget, Links
    from runner.read.inline_nodes import Node

_STASH = regex("\ue000(\\d+)\ue001")
# Those of the stash, and those of Python-Markdown, which it would take out.
_OWN_MARKS = regex("[\ue000\ue001\x02\x03]")
_SIZE = regex(r"(\]\([^()\s]*\))(?:\{:[^{}\n]*\})+")
# A text without any of these, as most are, means what it says.
_SPECIAL = regex(r"[^\w\s.,;?()'\"/%@$-]|https?:|\(\(|_|[\ue000\ue001]")
_SCHEME = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_LINKED_SCHEMES = ("http:", "https:", "mailto:")
_LABEL = regex(r"[#|]")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp")
# As deep as Logseq itself follows references.
_DEEPEST = 5
_FARTHEST = 2
_UNKNOWN_PAGE = (
    "the page `{}` is not among the published ones, so its name stands as plain text; publish it too, or "
    "correct the link"
)
_UNKNOWN_BLOCK = (
    "the block `{}` stands on no published page, so its id stands as plain text; publish its page too, or "
    "correct the reference"
)
_UNKNOWN_FILE = (
    "`{}` is neither a published page nor below the graph's `assets` folder, so it stands as plain text; "
    "move it there, or link to another host"
)
_MACRO = "the macro `{}` is not carried out on a site, so it stands as code; write what it shows"


class Asset(Struct, frozen=True, kw_only=True):
    """A file that a page shows or links to: its path, and its uri below the site's docs folder."""

    path: str
    uri: str


class Shown(Struct, kw_only=True):
    """What was met while a page's text was made: its findings, and the assets that it needs by their uri."""

    findings: list[Finding] = field(default_factory=list)
    assets: dict[str, Asset] = field(default_factory=dict)


class Scene(Struct, frozen=True, kw_only=True):
    """Where a text comes from and where it is shown.

    Attributes:
        source: The page on which it is written.
        on: The page on which it is shown.
        quiet: Whether what is wrong in it is told elsewhere: on the page on which it is written.
        linked: Whether it may hold links; the label of a link may not.
        depth: How many references lead to it.
    """

    source: SitePage
    on: SitePage
    links: Links
    shown: Shown
    quiet: bool = False
    linked: bool = True
    depth: int = 0

    def tell(self, code: str, message: str, line: int) -> None:
        """Add a finding, unless it is told elsewhere."""
        if not self.quiet:
            place = Location(path=self.source.path, line=line, end_line=line)
            self.shown.findings.append(
                Finding(code=code, level=Level.WARNING, message=message, location=place)
            )

    def link(self, label: str, target: SitePage, anchor: str = "") -> str:
        """A link to a published page, the label alone where no link may stand."""
        return f"[{label}]({relative_url(target, self.on, anchor)})" if self.linked else label


def inline_markdown(text: str, line: int, scene: Scene) -> str:
    """Give a text as inline Markdown; its line breaks are kept.

    Args:
        text: Inline Markdown as Logseq reads it.
        line: The line of the page on which it begins.
        scene: Where it is shown.
    """
    return _Inline(line, scene).made(text) if _SPECIAL.search(text) else text


def page_link(name: str, label: str, line: int, scene: Scene) -> str:
    """Link to a page by its name; the label as plain text where the page is not published."""
    page = scene.links.page(name)
    if page is None:
        bare = _LABEL.split(name, maxsplit=1)
        page = scene.links.page(bare[0])
        label = bare[1] if page and len(bare) > 1 and label == name and "|" in name else label
    if page is not None:
        return scene.link(as_text(label.strip()), page)
    if read_day(name, TITLE_FORMAT) is None:
        scene.tell("unpublished-link", _UNKNOWN_PAGE.format(name), line)
    return as_text(label)


def first_line(target: BlockTarget) -> Text | None:
    """The first line of a block's text, None for one without."""
    part = next((part for part in target.block.parts if isinstance(part, Text)), None)
    return None if part is None else replace(part, text=part.text.split("\n", 1)[0].strip())


class _Inline:
    """Makes one text; what is made already stands in a stash while the rest is parsed."""

    def __init__(self, line: int, scene: Scene) -> None:
        self._line = line
        self._scene = scene
        self._stash: list[tuple[str, str]] = []
        self._text = ""

    def made(self, text: str) -> str:
        self._text = _OWN_MARKS.sub("\ufffd", _SIZE.sub(r"\1", text))
        ready = self._stashed(self._text)
        closings: list[str] = []
        return "".join(self._node(node, closings) for node in parse_inline(ready))

    def _stashed(self, text: str, offset: int = 0) -> str:
        def put(match: re.Match[str]) -> str:
            kind = match.lastgroup
            highlighted = "caret" if match["caret"] else "equals" if match["equals"] else ""
            if highlighted:
                inside = self._stashed(match[highlighted], offset + match.start(highlighted))
                return f"{self._put('', '<mark>')}{inside}{self._put('', '</mark>')}"
            if kind is None or match["ticks"]:
                return match[0]
            line = self._line + self._text.count("\n", 0, offset + match.start())
            return self._put(match[0], self._mark(match, line))

        return MARKS.sub(put, text)

    def _put(self, raw: str, made: str) -> str:
        self._stash.append((raw, made))
        return f"\ue000{len(self._stash) - 1}\ue001"

    def _mark(self, match: re.Match[str], line: int) -> str:
        for name, make in _MAKERS.items():
            if match[name] is not None:
                return make(match, line, self._scene)
        return as_text(match[0])

    def _node(self, node: Node, closings: list[str]) -> str:
        match node:
            case str():
                made = self._restored(node)
            case Code():
                made = code_span(self._raw(node.text))
            case Link():
                made, closing = self._link(self._raw(node.target))
                closings.append(closing)
            case Image():
                made = self._image(self._raw(node.target), self._raw(node.text))
            case Run():
                made = _emphasis(node)
            case _:
                made = "\n" if node is BREAK else closings.pop() if closings else ""
        return made

    def _raw(self, text: str) -> str:
        return _STASH.sub(lambda found: self._stash[int(found[1])][0], text) if self._stash else text

    def _restored(self, text: str) -> str:
        if "\ue000" not in text:
            return as_text(text)
        pieces = _STASH.split(text)
        return "".join(
            self._stash[int(piece)][1] if index % 2 else as_text(piece) for index, piece in enumerate(pieces)
        )

    def _link(self, target: str) -> tuple[str, str]:
        """What stands before and behind a link's label."""
        url = self._url(target) if self._scene.linked else ""
        if url:
            return "[", f"]({url})"
        shown = target if not self._scene.linked else ""
        return "", "" if shown or not target else f" ({as_text(unquote(target))})"

    def _url(self, target: str) -> str:
        """The URL for what a link names, empty where it is to stand as text."""
        scheme = _SCHEME.match(target)
        if scheme:
            return _safe(target) if scheme[0].lower() in _LINKED_SCHEMES else ""
        path, _, anchor = unquote(target).partition("#")
        if not path:
            return ""
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(self._scene.source.path), path))
        page = self._scene.links.file(whole)
        if page is not None:
            return relative_url(page, self._scene.on, quote(anchor))
        asset = _asset(whole, self._scene.source.path)
        if asset is None:
            self._scene.tell("unpublished-file", _UNKNOWN_FILE.format(path), self._line)
            return ""
        self._scene.shown.assets.setdefault(asset.uri, asset)
        return quote(relative_uri(asset.uri, self._scene.on.uri))

    def _image(self, target: str, alternative: str) -> str:
        """A picture of the graph; one of another host is a link, for a page fetches nothing from there."""
        url = self._url(target)
        label = as_text(alternative.replace("\n", " ")) or as_text(posixpath.basename(unquote(target)))
        if not url or not self._scene.linked:
            return label
        picture = not _SCHEME.match(target) and target.lower().endswith(PICTURES)
        return f"{'!' if picture else ''}[{label}]({url})"


def _emphasis(run: Run) -> str:
    used, left = run.mark * (run.end - run.start - run.left), as_text(run.mark * run.left)
    return f"{used}{left}" if run.closes and not run.opens else f"{left}{used}"


def _safe(url: str) -> str:
    return quote(url, safe="/:?#@!$&'*+,;=%~-._")


def _asset(path: str, page: str) -> Asset | None:
    """The asset that a path names: only what lies below an `assets` folder of the page's own graph counts."""
    folder = posixpath.dirname(page)
    for _ in range(_FARTHEST):
        folder = posixpath.dirname(folder) if folder else ".."
        root = posixpath.join(folder, "assets")
        if path.startswith(f"{root}/"):
            graph = posixpath.basename(folder).strip(".")
            return Asset(path=path, uri=posixpath.join("attachments", graph, path[len(root) + 1 :]))
        if not folder:
            break
    return None


def _reference(identifier: str, label: str, line: int, scene: Scene) -> str:
    """A block of a published page by its first line, linked to its place."""
    target = scene.links.blocks.get(identifier.lower())
    if target is None:
        scene.tell("unpublished-block", _UNKNOWN_BLOCK.format(identifier), line)
        return as_text(label or f"(({identifier}))")
    shown = as_text(label) if label else _first_line_text(target, scene)
    return scene.link(shown or as_text(target.page.title), target.page, identifier.lower())


def _first_line_text(target: BlockTarget, scene: Scene) -> str:
    part = first_line(target)
    if part is None or scene.depth == _DEEPEST:
        return ""
    inside = replace(scene, source=target.page, quiet=True, linked=False, depth=scene.depth + 1)
    return inline_markdown(part.text, part.line, inside)


def _tag(match: re.Match[str], line: int, scene: Scene) -> str:  # noqa: ARG001 - as the other makers
    page = scene.links.page(match["tag"])
    shown = as_text(f"#{match['tag']}")
    return scene.link(shown, page) if page else shown


def _page(match: re.Match[str], line: int, scene: Scene) -> str:
    if not match["hash"]:
        return page_link(match["page"], match["page"], line, scene)
    page = scene.links.page(match["page"])
    shown = as_text(f"#{match['page'].strip()}")
    return scene.link(shown, page) if page else shown


def _macro(match: re.Match[str], line: int, scene: Scene) -> str:
    if not match["macro"].strip().lower().startswith("embed"):
        scene.tell("macro", _MACRO.format(match["macro"].strip()), line)
    return code_span(match[0])


def _address(match: re.Match[str], line: int, scene: Scene) -> str:  # noqa: ARG001 - as the other makers
    url = match["url"]
    return f"[{as_text(url)}]({_safe(url)})" if scene.linked else as_text(url)


def _element(match: re.Match[str], line: int, scene: Scene) -> str:  # noqa: ARG001 - as the other makers
    return f"<{match['element']}>{as_references(match['inside'])}</{match['element']}>"


_MAKERS: dict[str, Callable[[re.Match[str], int, Scene], str]] = {
    "comment": lambda *_: "",
    "macro": _macro,
    "line_break": lambda *_: "<br>",
    "element": _element,
    "labelled": lambda match, line, scene: page_link(
        match["labelled"], match["label"] or match["labelled"], line, scene
    ),
    "labelled_block": lambda match, line, scene: _reference(
        match["labelled_block"], match["label"], line, scene
    ),
    "page": _page,
    "block": lambda match, line, scene: _reference(match["block"], "", line, scene),
    "tag": _tag,
    "url": _address,
}
