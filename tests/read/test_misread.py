"""Sentences that a hasty reader takes for more, for less or for something else than they say."""

from __future__ import annotations

import pytest

from runner.expectations import OUTPUT_FENCE
from runner.predicates import ask, passes
from runner.read.claims import read_claim
from runner.read.inline import read_sentences
from runner.read.procedure import read_procedure
from runner.read.source import Source
from tests.pages import page, procedure


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
        "Note that the output contains only `ok`.",
        "The page shows `Hello`.",
        "The container's status must be `healthy`.",
        "The server should no longer answer.",
        "The job should finish.",
        "The deployment should be complete.",
        "It should be 1 line long.",
        "Its size should be 3 MB.",
        "You should have two files, `a` and `b`.",
        "You should start the tool and see `ok`.",
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
        "Note that if `x` does not exist, this command will return an error.",
        "You should read the manual first.",
        "You should stop the server before you go on.",
        "You should look at the logs.",
        "You should list your buckets first.",
        "The reader should start with a backup.",
        "The password should be at least 8 characters long.",
    ],
)
def test_what_only_sounds_like_an_outcome_is_not_listed(text: str) -> None:
    (sentence,) = read_sentences(text, line=1)
    assert read_claim(sentence) is None


def readings_of_fence(prose: str, language: str = "text") -> list[str]:
    """What the fence behind a command and some prose is read as."""
    text = f"# T\n\n## Steps\n\n```bash\nshow it\n```\n\n{prose}\n\n```{language}\nweb up\n```\n"
    page = read_procedure(Source(path="page.md", text=text, sha256="0"))
    claims = [claim for step in page.steps for claim in step.claims if claim.text == OUTPUT_FENCE]
    return [item.reading for claim in claims for item in claim.expectations]


@pytest.mark.parametrize(
    "prose",
    [
        "You should see `web`. The command takes less than 30 seconds.",
        "The first line contains `web`.",
        "It succeeds.\n\nThe output has 1 line.",
        "`old-web` should no longer appear in the list.",
    ],
)
def test_an_output_stays_that_of_its_command_behind_claims_that_are_about_it(prose: str) -> None:
    line = 11 + prose.count("\n")
    assert readings_of_fence(prose) == [f"stdout is the output shown at line {line}"]


def test_an_error_stays_that_of_its_command_behind_a_claim_about_it() -> None:
    prose = "The command fails with `up`."
    assert readings_of_fence(prose, "error") == ["stderr is the output shown at line 11"]


@pytest.mark.parametrize(
    ("prose", "language"),
    [
        ("The file `a.txt` contains `web`.", "text"),
        ("The log should look nice.", "text"),
        ("It succeeds. Now look at the page.", "text"),
        ("The first line contains `web`.", ""),
    ],
)
def test_a_fence_behind_other_prose_is_not_taken_for_an_output(prose: str, language: str) -> None:
    assert readings_of_fence(prose, language) == []


def test_what_is_to_be_noted_of_an_output_is_read() -> None:
    assert holds("Note that the output contains `ok`.", "all ok\n")
    assert not holds("Note that the output contains `ok`.", "no\n")


@pytest.mark.parametrize(
    ("prose", "status"),
    [
        ("The command fails with `NotFound`, `Invalid` or similar.", None),
        ("It should fail with a message about the name.", None),
        ("It exits with an error for each missing file.", None),
        ("On Linux it fails with `NotFound`, `Invalid` or similar.", 0),
        ("The command fails with `NotFound` or similar if the name is taken.", 0),
        ("It does not fail with `NotFound`, `Invalid` or similar.", 0),
        ("It prints something nice.", 0),
    ],
)
def test_a_failure_that_is_claimed_in_words_that_are_not_read_is_no_failure_of_the_step(
    prose: str, status: int | None
) -> None:
    text = f"# T\n\n## Steps\n\n```bash\nshow it\n```\n\n{prose}\n"
    (step,) = read_procedure(Source(path="page.md", text=text, sha256="0")).steps
    assert step.exit_status == status


def test_an_output_of_another_command_that_the_prose_runs_again_is_not_held_against_the_one_above() -> None:
    for said, read in (
        ("Running [tool show](/x) again, we see that it has a disk:", False),
        ("Run `tool show` again:", False),
        ("Running `tool attach` again shows the same:", True),
        ("It runs again and prints:", True),
    ):
        found = procedure(
            f"# T\n\n## Steps\n\n```bash\ntool attach --new\n```\n\n{said}\n\n```output\nx y\n```\n"
        )
        assert bool(found.steps[0].claims[0].expectations) is read, said


@pytest.mark.parametrize(
    ("shown", "is_output"),
    [
        ("  473  tool list\n  475  tool remove a", False),
        ("  473  tool list\n  472  tool remove a", True),
        ("  3 pears\n  4 plums", True),
        ("a\nb", True),
    ],
)
def test_commands_that_somebody_typed_are_no_output_of_the_command_above(shown: str, is_output: bool) -> None:
    found = procedure(f"{page('tool run')}\n```\n{shown}\n```\n")
    assert bool(found.steps[0].claims) is is_output
