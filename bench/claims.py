"""How many outcomes pages claim, how many of them are read, and what the checks are worth: `make claims`.

`--cross` tries every strong check against all outputs that the pages show, its own left out, and ends with 1
if one of them is accepted.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import PageError
from runner.expectations import Strength, is_weak
from runner.plan.strength import shown_output, weighed_steps
from runner.read.procedure import read_procedure
from runner.read.source import read_source
from runner.shown.strength import accepted_other

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.expectations import Claim
    from runner.model import Step
    from runner.shown.strength import Printed

_FOUND_IN = ("*.md", "*.markdown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's steps, with checks weak that the page's own outputs show to be."""

    path: Path
    steps: tuple[Step, ...]

    @property
    def claims(self) -> list[Claim]:
        """The claims of all steps."""
        return [claim for step in self.steps for claim in step.claims]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The claims of pages; weak are those read of which every check is weak."""

    found: int
    read: int
    weak: int

    @property
    def unread(self) -> int:
        """How many are listed as unchecked."""
        return self.found - self.read


def count_claims(claims: Sequence[Claim]) -> Count:
    """Count the claims, those read and those weak."""
    read = sum(bool(claim.expectations) for claim in claims)
    return Count(found=len(claims), read=read, weak=sum(map(is_weak, claims)))


def read_pages(paths: Sequence[Path]) -> Iterator[Page]:
    """Read pages, and all pages of folders; one that cannot be read is told."""
    found = {file for path in paths for file in ([path] if path.is_file() else _in_folder(path))}
    for path in sorted(found):
        try:
            procedure = read_procedure(read_source(str(path)))
        except PageError as error:
            print(error, file=sys.stderr)
            continue
        yield Page(path=path, steps=tuple(weighed_steps(procedure.steps)))


def _in_folder(folder: Path) -> Iterator[Path]:
    return (file for pattern in _FOUND_IN for file in folder.rglob(pattern) if file.is_file())


def show(pages: Sequence[Page], *, each_page: bool, sentences: bool) -> None:
    """Print the counts of each folder, of each page where asked, and of all."""
    folders: dict[Path, list[Page]] = defaultdict(list)
    for page in pages:
        folders[page.path.parent].append(page)
    print(f"{'found':>6} {'read':>6} {'unread':>6} {'weak':>6}  folder")
    for folder, within in folders.items():
        _line(within, f"{folder}/")
        for page in within:
            if each_page or (sentences and page.claims):
                _line([page], f"  {page.path.name}")
            if sentences:
                _sentences(page.claims)
    _line(pages, "in all")


def _line(pages: Iterable[Page], name: str) -> None:
    count = count_claims([claim for page in pages for claim in page.claims])
    print(f"{count.found:6} {count.read:6} {count.unread:6} {count.weak:6}  {name}")


def _sentences(claims: Sequence[Claim]) -> None:
    for claim in claims:
        readings = [
            f"{item.reading} (weak: {item.accepts})" if item.strength is Strength.WEAK else item.reading
            for item in claim.expectations
        ]
        print(f"{'':30}{claim.line}: {claim.text} => {'; '.join(readings) or 'UNREAD'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offender:
    """A strong check that accepts an output which another step of the pages is shown to print."""

    place: str
    reading: str
    accepted: str


def find_offenders(pages: Sequence[Page]) -> Iterator[Offender]:
    """Find strong checks that accept an unrelated output of any of the pages."""
    shown = [(page.path, step, shown_output(step)) for page in pages for step in page.steps]
    outputs = [(path, printed) for path, _, printed in shown if printed.stdout or printed.stderr]
    for path, step, own in shown:
        others = [item for item in outputs if item[1].command.strip() != own.command.strip()]
        yield from _offenders(path, step, own, others)


def _offenders(
    path: Path, step: Step, own: Printed, others: Sequence[tuple[Path, Printed]]
) -> Iterator[Offender]:
    places = {id(printed): f"{where}: {printed.place}" for where, printed in others}
    for claim in step.claims:
        for item in claim.expectations:
            found = accepted_other(item, own.text(item.subject), (printed for _, printed in others))
            if found is not None:
                place = f"{path}:{claim.line}"
                yield Offender(place=place, reading=item.reading, accepted=places[id(found)])


def show_offenders(pages: Sequence[Page]) -> int:
    """Print what strong checks accept and how many checks were tried; returns how many do."""
    offenders = list(find_offenders(pages))
    strong = sum(
        item.strength is Strength.STRONG
        for page in pages
        for claim in page.claims
        for item in claim.expectations
    )
    for found in offenders:
        print(f"{found.place}: {found.reading} accepts {found.accepted}")
    print(f"{len(offenders)} of {strong} strong checks accept an unrelated output of these pages")
    return len(offenders)


def main() -> int:
    """Count, or try the checks; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="pages, or folders of pages")
    parser.add_argument("--pages", action="store_true", help="show the counts of every page")
    parser.add_argument("--sentences", action="store_true", help="show every claim with its reading")
    parser.add_argument("--cross", action="store_true", help="try strong checks against all outputs shown")
    arguments = parser.parse_args()
    pages = list(read_pages(arguments.paths))
    show(pages, each_page=arguments.pages, sentences=arguments.sentences)
    return int(show_offenders(pages) > 0) if arguments.cross else 0


if __name__ == "__main__":
    sys.exit(main())
