from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from .payloads import SONNET, block, invoke, payload, text, usage

if TYPE_CHECKING:
    from .conftest import Served

pytestmark = pytest.mark.server

LONG = 27_000
LONG_TOKENS = math.ceil(LONG / 4.5)


def test_the_first_call_writes_and_the_second_reads_the_same_number(served: Served) -> None:
    client = served.client()
    body = payload(block(LONG, marked=True))
    assert usage(client, body) == (LONG_TOKENS, 0)
    assert usage(client, body) == (0, LONG_TOKENS)


def test_input_tokens_are_the_uncached_part_only(served: Served) -> None:
    client = served.client()
    body = payload(block(LONG, marked=True))
    question = math.ceil((LONG + len("Reply with the single word OK.")) / 4.5) - LONG_TOKENS
    assert [invoke(client, body)["usage"]["input_tokens"] for _ in range(2)] == [question, question]
    assert invoke(client, payload(block(LONG)))["usage"]["input_tokens"] == question + LONG_TOKENS


@pytest.mark.parametrize(
    ("model", "minimum"),
    [
        (SONNET, 2048),
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", 4096),
        ("us.anthropic.claude-opus-4-6-v1", 4096),
        ("us.anthropic.claude-opus-4-1-20250805-v1:0", 1024),
    ],
)
def test_a_prefix_below_the_models_minimum_is_served_but_not_cached(
    served: Served, model: str, minimum: int
) -> None:
    client = served.client()
    short = payload(block(int((minimum - 1) * 4.5), marked=True))
    enough = payload(block(int(minimum * 4.5), marked=True))
    assert [usage(client, short, model) for _ in range(2)] == [(0, 0), (0, 0)]
    assert [usage(client, enough, model) for _ in range(2)] == [(minimum, 0), (0, minimum)]


def test_nothing_is_cached_without_a_mark(served: Served) -> None:
    client = served.client()
    assert [usage(client, payload(block(LONG))) for _ in range(2)] == [(0, 0), (0, 0)]


def test_a_null_mark_is_none(served: Served) -> None:
    body = payload(block(LONG) | {"cache_control": None})
    assert usage(served.client(), body) == (0, 0)


@pytest.mark.parametrize(("ttl", "seconds"), [(None, 300), ("5m", 300), ("1h", 3600)])
def test_what_was_written_is_gone_after_its_time_to_live(
    served: Served, ttl: str | None, seconds: int
) -> None:
    client = served.client()
    body = payload(block(LONG, ttl=ttl, marked=True))
    usage(client, body)
    served.clock.move(seconds=seconds - 1)
    assert usage(client, body) == (0, LONG_TOKENS)
    served.clock.move(seconds=seconds)
    assert usage(client, body) == (LONG_TOKENS, 0)


def test_a_hit_starts_the_time_to_live_anew(served: Served) -> None:
    client = served.client()
    body = payload(block(LONG, marked=True))
    usage(client, body)
    for _ in range(4):
        served.clock.move(minutes=4)
        assert usage(client, body) == (0, LONG_TOKENS)


def test_the_split_tells_by_which_time_to_live_was_written(served: Served) -> None:
    body = payload(block(LONG, ttl="1h"), block(9_000, marked=True))
    told = invoke(served.client(), body)["usage"]
    assert told["cache_creation"] == {"ephemeral_1h_input_tokens": 6000, "ephemeral_5m_input_tokens": 2000}


def test_a_longer_prompt_reads_the_longest_kept_prefix_and_writes_the_rest(served: Served) -> None:
    client = served.client()
    usage(client, payload(block(LONG, marked=True)))
    longer = payload(block(LONG, marked=True), block(4_500, marked=True), block(4_500, marked=True))
    assert usage(client, longer) == (2000, LONG_TOKENS)
    assert usage(client, longer) == (0, LONG_TOKENS + 2000)


def test_a_prefix_is_found_after_its_mark_has_moved_on(served: Served) -> None:
    client = served.client()
    usage(client, payload(block(LONG, marked=True)))
    grown = payload(block(LONG), *[block(45)] * 19, block(45, marked=True))
    assert usage(client, grown) == (200, LONG_TOKENS)


