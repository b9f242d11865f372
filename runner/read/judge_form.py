"""The form of the judge's readings, from `judged.toml` and our own kinds: its schema and its words.

It must not look at a page or take a reading; `runner.read.judge_answer` does.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.expectations import Aspect, Predicate, Subject
from runner.patterns import regex
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.expectations import Expectation

# Whoever asks for more of one sentence has not read it.
MOST_EXPECTATIONS = 8
LONGEST_TEXT = 500
_SLOT = regex(r"\{(\w+)\}")


class PredicateForm(Struct, frozen=True, kw_only=True):
    """What may be asked with a predicate.

    Attributes:
        takes: What its objects are: `text`, `regex`, `number`, `version` or `nothing`.
        subject: The only subject that it is asked of, None where any will do.
        says: It in words, and its negation.
    """

    aspects: frozenset[Aspect]
    takes: str
    least: int
    most: int
    subject: Subject | None
    says: tuple[str, str]


class JudgeForm(Struct, frozen=True, kw_only=True):
    """Everything that the judge is told and may say."""

    prompt: str
    tool: str
    about_tool: str
    subjects: Mapping[Subject, str]
    aspects: Mapping[Aspect, str]
    predicates: Mapping[Predicate, PredicateForm]

    def schema(self) -> dict[str, Any]:
        """The JSON schema of an answer."""
        expectation = _closed(
            {
                "subject": {"enum": [item.value for item in self.subjects]},
                "aspect": {"enum": [item.value for item in self.aspects]},
                "predicate": {"enum": [item.value for item in self.predicates]},
                "objects": {"type": "array", "items": {"type": "string", "maxLength": LONGEST_TEXT}},
                "negated": {"type": "boolean"},
                "name": {"type": "string", "maxLength": LONGEST_TEXT},
                "field": {"type": "string", "maxLength": LONGEST_TEXT},
            },
            required=["subject", "predicate"],
        )
        reading = _closed(
            {
                "sentence": {"type": "integer", "minimum": 1},
                "expectations": {"type": "array", "maxItems": MOST_EXPECTATIONS, "items": expectation},
            },
            required=["sentence", "expectations"],
        )
        return _closed({"readings": {"type": "array", "items": reading}}, required=["readings"])

    def words(self, item: Expectation) -> str:
        """An expectation in plain words: the judge's own words are shown to no one."""
        shown = [f"`{text}`" for text in item.objects]
        about = _filled(self.subjects[item.subject], name=f"`{item.name}`")
        part = _filled(self.aspects[item.aspect], field=f"`{item.field}`", subject=about)
        says = self.predicates[item.predicate].says[item.negated]
        return f"{part} {_filled(says, objects=' or '.join(shown), pair=' and '.join(shown))}"


@cache
def judge_form() -> JudgeForm:
    """Load the form once a process."""
    table = read_table(__file__, "judged.toml")
    return JudgeForm(
        prompt=table["prompt"].strip(),
        tool=table["tool"],
        about_tool=table["about_tool"],
        subjects={Subject(name): says for name, says in table["subjects"].items()},
        aspects={Aspect(name): says for name, says in table["aspects"].items()},
        predicates={
            Predicate(name): _predicate(row, table["kinds"]) for name, row in table["predicates"].items()
        },
    )


def _predicate(row: Mapping[str, Any], kinds: Mapping[str, list[str]]) -> PredicateForm:
    positive, negative = row["says"]
    return PredicateForm(
        aspects=frozenset(map(Aspect, kinds[row["of"]])),
        takes=row["takes"],
        least=row.get("least", 0),
        most=row.get("most", 0),
        subject=Subject(row["subject"]) if "subject" in row else None,
        says=(positive, negative),
    )


def _filled(template: str, **values: str) -> str:
    """Fill in a template once, so that nothing in a value is taken for a slot."""
    return _SLOT.sub(lambda slot: values[slot[1]], template)


def _closed(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }
