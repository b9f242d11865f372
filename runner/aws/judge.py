"""The judge's one request: a question to a Claude model on Bedrock, with boto3, and the answer as it came.

Knows nothing of pages and believes nothing: the answer is data that others must look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.aws.rules import Lifecycle, load_rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

CONNECT_SECONDS = 10
READ_SECONDS = 120
MOST_TRIES = 3
# Of an answer; what is not used costs nothing.
MOST_TOKENS = 8192


_OTHER_MODEL = "name a model that this account may call with RUNBOOK_JUDGE_MODEL"
_CURES = {
    "ResourceNotFoundException": _OTHER_MODEL,
    "ValidationException": _OTHER_MODEL,
    "UnsupportedOperationException": "point AWS_ENDPOINT_URL_BEDROCK_RUNTIME at Bedrock itself",
}


class JudgeUnavailableError(Exception):
    """The model could not be asked; the text is that of botocore or of the service.

    Attributes:
        cure: What to do, empty where the text has to tell.
    """

    def __init__(self, text: str, *, cure: str = "") -> None:
        super().__init__(text)
        self.cure = cure


class Question(Struct, frozen=True, kw_only=True):
    """What a model is asked.

    Attributes:
        model: A model's or an inference profile's id.
        instructions: What it is to do.
        page: The text that the question is about, as data; kept in the prompt cache.
        sentences: What is asked about it, as data.
        schema: The JSON schema of the answer.
    """

    model: str
    instructions: str
    page: str
    sentences: str
    tool: str
    about_tool: str
    schema: Mapping[str, Any]

    def request(self) -> dict[str, Any]:
        """The parameters of Converse; the model must answer with the tool."""
        tool = {"name": self.tool, "description": self.about_tool, "inputSchema": {"json": dict(self.schema)}}
        return {
            "modelId": self.model,
            "system": [
                {"text": self.instructions},
                {"text": self.page},
                {"cachePoint": {"type": "default"}},
            ],
            "messages": [{"role": "user", "content": [{"text": self.sentences}]}],
            "toolConfig": {
                "tools": [{"toolSpec": tool}],
                "toolChoice": {"tool": {"name": self.tool}},
            },
            "inferenceConfig": {"maxTokens": MOST_TOKENS},
        }


class Caller(Struct, frozen=True, kw_only=True):
    """Whose account asks and where; empty for what the AWS settings say."""

    profile: str = ""
    region: str = ""


def usual_model(region: str, now: datetime) -> str:
    """Give the id that names the judge's model in a region, the nearest geography first.

    Raises:
        JudgeUnavailableError: The table's model has reached its end of life.
    """
    rules = load_rules()
    model = rules.models[rules.judge]
    if model.lifecycle(now) is Lifecycle.ENDED:
        raise JudgeUnavailableError(f"the model {model.id} has reached its end of life", cure=_OTHER_MODEL)
    geographies = (name for name in model.geographies if rules.serves(name, region))
    return f"{next(geographies, 'global')}.{model.id}"


def ask_judge(question: Question, caller: Caller) -> object:
    """Ask once, with botocore's own bounded retries.

    Returns:
        What the tool was given; None where the model did not use it, or did not come to its end.

    Raises:
        JudgeUnavailableError: No answer can be had.
    """
    session = _session(caller)
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": MOST_TRIES},
    )
    try:
        client = session.client("bedrock-runtime", region_name=caller.region or None, config=config)
        try:
            reply = client.converse(**question.request())
        finally:
            client.close()
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        raise JudgeUnavailableError(str(error), cure=_CURES.get(code, "")) from error
    except (BotoCoreError, ValueError) as error:  # the latter of an endpoint that is no URL
        raise JudgeUnavailableError(str(error)) from error
    return _tool_input(reply, question.tool)


def _session(caller: Caller) -> Any:  # noqa: ANN401 - boto3 has no types
    try:
        import boto3
    except ModuleNotFoundError as error:
        text = f"the package {error.name} is not installed"
        raise JudgeUnavailableError(text, cure="pip install 'runbook-pages[aws]'") from error
    from botocore.exceptions import BotoCoreError

    try:
        return boto3.Session(profile_name=caller.profile or None, region_name=caller.region or None)
    except BotoCoreError as error:
        raise JudgeUnavailableError(str(error)) from error


def _tool_input(reply: Mapping[str, Any], tool: str) -> object:
    if reply.get("stopReason") != "tool_use":
        return None
    blocks = reply["output"]["message"]["content"]
    uses = [block["toolUse"] for block in blocks if "toolUse" in block]
    return uses[0]["input"] if len(uses) == 1 and uses[0]["name"] == tool else None
