"""The phrasebook's own examples are its tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from runner.expectations import Strength
from runner.read.claims import read_claim, reading_patterns
from runner.read.inline import read_sentences
from runner.read.phrasebook import phrasebook_table
from runner.read.procedure import read_procedure
from runner.read.source import Source
from runner.run.checks import Observed, check_claims
from tests.pages import procedure
from tests.read.sentences_page import PAGE, renewed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from runner.expectations import Claim
    from runner.read.inline import Sentence

ROWS: list[dict[str, Any]] = phrasebook_table()["pattern"]
EXAMPLES = [(row["name"], example) for row in ROWS for example in row["example"]]
NEAR_MISSES = [(row["name"], sentence) for row in ROWS for sentence in row["near_misses"]]


def cases(holds: str, fails: str) -> list[tuple[str, Any, bool]]:
    """Sentence, what was observed, and whether the checks must hold."""
    return [
        (example["sentence"], seen, key == holds)
        for _, example in EXAMPLES
        for key in (holds, fails)
        for seen in example.get(key, [])
    ]


def sentence_of(text: str) -> Sentence:
    (sentence,) = read_sentences(text, line=1)
    return sentence


def claim_of(text: str) -> Claim:
    claim = read_claim(sentence_of(text))
    assert claim is not None
    return claim


def hold(text: str, observed: Observed) -> bool:
    checks = list(check_claims([claim_of(text)], observed))
    assert checks
    return all(check.passed for check in checks)


def seen(folder: Path, stdout: str = "", **more: Any) -> Observed:
    return Observed(stdout=stdout, stderr="", folder=folder, root=folder, **more)


def failed(text: str) -> int:
    """The exit status with which an example's command is meant to end."""
    return int(any("the exit status is not 0" in item.reading for item in claim_of(text).expectations))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_a_pattern_has_three_examples_and_two_near_misses(row: dict[str, Any]) -> None:
    assert len(row["example"]) >= 3
    assert len(row["near_misses"]) >= 2


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda item: str(item)[:60])
def test_an_example_is_read_by_its_pattern_alone(name: str, example: dict[str, Any]) -> None:
    assert reading_patterns(sentence_of(example["sentence"])) == {name}


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=lambda item: str(item)[:60])
def test_every_example_shows_something_that_must_fail(name: str, example: dict[str, Any]) -> None:
    shown = [key for key in example if key != "sentence" and example[key]]
    assert shown
    assert any(key.endswith("fails") or key.startswith("file_") for key in shown)


@pytest.mark.parametrize(("name", "text"), NEAR_MISSES)
def test_a_near_miss_is_not_read_by_its_pattern(name: str, text: str) -> None:
    assert name not in reading_patterns(sentence_of(text))


@pytest.mark.parametrize(("text", "output", "holds"), cases("holds", "fails"))
def test_a_reading_accepts_the_right_output_and_refuses_the_wrong_one(
    text: str, output: str, *, holds: bool, tmp_path: Path
) -> None:
    assert hold(text, seen(tmp_path, output, exit_code=failed(text))) is holds


@pytest.mark.parametrize(("text", "status", "holds"), cases("exit_holds", "exit_fails"))
def test_a_reading_of_an_exit_status_looks_at_it(
    text: str, status: int, *, holds: bool, tmp_path: Path
) -> None:
    assert hold(text, seen(tmp_path, "AccessDenied\n", exit_code=status)) is holds


@pytest.mark.parametrize(("text", "errors", "holds"), cases("err_holds", "err_fails"))
def test_a_reading_of_stderr_looks_at_it(text: str, errors: str, *, holds: bool, tmp_path: Path) -> None:
    observed = Observed(stdout="", stderr=errors, folder=tmp_path, root=tmp_path)
    assert hold(text, observed) is holds


@pytest.mark.parametrize(("text", "seconds", "holds"), cases("time_holds", "time_fails"))
def test_a_reading_of_a_duration_looks_at_it(
    text: str, seconds: float, *, holds: bool, tmp_path: Path
) -> None:
    assert hold(text, seen(tmp_path, duration=seconds)) is holds


@pytest.mark.parametrize(("text", "value", "holds"), cases("variable_holds", "variable_fails"))
def test_a_reading_of_a_variable_looks_at_it(text: str, value: str, *, holds: bool, tmp_path: Path) -> None:
    (expectation,) = claim_of(text).expectations
    values = {expectation.name: value}
    assert hold(text, seen(tmp_path, variable=values.get)) is holds
    if not expectation.negated:
        return
    assert not hold(text, seen(tmp_path))


@pytest.mark.parametrize(("text", "content", "holds"), cases("file_holds", "file_fails"))
def test_a_reading_of_a_file_looks_at_it_and_at_nothing_where_there_is_none(
    text: str, content: str, *, holds: bool, tmp_path: Path
) -> None:
    (expectation,) = claim_of(text).expectations
    file = tmp_path / expectation.name
    absent = expectation.predicate == "exists" and expectation.negated
    assert hold(text, seen(tmp_path)) is absent
    file.write_text(content)
    assert hold(text, seen(tmp_path, changed=frozenset({file.resolve()}))) is holds
    if expectation.predicate in ("created", "changed"):
        assert hold(text, seen(tmp_path, changed=frozenset())) is not holds


def lookalikes(text: str) -> Iterator[str]:
    """A text that a careless check would take for the same."""
    if text[-1].isalnum():
        yield text + "0"
    yield text.swapcase()
    yield text[:-1]
    yield re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text)


def changed_outputs() -> Iterator[tuple[str, str, str]]:
    """Sentence, an output that is right, and one in which what the sentence names is gone or changed."""
    for _, example in EXAMPLES:
        text = example["sentence"]
        sentence, expectations = sentence_of(text), claim_of(text).expectations
        if any(item.negated or item.predicate == "matches" for item in expectations[:1]):
            continue
        objects = sentence.wide[1] if sentence.wide else sentence.objects
        for output in example.get("holds", [])[:1]:
            for item in objects:
                others = {
                    output.replace(item, change)
                    for change in (*lookalikes(item), "")
                    if change not in objects
                }
                yield from ((text, output, other) for other in sorted(others - {output}))


@pytest.mark.parametrize(("text", "output", "changed"), list(changed_outputs()))
def test_an_output_whose_object_is_gone_or_only_looks_alike_fails(
    text: str, output: str, changed: str, tmp_path: Path
) -> None:
    status = failed(text)
    assert hold(text, seen(tmp_path, output, exit_code=status))
    assert not hold(text, seen(tmp_path, changed, exit_code=status))


@pytest.mark.parametrize(
    "text",
    [
        "Presence of numeric values and a status of `ok` confirms it works.",
        "The output is `ok` on Linux.",
        "You should see `a` before `b`.",
        "The output should be sorted.",
        "It prints a table.",
        "The output does not contain `a` and `b`.",
        "The output contains `a` and `b` or `c`.",
        "The output should probably contain `a`.",
        "The output should contain `a`, but not `b`.",
        "The output contains at least `a`.",
        "`api.example.com` should contain `ok`.",
        "The first line has 3 lines, it should.",
        "The output contains {3}.",
        "The output contains {0}, as `a` does.",
        "The second command prints `ok`.",
        "Expected output: `ok`",
        "Prints `ok`.",
        "Each command prints `ok`.",
        "The script `x.sh` prints `ok`.",
        "The request returns 404.",
        "The version should be 1.2.",
        "You shouldn't see any `error`.",
        "You should only see `x`.",
        "There should be 3 files.",
        "`a.txt` and `b.txt` exist.",
        "The folder `x` contains `y`.",
        "The second line is `x`.",
        "The output isn't `b`.",
        "On macOS, the output is `b`.",
        "`x` is listed first.",
        "It should work.",
        "You should see `my-bucket` in the console.",
        "You should see `arn:aws:iam::<account>:role/x`.",
        "The file `<name>.txt` exists.",
        "`my-bucket` has been created.",
        "It does not print `ok`.",
        "Running it again prints `ok`.",
        "If you run `ls` again, it prints nothing.",
        "You should get an error.",
        "You should see an error that says `denied`.",
        "The list is empty.",
        "Every line contains `a`.",
        "`a` and `b` are gone from the list.",
        "An exit status of 0 means success.",
    ],
)
def test_words_left_over_make_a_claim_unchecked_and_never_a_looser_check(text: str) -> None:
    claim = read_claim(sentence_of(text))
    assert claim is None or claim.expectations == ()