def test_a_prefix_is_not_found_more_than_twenty_blocks_before_a_mark(served: Served) -> None:
    client = served.client()
    usage(client, payload(block(LONG, marked=True)))
    grown = payload(block(LONG), *[block(45)] * 20, block(45, marked=True))
    assert usage(client, grown) == (LONG_TOKENS + 210, 0)


def test_a_change_in_front_of_a_mark_is_a_miss(served: Served) -> None:
    client = served.client()
    usage(client, payload(block(LONG, marked=True)))
    assert usage(client, payload(block(LONG, marked=True, first="X"))) == (LONG_TOKENS, 0)


def test_a_change_in_an_earlier_block_is_a_miss(served: Served) -> None:
    client = served.client()
    usage(client, payload(block(45), block(LONG, marked=True)))
    assert usage(client, payload(block(45, first="X"), block(LONG, marked=True)))[1] == 0


def test_the_same_text_said_by_another_role_is_a_miss(served: Served) -> None:
    client = served.client()
    said = [
        payload(messages=[{"role": role, "content": [block(LONG, marked=True)]}])
        for role in ("user", "assistant")
    ]
    assert [usage(client, body) for body in said] == [(LONG_TOKENS, 0), (LONG_TOKENS, 0)]


def test_a_change_behind_the_mark_is_a_hit(served: Served) -> None:
    client = served.client()
    usage(client, payload(block(LONG, marked=True)))
    other = payload(block(LONG, marked=True), messages=[{"role": "user", "content": "Something else?"}])
    assert usage(client, other) == (0, LONG_TOKENS)


def test_prefixes_run_from_tools_to_system_to_messages(served: Served) -> None:
    client = served.client()
    tool: dict[str, Any] = {"name": "look", "description": text(9_500), "input_schema": {"type": "object"}}
    marked = tool | {"cache_control": {"type": "ephemeral"}}
    written, _ = usage(client, payload(tools=[marked]))
    assert written > 2_000
    assert usage(client, payload(block(LONG), tools=[marked])) == (0, written)
    changed = payload(block(LONG, marked=True), tools=[tool | {"name": "seek"}])
    assert usage(client, changed)[1] == 0


def test_a_mark_in_a_message_closes_the_system_text_too(served: Served) -> None:
    client = served.client()
    messages = [{"role": "user", "content": [block(450, marked=True)]}]
    body = payload(block(LONG), messages=messages)
    assert [usage(client, body) for _ in range(2)] == [(LONG_TOKENS + 100, 0), (0, LONG_TOKENS + 100)]


def test_a_plain_text_is_the_same_prefix_as_its_one_block(served: Served) -> None:
    client = served.client()
    asked: list[Any] = ["Reply.", [{"type": "text", "text": "Reply."}]]
    bodies = [
        payload(
            block(LONG),
            messages=[
                {"role": "user", "content": content},
                {"role": "user", "content": [block(45, marked=True)]},
            ],
        )
        for content in asked
    ]
    assert [usage(client, body)[1] > 0 for body in bodies] == [False, True]


def test_each_model_id_and_region_has_its_own_cache(served: Served) -> None:
    body = payload(block(LONG, marked=True))
    usage(served.client(), body)
    assert usage(served.client(), body, "global.anthropic.claude-sonnet-4-6")[1] == 0
    assert usage(served.client(region="us-west-2"), body)[1] == 0
    arn = f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/{SONNET}"
    assert usage(served.client(), body, arn) == (0, LONG_TOKENS)


def test_a_mark_inside_a_tools_result_closes_the_prefix_at_its_end(served: Served) -> None:
    client = served.client()
    result = {"type": "tool_result", "tool_use_id": "t1", "content": [block(LONG, marked=True)]}
    body = payload(messages=[{"role": "user", "content": [result]}])
    written, read = usage(client, body)
    assert written > LONG_TOKENS
    assert read == 0
    assert usage(client, body) == (0, written)
