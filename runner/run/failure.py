"""What a failed step left for a symptom to be found in. Weighs nothing, prints nothing."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.patterns import regex
from runner.plan.shell import read_shell
from runner.read.symptoms import stem_sets
from runner.results import Status
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.results import Check, StepResult

_COLOURS = regex(r"\x1b\[[0-9;:]*[A-Za-z]")
_WORD = regex(r"[a-z0-9]+")


class Origin(StrEnum):
    """Where a passage is from, as a reason names it."""

    STDERR = "stderr"
    STDOUT = "stdout"
    REASON = "the reason"
    CLAIM = "the failed claim"
    STATUS = "the exit status"


class Passage(Struct, frozen=True, kw_only=True):
    """A piece of a failure that says one thing: a line, some lines in a row, or a check that did not hold.

    Attributes:
        words: Of each of its words the stem, with those of its parts; in order.
        stems: All of them.
    """

    origin: Origin
    text: str
    words: tuple[frozenset[str], ...]
    stems: frozenset[str]


class Failure(Struct, frozen=True, kw_only=True):
    """What a failed or blocked step left.

    Attributes:
        passages: What it says, the nearest to the cause first.
        command: The command as it was run.
        programs: The stems of the names of the programs that it calls.
        failed: Whether it ran and failed, so that nothing says that the environment is not ready.
    """

    passages: tuple[Passage, ...]
    command: str
    programs: frozenset[str]
    exit_status: int | None
    failed: bool


@cache
def advice_table() -> dict[str, Any]:
    """The weights, bounds and meanings of `advice.toml`, with the examples that are their tests."""
    return read_table(__file__, "advice.toml")


def failure_of(result: StepResult) -> Failure:
    """Give what a result says of the failure."""
    command = result.planned.text
    called = _programs(command)
    return Failure(
        passages=tuple(_passages(result, called)),
        command=command,
        programs=frozenset(word for program in called for word in _WORD.findall(program.lower())),
        exit_status=result.exit_code,
        failed=result.status is Status.FAILED,
    )


def _programs(command: str) -> tuple[str, ...]:
    return tuple(item.program.rpartition("/")[2] for item in read_shell(command).commands)


def _passages(result: StepResult, programs: tuple[str, ...]) -> Iterator[Passage]:
    yield from _lines(result.stderr, Origin.STDERR)
    yield from _lines(result.stdout, Origin.STDOUT)
    yield from (_passage(Origin.CLAIM, _denied(check)) for check in result.checks if not check.passed)
    # A reason that repeats a check or the exit status says nothing new; one of another kind is the cause.
    if result.reason and not result.checks and result.status is Status.BLOCKED:
        yield _passage(Origin.REASON, result.reason.partition("; next:")[0].partition("; install")[0])
    for row in advice_table()["exit"]:
        if result.exit_code == row["status"] and row.get("program", "") in ("", *programs):
            yield _passage(Origin.STATUS, row["says"])
    if result.exit_code is not None and not (result.stdout.strip() or result.stderr.strip()):
        yield _passage(Origin.STDOUT, "no output")


def _denied(check: Check) -> str:
    return f"{check.claim} {check.reading} {check.detail.partition(chr(10))[0]}"


def _lines(text: str, origin: Origin) -> Iterator[Passage]:
    """Each line, then some in a row: a message may be broken over two."""
    bounds = advice_table()["words"]
    shown = [_COLOURS.sub("", line[: bounds["characters"]]) for line in text.split("\n")[-bounds["lines"] :]]
    lines = [line for line in shown if line.strip()]
    yield from (_passage(origin, line) for line in lines)
    size = bounds["window"]
    for start in range(len(lines) - size + 1):
        yield _passage(origin, "\n".join(lines[start : start + size]))


def _passage(origin: Origin, text: str) -> Passage:
    words = tuple(stem_sets(text))
    return Passage(origin=origin, text=text, words=words, stems=frozenset().union(*words))
