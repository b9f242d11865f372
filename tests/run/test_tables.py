"""The data files of the run room: each row's examples are its tests."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from runner.run.blocked import blocked_table, find_cause
from runner.run.masking import known_secrets, make_mask

BLOCKED = blocked_table()
MESSAGES = [(row, text) for row in BLOCKED for text in row["examples"]]
NEAR_MISSES = [(row, text) for row in BLOCKED for text in row["near_misses"]]
MASKS: list[dict[str, Any]] = tomllib.loads(files("runner.run").joinpath("masks.toml").read_text())["rule"]
HIDDEN = [(row["kind"], text) for row in MASKS for text in row["hides"]]
LEFT = [text for row in MASKS for text in row["leaves"]]


def statuses(row: dict[str, Any]) -> list[int]:
    """Exit statuses with which the row's program may have ended."""
    found: list[int] = row.get("exit_status", [255])
    return found


@pytest.mark.parametrize(("row", "text"), MESSAGES, ids=lambda item: str(item)[:60])
def test_a_message_is_found_by_its_row_before_any_other(row: dict[str, Any], text: str) -> None:
    for status in statuses(row):
        cause = find_cause(f"before\n{text}\nbehind\n", status, profile="dev")
        assert cause is not None
        head, _, tail = row["cause"].partition("{0}")
        assert cause.cause.startswith(head)
        assert cause.cause.endswith(tail)
        told = cause.cause + cause.cure
        assert not any(slot in told for slot in ("{0}", "{profile}", "{install}"))
        assert "``" not in cause.cause


@pytest.mark.parametrize(("row", "text"), NEAR_MISSES, ids=lambda item: str(item)[:60])
def test_a_near_miss_blocks_nothing(row: dict[str, Any], text: str) -> None:
    for status in statuses(row):
        assert find_cause(text, status) is None


@pytest.mark.parametrize("row", BLOCKED, ids=lambda row: str(row["cause"]))
def test_a_row_has_a_source_with_its_date_an_example_and_a_near_miss(row: dict[str, Any]) -> None:
    assert row["source"]
    assert row["dated"]
    assert row["examples"]
    assert row["near_misses"]


def test_the_next_command_has_the_profile_of_the_pages_own_command() -> None:
    text = "Error when retrieving token from sso: Token has expired and refresh failed"
    for profile, cure in (("bedrock", "aws sso login --profile bedrock"), ("", "aws sso login")):
        found = find_cause(text, 255, profile=profile)
        assert found is not None
        assert found.cure == cure


@pytest.mark.parametrize(
    "output",
    [
        "An error occurred (ResourceNotFoundException) when calling X: end of its life",
        "An error occurred (ValidationException) when calling X: not supported on this API",
        "jq: error: Could not open file response.json: No such file or directory",
        "Traceback (most recent call last):",
        "",
    ],
)
def test_an_error_that_the_page_is_to_blame_for_blocks_nothing(output: str) -> None:
    assert find_cause(output, 2) is None


def test_a_missing_program_is_told_from_a_missing_file_by_the_exit_status() -> None:
    text = "page.md: line 3: jq: command not found"
    assert find_cause(text, 1) is None
    found = find_cause(text, 127)
    assert found is not None
    assert found.cause == "the program `jq` is not there"


@pytest.mark.parametrize(("kind", "text"), HIDDEN)
def test_a_shape_of_a_secret_is_hidden_and_named(kind: str, text: str) -> None:
    masked = make_mask({})(text)
    assert f"***{kind}***" in masked
    assert make_mask({})(masked) == masked


@pytest.mark.parametrize("text", LEFT)
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert make_mask({})(text) == text


@pytest.mark.parametrize("shown", ["p@ss w0rd/x", "p%40ss%20w0rd%2Fx", "cEBzcyB3MHJkL3g="])
def test_a_known_secret_is_hidden_in_every_encoding(shown: str) -> None:
    secrets = known_secrets({"DB_PASSWORD": "p@ss w0rd/x", "HOME": "/home/me"}, {})
    assert make_mask(secrets)(f"a {shown} b /home/me") == "a ***env:DB_PASSWORD*** b /home/me"


def test_short_and_common_values_are_no_secrets() -> None:
    assert known_secrets({"A_TOKEN": "abc", "B_TOKEN": "default"}, {}) == {}
