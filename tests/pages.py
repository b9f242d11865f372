"""Pages as text for tests, and what the rooms make of them."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from runner.plan.plan import Request, make_plan
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import Source

if TYPE_CHECKING:
    from runner.model import Plan, Procedure


def procedure(text: str, path: str = "page.md") -> Procedure:
    return procedure_of(read_outline(Source(path=path, text=dedent(text).lstrip("\n"), sha256="0")))


def plan(text: str, request: Request | None = None) -> Plan:
    return make_plan(procedure(text), request or Request())


def page(*fences: str, before: str = "") -> str:
    """A page whose steps are these commands, each in a fence of its own."""
    body = "\n\n".join(f"Do it:\n\n```bash\n{fence}\n```" for fence in fences)
    return f"{before}# T\n\n## Procedure\n\n{body}\n"
