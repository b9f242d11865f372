"""Expectations held against what a step printed, wrote and left. Prints and masks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.expectations import OF_SHOWN_OUTPUT, OF_WHOLE_OUTPUT, Predicate, Subject
from runner.predicates import Finding, ask, passes
from runner.quotes import in_words
from runner.results import Check
from runner.run.effects import is_watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from runner.expectations import Claim, Expectation

# Files get their times from a clock that is read once a tick of the kernel.
_CLOCK_TICK = 0.01
_LARGEST_FILE = 16 * 1024 * 1024


def _no_variable(name: str) -> str | None:
    del name
    return None


class Observed(Struct, frozen=True, kw_only=True):
    """What a step left to look at.

    Attributes:
        folder: Where its shell stands.
        root: The working folder.
        changed: The files of the working folder that it made or changed, None where that was not watched.
        since: When it began, in seconds of the system's clock.
        mask: Takes secrets out of what the words of a check quote.
        duration: Seconds.
        variable: Gives a variable of the shell, None where it is not set.
    """

    stdout: str
    stderr: str
    folder: Path
    root: Path
    changed: frozenset[Path] | None = frozenset()
    since: float = 0.0
    mask: Callable[[str], str] = str
    exit_code: int | None = None
    duration: float = 0.0
    variable: Callable[[str], str | None] = _no_variable


def check_claims(claims: Iterable[Claim], observed: Observed) -> Iterator[Check]:
    """Hold each expectation of each claim against what was observed."""
    for claim in claims:
        for expectation in claim.expectations:
            finding = _look(expectation, observed)
            yield Check(
                claim=claim.text,
                line=claim.line,
                path=claim.path,
                reading=expectation.reading,
                passed=passes(expectation, finding),
                detail=in_words(finding.got, observed.mask),
                strength=expectation.strength,
                read_by=expectation.read_by,
            )


def _look(expectation: Expectation, observed: Observed) -> Finding:
    if expectation.subject is Subject.FILE:
        return _look_in_file(expectation, observed)
    if expectation.subject is Subject.VARIABLE:
        return _look_at_variable(expectation, observed)
    if expectation.predicate in OF_SHOWN_OUTPUT:
        return _compare_shown(expectation, observed)
    texts = {
        Subject.STDOUT: observed.stdout,
        Subject.STDERR: observed.stderr,
        Subject.OUTPUT: observed.stdout + observed.stderr,
        Subject.DURATION: f"{observed.duration:.3f}",
        Subject.EXIT_STATUS: "" if observed.exit_code is None else str(observed.exit_code),
    }
    return ask(expectation, _as_seen(texts[expectation.subject]))


def _as_seen(text: str) -> str:
    """An output as a reader sees it; few have escapes, so what takes them away is loaded for those."""
    if "\x1b" not in text:
        return text
    from runner.shown.sequence import without_escapes

    return without_escapes(text)


def _compare_shown(expectation: Expectation, observed: Observed) -> Finding:
    """Hold the streams against what the page shows.

    A terminal shows both streams: where stdout alone is not what the page shows, stderr may be all of it, or
    stand before or behind it. A fence for errors is held against stderr alone.
    """
    if expectation.subject is Subject.STDERR:
        return _compare_errors(expectation, observed)
    finding = _compare(expectation, observed.stdout, observed.mask)
    if finding.holds or not observed.stderr.strip() or expectation.predicate not in OF_WHOLE_OUTPUT:
        return finding
    if not observed.stdout.strip():
        error = _compare_errors(expectation, observed)
        return replace(error, got=f"{error.got}, on stderr") if error.holds else finding
    both = (observed.stderr + observed.stdout, observed.stdout + observed.stderr)
    found = (_compare(expectation, text, observed.mask) for text in both)
    held = next((item for item in found if item.holds), None)
    return finding if held is None else replace(held, got=f"{held.got}, on stdout and stderr")


def _compare_errors(expectation: Expectation, observed: Observed) -> Finding:
    from runner.shown.errors import plain_errors

    finding = _compare(expectation, observed.stderr, observed.mask)
    if finding.holds:
        return finding
    plain = replace(expectation, objects=tuple(map(plain_errors, expectation.objects)))
    alike = _compare(plain, plain_errors(observed.stderr), observed.mask)
    told = "but for the shell's name, its quotation marks or blank lines before it"
    return replace(alike, got=f"{alike.got}, {told}") if alike.holds else finding


def _compare(expectation: Expectation, text: str, mask: Callable[[str], str]) -> Finding:
    """Decide by the raw texts; what differs is told of masked ones, since a secret may span their lines."""
    from runner.run.cuts import without_cut_lines
    from runner.shown.compare import Shown, compare

    predicate, lines = expectation.predicate, expectation.page_lines
    page = expectation.objects[0]
    comparison = compare(predicate, Shown(text=page, page_lines=lines), text)
    if comparison.holds:
        return Finding(holds=True, got=comparison.detail)
    public = mask(without_cut_lines(text, ()))
    told = compare(predicate, Shown(text=mask(page), page_lines=lines), public)
    return Finding(holds=False, got="it differs in what is masked here" if told.holds else told.detail)


def _look_at_variable(expectation: Expectation, observed: Observed) -> Finding:
    value = observed.variable(expectation.name)
    if value is None and expectation.predicate is not Predicate.IS_EMPTY:
        return Finding(holds=None, got=f"the variable {expectation.name} is not set")
    return ask(expectation, value or "")


def _look_in_file(expectation: Expectation, observed: Observed) -> Finding:
    file = observed.folder / expectation.name
    if not file.exists():
        there = False if expectation.predicate is Predicate.EXISTS else None
        return Finding(holds=there, got=f"there is no file {expectation.name}")
    match expectation.predicate:
        case Predicate.EXISTS:
            return Finding(holds=True, got="it exists")
        case Predicate.CREATED | Predicate.CHANGED:
            return _changed(file, observed)
        case _:
            return _look_at_text(expectation, file)


def _look_at_text(expectation: Expectation, file: Path) -> Finding:
    if file.is_dir():
        return Finding(holds=None, got=f"{expectation.name} is a folder")
    try:
        if file.stat().st_size > _LARGEST_FILE:
            return Finding(holds=None, got=f"{expectation.name} is larger than 16 MiB, so it was not read")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Finding(holds=None, got=f"{expectation.name} cannot be read as text ({error})")
    return ask(expectation, text)


def _changed(file: Path, observed: Observed) -> Finding:
    """In the working folder by what the step changed there; elsewhere by the file's own time."""
    found, root = file.resolve(), observed.root.resolve()
    seen = observed.changed is not None and found.is_relative_to(root)
    if observed.changed is not None and seen and is_watched(found.relative_to(root)):
        made = found in observed.changed
    else:
        made = file.stat().st_ctime >= observed.since - _CLOCK_TICK
    return Finding(holds=made, got="it did" if made else "it was there before and is unchanged")
