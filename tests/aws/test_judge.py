"""The judge's request, as boto3 sends it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from runner.aws.judge import Question, usual_model
from runner.aws.rules import load_rules
from runner.aws.stand_in import serve

from .conftest import checked_client
from .payloads import SONNET, text

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = Question(
    model=SONNET,
    instructions="Read.",
    page=text(27_000),
    sentences="[]",
    tool="give",
    about_tool="Takes it.",
    schema={"type": "object"},
)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.server
def test_the_text_of_the_page_is_read_from_the_prompt_cache_the_second_time(tmp_path: Path) -> None:
    (tmp_path / "give.json").write_text(json.dumps({}))
    with serve(answers=tmp_path) as stand_in:
        client = checked_client(stand_in.url, "bedrock-runtime", "us-east-1")
        first, second = (client.converse(**QUESTION.request())["usage"] for _ in range(2))
        client.close()
    assert first["cacheWriteInputTokens"] > 6000
    assert second["cacheReadInputTokens"] == first["cacheWriteInputTokens"]


@pytest.mark.parametrize(
    ("region", "geography"),
    [("us-west-2", "us"), ("eu-west-1", "eu"), ("ap-northeast-1", "jp"), ("sa-east-1", "global")],
)
def test_the_model_is_called_by_the_profile_of_its_region(region: str, geography: str) -> None:
    assert usual_model(region, NOW) == f"{geography}.{load_rules().judge}"


def test_the_usual_model_is_one_of_the_table_that_lives_on() -> None:
    assert load_rules().models[load_rules().judge].legacy is None