@pytest.mark.parametrize(
    "text",
    [
        "Use `fileb://` (not `file://`) for the `--body` parameter to avoid base64 errors.",
        "If it does not, debug the proxy.",
        "The `--region` option takes a region.",
        "You should have an account.",
        "Replace `x` with your own name.",
        "The output can contain `x`.",
        "It may take up to 5 minutes.",
        "`@` indicates a link.",
        "This will limit matches to word boundaries.",
        "All analytics must be reproducible.",
        "We will be asked to provide a name for the file.",
        "You must have an account to see `x`.",
        "What does it print?",
        "It has a name of its own, and we'll see some uses for it soon.",
        "As we will see later, this is not needed.",
        "The `count` argument must be a positive integer.",
        "`rm -r` should be used with care.",
        "The `limit` must be one of `10` or `20`.",
        "This removes the need for a second file.",
        "Check the output of `git log` to find the author.",
        "`node` now supports the flag.",
        "Write `yes` to confirm the installation.",
    ],
)
def test_a_sentence_that_claims_no_outcome_is_no_claim(text: str) -> None:
    assert read_claim(sentence_of(text)) is None


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("The output contains **Running**.", ["stdout contains `Running`"]),
        ('The output contains "{3}".', ["stdout contains `{3}`"]),
        ("The output **must** contain `a`.", ["stdout contains `a`"]),
        ("You should see “up and running”.", ["the output contains `up and running`"]),
        ("Verify that it prints `a`, which confirms that the cache works.", ["stdout is `a`"]),
        ("When it is done, the file `out.json` contains `ok`.", ["the file `out.json` contains `ok`"]),
        (
            "The output contains neither `a` nor `b`.",
            ["stdout does not contain `a`", "stdout does not contain `b`"],
        ),
        (
            "The output does not contain `a` or `b`.",
            ["stdout does not contain `a`", "stdout does not contain `b`"],
        ),
        ("Stderr should be empty.", ["stderr is empty"]),
        ("The exit code is 3.", ["the exit status is 3"]),
        ("The variable `AWS_REGION` is `eu-west-1`.", ["the variable `AWS_REGION` is `eu-west-1`"]),
        ("`$HOME` is not `/root`.", ["the variable `$HOME` is not `/root`"]),
        ("The field `a.b` contains `x`.", ["`a.b` in stdout contains `x`"]),
        (
            "The command fails with `denied`.",
            ["it fails, and the output contains `denied`", "the exit status is not 0"],
        ),
    ],
)
def test_a_reading_says_in_plain_words_what_is_checked(text: str, readings: list[str]) -> None:
    assert [item.reading for item in claim_of(text).expectations] == readings


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("`ls` prints `a.txt`.", "ls"),
        ("The `ls -1` command prints `a.txt`.", "ls -1"),
        ("Running `ls` shows `a.txt`.", "ls -1 --color=never"),
        ("Verify that `ls -1` lists `a.txt`.", "ls -1 \\\n  --color=never"),
        ("The output of `ls | cat` is `a.txt`.", "ls | cat"),
        ("After running `ls`, you should see `a.txt`.", "# the files\nls"),
    ],
)
def test_a_claim_that_names_the_steps_command_is_read(text: str, command: str) -> None:
    (step,) = procedure(f"# T\n\n## Procedure\n\n```bash\n{command}\n```\n\n{text}\n").steps
    (claim,) = step.claims
    assert [item.objects for item in claim.expectations] == [("a.txt",)]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("`ls` prints `a.txt`.", "find ."),
        ("`ls` prints `a.txt`.", "ls | wc -l"),
        ("`ls` prints `a.txt`.", "ls > names"),
        ("`ls` prints `a.txt`.", "cd x\nls"),
        ("`ls -1` prints `a.txt`.", "ls"),
        ("Running `ls` again prints `a.txt`.", "ls"),
        ("The first `ls` prints `a.txt`.", "ls"),
    ],
)
def test_a_claim_that_names_another_command_or_one_of_several_is_unchecked(text: str, command: str) -> None:
    (step,) = procedure(f"# T\n\n## Procedure\n\n```bash\n{command}\n```\n\n{text}\n").steps
    assert [claim.expectations for claim in step.claims] in ([()], [])


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("The output contains `ok`.", Strength.STRONG),
        ("It prints a positive number.", Strength.STRONG),
        ("The output does not contain `error-17`.", Strength.WEAK),
        ("The output is empty.", Strength.WEAK),
        ("The output has at least one line.", Strength.WEAK),
        ("The command succeeds.", Strength.WEAK),
        ("`a.txt` exists.", Strength.WEAK),
        ("It creates `a.txt`.", Strength.STRONG),
        ("The output is valid JSON.", Strength.WEAK),
    ],
)
def test_a_check_that_something_wrong_would_pass_is_weak(text: str, strength: Strength) -> None:
    assert {item.strength for item in claim_of(text).expectations} == {strength}


def test_the_reference_lists_every_example_with_its_reading() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert renewed(text) == text, "run python -m tests.read.sentences_page"


def test_an_expression_that_would_take_for_ever_is_unread_or_fails_with_a_reason(tmp_path: Path) -> None:
    assert claim_of("The output matches `^(a|aa)+$`.").expectations == ()
    claim = claim_of("The output matches `^.*a.*a.*a.*a.*=x$`.")
    (check,) = check_claims([claim], seen(tmp_path, "a" * 50_000 + "\n"))
    assert not check.passed
    assert "too many" in check.detail


def test_an_expression_of_a_comment_that_cannot_be_used_is_said_with_its_reason() -> None:
    page = '# T\n\n```bash\nls\n```\n\n<!-- expected_similarity="(a|b" -->\n\n```text\nx\n```\n'
    (finding,) = read_procedure(Source(path="p.md", text=page, sha256="0")).findings
    assert "is no regular expression" in finding.message
