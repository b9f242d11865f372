"""Which tags a page bears: its `tags` property or front matter. Looks at no other page but for its names."""

from __future__ import annotations

from pathlib import Path

from runner.errors import PageError
from runner.read.graph import find_graph, split_names
from runner.read.outline import read_outline
from runner.read.source import read_source

_TAGS = "tags"


def bears_tag(path: str, tag: str) -> bool:
    """Whether a page bears a tag, whatever its case.

    In a Logseq graph a tag is a page, so any name of that page will do. A page that cannot be read counts as
    one that bears it, so that somebody hears of it.
    """
    try:
        source = read_source(path)
        if _TAGS not in source.text.lower():
            return False
        found = [
            tag for item in read_outline(source).properties if item.name == _TAGS for tag in _of(item.value)
        ]
    except PageError:
        return True
    return any(_same(path, one, tag) for one in found)


def _of(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [name.strip().lstrip("#").strip() for one in values for name in split_names(str(one))]


def _same(path: str, one: str, other: str) -> bool:
    if one.lower() == other.strip().lower():
        return True
    graph = find_graph(Path(path))
    return graph is not None and graph.page(one) is not None and graph.page(one) == graph.page(other)
