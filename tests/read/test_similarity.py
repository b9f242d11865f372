"""Comments by which Innovation Engine's pages ask for a similarity: what can be checked of them."""

from __future__ import annotations

import pytest

from runner.expectations import Predicate
from runner.read.faults import find_faults
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import Source

JSON, TEXT = '{"id": 1}', "Name  State\nbox   up"


def read(comment: str, shown: str) -> tuple[list[tuple[Predicate, tuple[str, ...]]], list[str]]:
    """What is checked of the output, and the codes of what is said."""
    text = f"# T\n\n```bash\nshow it\n```\n\nResults:\n\n{comment}\n\n```text\n{shown}\n```\n"
    outline = read_outline(Source(path="page.md", text=text, sha256="0"))
    page = procedure_of(outline)
    expectations = [item for claim in page.steps[0].claims for item in claim.expectations]
    told = [*page.findings, *find_faults(outline, page)]
    return [(item.predicate, item.objects) for item in expectations], [item.code for item in told]


@pytest.mark.parametrize(
    ("comment", "shown", "predicate"),
    [
        ("<!-- expected_similarity=0.9 -->", TEXT, Predicate.FORM),
        ("<!--expected_similarity=.7-->", TEXT, Predicate.FORM),
        ('<!-- expected_similarity="0.9" -->', TEXT, Predicate.FORM),
        ("<!-- Expected_Similarity = 1 -->", TEXT, Predicate.SHOWN),
        ("<!-- expected_similarity=0.2 -->", JSON, Predicate.JSON_FORM),
        ("<!-- expected_similarity=1.0 -->", JSON, Predicate.JSON),
        ("<!-- expected_similarity=1. -->", JSON, Predicate.JSON),
    ],
)
def test_a_similarity_is_heeded_as_far_as_it_says_anything(
    comment: str, shown: str, predicate: Predicate
) -> None:
    checked, told = read(comment, shown)
    assert [item for item, _ in checked] == [predicate]
    assert told == []


@pytest.mark.parametrize("value", ["0", "0.3", "0.69", "80", "1.5", "80%", "-1", "0,8", "high"])
def test_a_similarity_that_says_nothing_is_unchecked_and_said(value: str) -> None:
    assert read(f"<!-- expected_similarity={value} -->", TEXT) == ([], ["loose-similarity"])


@pytest.mark.parametrize(
    "expression", [r"state: (up|ok), \d+%", 'it\'s "up"', r"^Name\s+State$", "a=b; c@d ~ <e> #1"]
)
def test_any_expression_in_quotes_is_looked_for(expression: str) -> None:
    checked, told = read(f'<!-- expected_similarity="{expression}" -->', TEXT)
    assert checked == [(Predicate.MATCHES, (expression,))]
    assert told == []


@pytest.mark.parametrize("comment", ["<!-- expected_results=0.3 -->", "<!-- expected-similarity=0.9 -->"])
def test_a_misspelt_comment_is_said_and_the_output_held_as_without_one(comment: str) -> None:
    checked, told = read(comment, TEXT)
    assert [item for item, _ in checked] == [Predicate.SHOWN]
    assert told == ["unknown-comment"]
