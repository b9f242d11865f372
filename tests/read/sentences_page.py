"""The part of the reference that lists the phrasebook's examples.

`python -m tests.read.sentences_page` writes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runner.read.claims import read_claim
from runner.read.inline import read_sentences
from runner.read.phrasebook import phrasebook_table

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs/reference/sentences.md"
BEGIN, END = "<!-- patterns: begin -->\n", "<!-- patterns: end -->\n"


def listed() -> str:
    """Each example of the phrasebook with its reading and strength, as a Markdown table."""
    return "\n".join(["| sentence | reading | strength |", "|---|---|---|", *_rows()]) + "\n"


def _rows() -> Iterator[str]:
    for row in phrasebook_table()["pattern"]:
        for example in row["example"]:
            (sentence,) = read_sentences(example["sentence"], line=1)
            claim = read_claim(sentence)
            for expectation in claim.expectations if claim else ():
                text = example["sentence"].replace("|", "\\|")
                yield f"| {text} | {expectation.reading} | {expectation.strength} |"


def renewed(page: str) -> str:
    """The page with its list of patterns written anew."""
    head, _, rest = page.partition(BEGIN)
    return head + BEGIN + "\n" + listed() + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
