"""What a model answers: one fixed text, with the token counts that the prompt and the cache give.

Shared by InvokeModel and Converse, which only differ in how they ask and how they tell.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.aws.cache import CacheUse, count_tokens, prefixes
from runner.aws.rules import load_rules

if TYPE_CHECKING:
    from runner.aws.calls import Call
    from runner.aws.identifiers import Target
    from runner.aws.messages import Prompt


class Answer(Struct, frozen=True, kw_only=True):
    """A model's answer.

    Attributes:
        input_tokens: The part of the prompt that was neither read from the cache nor written to it.
        milliseconds: How long the call took.
    """

    text: str
    stop_reason: str
    input_tokens: int
    output_tokens: int
    cache: CacheUse
    milliseconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell of an invocation."""
        return {
            "x-amzn-bedrock-input-token-count": str(self.input_tokens),
            "x-amzn-bedrock-output-token-count": str(self.output_tokens),
            "x-amzn-bedrock-cache-read-input-token-count": str(self.cache.read),
            "x-amzn-bedrock-cache-write-input-token-count": str(self.cache.written_tokens),
            "x-amzn-bedrock-invocation-latency": str(self.milliseconds),
        }


def run_model(call: Call, target: Target, prompt: Prompt) -> Answer:
    """Answer a prompt and account for its cache; a region does not see what another one kept."""
    whole = prefixes(prompt.segments)
    cache = call.cache.use((call.region, target.id), whole, target.model, call.now)
    text, stop_reason = _say(prompt.max_tokens)
    return Answer(
        text=text,
        stop_reason=stop_reason,
        input_tokens=whole[-1].tokens - cache.read - cache.written_tokens,
        output_tokens=count_tokens(len(text)),
        cache=cache,
        milliseconds=max(1, round((time.monotonic() - call.started) * 1000)),
    )


def _say(max_tokens: int) -> tuple[str, str]:
    rules = load_rules()
    if count_tokens(len(rules.reply)) <= max_tokens:
        return rules.reply, "end_turn"
    return rules.reply[: int(max_tokens * rules.characters_per_token)], "max_tokens"
