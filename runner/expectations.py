"""What a page promises: its claims, and the expectations that they are read as.

Nothing here reads or checks. A `path` beside a line names the page that it is of, where that is not the page
itself. The garbage collector is spared them (`gc=False`): nothing in them leads back.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

# What the claim of an output fence says in place of a sentence.
OUTPUT_FENCE = "output fence"
# Who read a claim, where that was not the phrasebook.
JUDGE = "judge"


class Subject(StrEnum):
    """What an expectation looks at."""

    STDOUT = "stdout"
    STDERR = "stderr"
    OUTPUT = "output"
    FILE = "file"
    VARIABLE = "variable"
    EXIT_STATUS = "exit-status"
    DURATION = "duration"


class Aspect(StrEnum):
    """Which part or measure of its subject an expectation looks at."""

    WHOLE = "whole"
    FIRST_LINE = "first-line"
    LAST_LINE = "last-line"
    LINES = "lines"
    ITEMS = "items"
    FIELD = "field"
    VERSION = "version"


class Predicate(StrEnum):
    """What an expectation asks of its subject; `runner.predicates` has one function for each."""

    EQUALS = "equals"
    CONTAINS = "contains"
    HAS_LINE = "has-line"
    STARTS_WITH = "starts-with"
    ENDS_WITH = "ends-with"
    MATCHES = "matches"
    IS_EMPTY = "is-empty"
    NUMBERS = "numbers"
    NUMBER = "number"
    POSITIVE_NUMBER = "positive-number"
    NUMBER_IS = "number-is"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"
    BETWEEN = "between"
    VERSION_AT_LEAST = "version-at-least"
    VALID_JSON = "valid-json"
    VALID_YAML = "valid-yaml"
    EXISTS = "exists"
    CREATED = "created"
    CHANGED = "changed"
    SHOWN = "shown"
    SHOWN_LINES = "shown-lines"
    SHOWN_NAMES = "shown-names"
    SHOWN_UNORDERED = "shown-unordered"
    FORM = "form"
    JSON = "json"
    JSON_SUBSET = "json-subset"
    JSON_FORM = "json-form"


# The predicates that hold an output against what the page shows.
OF_SHOWN_OUTPUT = frozenset(
    {
        Predicate.SHOWN,
        Predicate.SHOWN_LINES,
        Predicate.SHOWN_NAMES,
        Predicate.SHOWN_UNORDERED,
        Predicate.FORM,
        Predicate.JSON,
        Predicate.JSON_SUBSET,
        Predicate.JSON_FORM,
    }
)
# Those of them that nothing may be missing from, nor stand beside.
OF_WHOLE_OUTPUT = OF_SHOWN_OUTPUT - {Predicate.SHOWN_LINES, Predicate.JSON_SUBSET}


class Strength(StrEnum):
    """Whether a wrong, empty or error output would pass the check as well (`weak`)."""

    STRONG = "strong"
    WEAK = "weak"


class Expectation(Struct, frozen=True, kw_only=True, gc=False):
    """What a claim or an output fence was read as.

    Attributes:
        name: The file or variable that is looked at, where the subject is one.
        field: The key or dotted path, where the aspect is a field of JSON.
        objects: What the predicate needs: texts or numbers as the page wrote them. Where it needs one,
            several are a choice: any of them will do.
        negated: Whether the predicate must not hold.
        accepts: Of a weak one what it would accept as well, in words.
        page_lines: Of shown output the page's line number of each line.
        reading: The expectation in plain words, as reports show it.
        read_by: `JUDGE` where a model read the claim, else empty.
    """

    subject: Subject
    predicate: Predicate
    reading: str
    strength: Strength
    name: str = ""
    aspect: Aspect = Aspect.WHOLE
    field: str = ""
    objects: tuple[str, ...] = ()
    page_lines: tuple[int, ...] = ()
    negated: bool = False
    read_by: str = ""
    accepts: str = ""


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """A sentence (or output fence) that states an outcome; without expectations it stays unchecked.

    Attributes:
        note: What came of asking the judge, where that gave no expectation.
        command: The command that the sentence names; it is read only of a step that is this command.
    """

    text: str
    line: int
    expectations: tuple[Expectation, ...] = ()
    path: str = ""
    note: str = ""
    command: str = ""


def is_weak(claim: Claim) -> bool:
    """Whether a claim is read, and no check of it would notice a wrong output."""
    return bool(claim.expectations) and all(item.strength is Strength.WEAK for item in claim.expectations)
