"""YAML front matter to properties. Imports the YAML parser only for pages that have any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outline import Property

if TYPE_CHECKING:
    from collections.abc import Iterator


def front_matter_properties(lines: list[str], *, first_line: int) -> Iterator[Property]:
    """Give the top-level entries of the YAML between the `---` lines, each with its line.

    Logseq and MkDocs both take text that is not YAML for prose, so nothing is raised for it.
    """
    import yaml

    text = "\n".join(lines)
    try:
        values = yaml.safe_load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):  # the last two: a 13th month, brackets without end
        return
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        return
    for key, _ in node.value:
        name = str(key.value)
        if name in values:
            yield Property(name=name, value=values[name], line=first_line + key.start_mark.line)
