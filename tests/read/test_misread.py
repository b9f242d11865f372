"""Sentences that a hasty reader takes for more, for less or for something else than they say."""

from __future__ import annotations

import pytest

from runner.predicates import ask, passes
from runner.read.claims import read_claim
from runner.read.inline import read_sentences


def holds(text: str, output: str) -> bool:
    """Whether what a sentence is read as holds for an output."""
    (sentence,) = read_sentences(text, line=1)
    claim = read_claim(sentence)
    assert claim is not None
    assert claim.expectations
    return all(passes(item, ask(item, output)) for item in claim.expectations)


@pytest.mark.parametrize(
    ("text", "output", "right"),
    [
        ("The value of `id` is not `null`.", '{"id": null}', False),
        ("The value of `id` is not `null`.", '{"id": 7}', True),
        ("The value of `id` is `null`.", '{"id": null}', True),
        ("The value of `id` is `null`.", '{"id": ""}', False),
        ("The value of `id` is not empty.", '{"id": null}', False),
        ("The value of `id` is empty.", '{"id": []}', True),
        ("The value of `id` is `[]`.", '{"id": []}', True),
    ],
)
def test_null_in_json_is_null_and_empty_but_not_an_empty_text(text: str, output: str, *, right: bool) -> None:
    assert holds(text, output) is right


@pytest.mark.parametrize(
    ("text", "output", "right"),
    [
        ("The value of `pods[0].name` is `web`.", '{"pods": [{"name": "web"}, {"name": "db"}]}', True),
        ("The value of `pods[1].name` is `web`.", '{"pods": [{"name": "web"}, {"name": "db"}]}', False),
        ("The value of `pods[2].name` is `web`.", '{"pods": [{"name": "web"}]}', False),
        ("The value of `[0].name` is `web`.", '[{"name": "web"}, {"name": "db"}]', True),
        ("The value of `pods[].name` is `web`.", '{"pods": [{"name": "web"}, {"name": "web"}]}', True),
        ("The value of `pods[].name` is `web`.", '{"pods": [{"name": "web"}, {"name": "db"}]}', False),
    ],
)
def test_an_index_in_a_field_names_one_item_of_a_list(text: str, output: str, *, right: bool) -> None:
    assert holds(text, output) is right


@pytest.mark.parametrize(
    ("text", "output", "right"),
    [
        ("The output contains `200`.", "1,200 rows\n", False),
        ("The output contains `200`.", "200,000 rows\n", False),
        ("The output contains `1`.", "1,200,000 rows\n", False),
        ("The output contains `200 rows`.", "1,200 rows\n", False),
        ("The output contains `1,200`.", "1,200 rows\n", True),
        ("The output contains `200`.", "web,200,db\n", True),
        ("The output contains `200`.", "5,200,7\n", True),
        ("The output contains `200`.", "1, 200\n", True),
        ("The output ends with `200`.", "1,200\n", False),
        ("The output starts with `1`.", "1,200\n", False),
    ],
)
def test_a_number_is_no_part_of_one_with_separators(text: str, output: str, *, right: bool) -> None:
    assert holds(text, output) is right


@pytest.mark.parametrize(
    ("text", "output", "right"),
    [
        ("It prints version 18.2.0.", "v18.2.0\n", True),
        ("You should see version 18.2.0.", "tool v18.2.0 (x64)\n", True),
        ("It prints version 18.2.0.", "v18.2.01\n", False),
        ("It prints version 18.2.0.", "rev18.2.0\n", False),
        ("The output does not mention version 2.0.", "tool v2.0\n", False),
    ],
)
def test_a_version_may_be_printed_with_a_v(text: str, output: str, *, right: bool) -> None:
    assert holds(text, output) is right


@pytest.mark.parametrize(
    "text",
    [
        # "Also" and "then" say that something else is printed too.
        "It also prints `ok`.",
        "It then prints `ok`.",
        "The command should also print `ok`.",
        # An error can be printed by a command that ends well.
        "No error is printed.",
        "No errors should be shown.",
        "Expect no output.",
        "Expect nothing.",
        "Expect an error.",
        "It only prints `ok`.",
        "It always prints `ok`.",
        "This no longer prints `ok`.",
        "The output only contains `ok`.",
        "The output always contains `ok`.",
        "The output begins with `a` and ends with `b`.",
        "The output and the log contain `a`.",
        "Both the output and the log contain `a`.",
        "The first word is `ok`.",
        "The second column contains `ok`.",
        "The header line contains `NAME`.",
        "The version is 1.4.2.",
        "The version is not `1.4.2`.",
        "The status is not `ACTIVE`.",
        "The status code is 200.",
        "The response code is 200.",
        "The HTTP status is `200`.",
        "The server answers with `200`.",
        "The API responds with `ok`.",
        "Nothing else is printed.",
        "Nothing but `ok` is printed.",
        "The list is not empty.",
        "The value of `id` is null.",
        "The value of `ready` is true.",
        "The field `error` is missing.",
        "The field `id` exists.",
        "The file is created.",
        "Two files are created.",
        "This leaves `b.txt` unchanged.",
        "`b.txt` is unchanged.",
        "`a` and `b` are not listed.",
        "There is no line `ok`.",
        "You get `ok`.",
        "The page shows `Hello`.",
    ],
)
def test_an_outcome_that_no_form_fits_is_listed_and_not_read(text: str) -> None:
    (sentence,) = read_sentences(text, line=1)
    claim = read_claim(sentence)
    assert claim is not None
    assert claim.expectations == ()


@pytest.mark.parametrize(
    "text",
    [
        "Confirm with `y`.",
        "Confirm the prompt with `y`.",
        "Confirm by typing `yes`.",
        "Check your version with `git --version`.",
        "Verify the installation by running `tool check`.",
        "Check that you have an account.",
        "Make sure that you have a backup.",
        "Expect a delay.",
        "The field `name` is the name of the bucket.",
        "The file is created when the server starts.",
        "The version is written into the page.",
        "The page shows how to do it.",
        "You get the token from your admin.",
    ],
)
def test_what_only_sounds_like_an_outcome_is_not_listed(text: str) -> None:
    (sentence,) = read_sentences(text, line=1)
    assert read_claim(sentence) is None
