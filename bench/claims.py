"""How many outcomes pages claim, and how many of them are read: `make claims PAGES=folder`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import PageError
from runner.expectations import Strength
from runner.read.procedure import read_procedure
from runner.read.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.expectations import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The claims of a page; weak are those read of which every check is weak."""

    found: int
    read: int
    weak: int

    @property
    def unread(self) -> int:
        """How many are listed as unchecked."""
        return self.found - self.read


def count_claims(claims: Sequence[Claim]) -> Count:
    read = [claim for claim in claims if claim.expectations]
    weak = [claim for claim in read if all(item.strength is Strength.WEAK for item in claim.expectations)]
    return Count(found=len(claims), read=len(read), weak=len(weak))


def show(paths: Sequence[Path], *, sentences: bool) -> None:
    print(f"{'found':>6} {'read':>6} {'unread':>6} {'weak':>6}  page")
    every: list[Claim] = []
    for path, claims in _claims(paths):
        every += claims
        _line(count_claims(claims), str(path))
        if sentences:
            _sentences(claims)
    _line(count_claims(every), "in all")


def _line(count: Count, name: str) -> None:
    print(f"{count.found:6} {count.read:6} {count.unread:6} {count.weak:6}  {name}")


def _sentences(claims: Sequence[Claim]) -> None:
    for claim in claims:
        readings = "; ".join(item.reading for item in claim.expectations) or "UNREAD"
        print(f"{'':30}{claim.line}: {claim.text} => {readings}")


def _claims(paths: Sequence[Path]) -> Iterator[tuple[Path, list[Claim]]]:
    pages = (file for path in paths for file in ([path] if path.is_file() else path.rglob("*.md")))
    for path in sorted(pages):
        try:
            procedure = read_procedure(read_source(str(path)))
        except PageError as error:
            print(error)
            continue
        yield path, [claim for step in procedure.steps for claim in step.claims]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="pages, or folders of pages")
    parser.add_argument("--sentences", action="store_true", help="show every claim with its reading")
    arguments = parser.parse_args()
    show(arguments.paths, sentences=arguments.sentences)


if __name__ == "__main__":
    main()
