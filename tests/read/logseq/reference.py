"""Small pages and what mldoc makes of them, in `reference.json`; `make compare-mldoc` asks it anew.

`own_code` stands where this reader gives other code on purpose. To write mldoc's answers anew:
`python -m tests.read.logseq.reference FOLDER`, FOLDER being that with its node_modules.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from runner.read.source import with_plain_line_ends
from tests.read.logseq.mldoc import Code, Mldoc, Told, told_by_mldoc

_FILE = Path(__file__).with_name("reference.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePage:
    """A page, mldoc's answer, and the code where this reader's is another."""

    name: str
    page: str
    told: list[Told]
    own_code: list[str] | None = None


def load_reference() -> list[ReferencePage]:
    """Read the pages with the recorded answers."""
    return [
        ReferencePage(
            name=entry["name"],
            page=entry["page"],
            told=[_told(block) for block in entry["told"]],
            own_code=entry.get("own_code"),
        )
        for entry in json.loads(_FILE.read_text(encoding="utf-8"))
    ]


def _told(block: dict[str, Any]) -> Told:
    codes = [Code(**code) for code in block["codes"]]
    properties = tuple((name, value) for name, value in block["properties"])
    return Told(**{**block, "codes": codes, "properties": properties})


def answer(mldoc: Mldoc, page: str) -> list[Told]:
    """What mldoc makes of a page, its line ends as every reader of it has them."""
    text = with_plain_line_ends(page)
    return told_by_mldoc(mldoc.nodes(text), text)


def record(folder: Path) -> None:
    """Write mldoc's answers beside the pages."""
    entries = json.loads(_FILE.read_text(encoding="utf-8"))
    with Mldoc(folder) as mldoc:
        for entry in entries:
            entry["told"] = [asdict(block) for block in answer(mldoc, entry["page"])]
    _FILE.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record(Path(sys.argv[1]))
