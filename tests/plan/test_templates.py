"""Templates: only what the page declares is filled, and no value becomes syntax."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.errors import UsageError
from runner.plan.templates import fill_command, fill_text

VALUES = {"name": "world", "my-bucket": "b-1"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("echo {{ name }}", "echo world"),
        ("echo {{name|upper}} {{ name | length }}", "echo WORLD 5"),
        ("ls s3://{{ my-bucket }}/{{ my_bucket }}", "ls s3://b-1/b-1"),
        ("docker ps --format '{{ .Names }}'", "docker ps --format '{{ .Names }}'"),
        ("echo ${{ github.sha }} {{ other }}", "echo ${{ github.sha }} {{ other }}"),
        ("{{embed [[x]]}} {% if x %}", "{{embed [[x]]}} {% if x %}"),
        ("no braces", "no braces"),
    ],
)
def test_only_expressions_of_declared_variables_are_filled(text: str, expected: str) -> None:
    assert fill_text(text, VALUES, place="p.md:1") == expected
    assert fill_command(text, VALUES, place="p.md:1") == expected


def test_without_variables_a_text_is_itself() -> None:
    assert fill_text("{{ name }}", {}, place="p.md:1") == "{{ name }}"


def test_a_filter_that_is_unknown_is_refused_with_its_place() -> None:
    with pytest.raises(UsageError, match=r"p\.md:1: .*shout"):
        fill_text("{{ name | shout }}", VALUES, place="p.md:1")


def test_a_template_cannot_reach_into_python() -> None:
    with pytest.raises(UsageError, match=r"p\.md:1"):
        fill_text("{{ name.__class__.__mro__ }}", VALUES, place="p.md:1")


@pytest.mark.shell
@pytest.mark.parametrize(
    "command",
    [
        "printf %s {{ v }}",
        'printf %s "{{ v }}"',
        "printf %s '{{ v }}'",
        'x="$(printf %s "{{ v }}")"; printf %s "$x"',
        'x=$(printf %s {{ v }}; printf .); printf %s "${x%.}"',
    ],
)
@settings(max_examples=25, deadline=None)
@given(
    value=st.text(
        st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]),
        min_size=1,
        max_size=20,
    )
    | st.sampled_from(
        ["; rm -rf ~", "$(id)", "`id`", "a'b", 'a"b', "a\\b", "a\nb", "!x", "$HOME", "{a,b}", "*"]
    )
)
def test_bash_reads_any_value_at_any_place_as_exactly_that_text(command: str, value: str) -> None:
    filled = fill_command(command, {"v": value}, place="p.md:1")
    done = subprocess.run(["bash", "-c", filled], capture_output=True, check=True)
    expected = value.rstrip("\n") if '$(printf %s "' in command else value
    assert done.stdout.decode() == expected
