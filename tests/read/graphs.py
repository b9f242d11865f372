"""Graphs on disk for tests, and what their pages mean."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from runner.read.procedure import read_procedure
from runner.read.source import read_source

if TYPE_CHECKING:
    from runner.model import Procedure

CONFIG = "{:meta/version 1}"


def make_graph(folder: Path, pages: dict[str, str], *, config: str = CONFIG) -> Path:
    """Write a graph; names are files below `pages/` unless they name a folder."""
    (folder / "logseq").mkdir(parents=True, exist_ok=True)
    (folder / "logseq/config.edn").write_text(config)
    for name, text in pages.items():
        file = folder / (name if "/" in name else f"pages/{name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"))
    return folder


def read_page(folder: Path, name: str) -> Procedure:
    return read_procedure(read_source(str(folder / "pages" / name)))


def shown(procedure: Procedure) -> list[str]:
    """Each step as its id, its page where it is another's, its line and its code."""
    return [
        f"{step.id} {Path(step.path).name}:{step.line} {step.source.strip() or step.title}"
        for step in procedure.steps
    ]


def faults(procedure: Procedure) -> list[str]:
    return [
        f"{item.level} {item.code} {Path(item.location.path).name}:{item.location.line}"
        for item in procedure.findings
    ]
