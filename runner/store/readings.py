"""The judge's answers on disk, each beside its page's hash. Knows nothing of what they say.

An answer is found again only for the very question that it was given to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.store.place import open_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runner.store.place import Place

READINGS = "readings"
SCHEMA = "runbook-readings/1"


class Asked(Struct, frozen=True, kw_only=True):
    """What an answer is kept by: the page's digest, and that of everything that was asked."""

    page_sha256: str
    question_sha256: str

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.page_sha256}-{self.question_sha256[:16]}.json"


def find_answer(asked: Asked, kept_in: tuple[Place, ...]) -> object:
    """Give the answer to a question, None where none is kept that can be read."""
    for place in kept_in:
        document = _load(place.folder / READINGS / asked.file)
        if document.get("schema") == SCHEMA and document.get("question_sha256") == asked.question_sha256:
            return document.get("answer")
    return None


def keep_answer(asked: Asked, answer: object, about: Mapping[str, str], keep_in: tuple[Place, ...]) -> None:
    """Keep an answer in the first place that can be written; where none can, it is asked for again."""
    document = {"schema": SCHEMA, "question_sha256": asked.question_sha256, **about, "answer": answer}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    for place in keep_in:
        try:
            folder = open_folder(place, place.folder / READINGS)
            new = folder / f"{asked.file}.new"
            new.write_text(text, encoding="utf-8")
            new.replace(folder / asked.file)
        except OSError:
            continue
        return


def _load(file: Path) -> dict[str, object]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
