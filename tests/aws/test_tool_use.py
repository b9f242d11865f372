"""Converse with a tool that the model must use: the stand-in gives what a folder holds, or nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from runner.aws.stand_in import serve

from .conftest import checked_client, send_signed
from .payloads import SONNET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.server

TOOL = {"toolSpec": {"name": "look", "description": "d", "inputSchema": {"json": {"type": "object"}}}}
ASKED = [{"role": "user", "content": [{"text": "Look."}]}]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    with serve(answers=tmp_path) as stand_in:
        made = checked_client(stand_in.url, "bedrock-runtime", "us-east-1")
        yield made
        made.close()


def converse(client: Any, choice: dict[str, Any] | None) -> Any:
    tools: dict[str, Any] = {"tools": [TOOL]}
    if choice is not None:
        tools["toolChoice"] = choice
    return client.converse(modelId=SONNET, messages=ASKED, toolConfig=tools)


@pytest.mark.parametrize("choice", [{"tool": {"name": "look"}}, {"any": {}}])
def test_a_tool_that_must_be_used_gets_what_the_folder_holds(
    client: Any, tmp_path: Path, choice: dict[str, Any]
) -> None:
    (tmp_path / "look.json").write_text(json.dumps({"at": ["x", 1]}))
    reply = converse(client, choice)
    (block,) = reply["output"]["message"]["content"]
    assert block["toolUse"]["name"] == "look"
    assert block["toolUse"]["input"] == {"at": ["x", 1]}
    assert reply["stopReason"] == "tool_use"


@pytest.mark.parametrize("choice", [None, {"auto": {}}])
def test_a_model_that_may_choose_answers_in_words(client: Any, choice: dict[str, Any] | None) -> None:
    reply = converse(client, choice)
    assert reply["stopReason"] == "end_turn"
    assert "text" in reply["output"]["message"]["content"][0]


@pytest.mark.parametrize("held", [None, "{"])
def test_no_use_of_a_tool_is_made_up(tmp_path: Path, held: str | None) -> None:
    if held is not None:
        (tmp_path / "look.json").write_text(held)
    tools = {"tools": [TOOL], "toolChoice": {"tool": {"name": "look"}}}
    body = json.dumps({"messages": ASKED, "toolConfig": tools}).encode()
    with serve(answers=tmp_path) as stand_in:
        status, _, said = send_signed(stand_in.url, "POST", f"/model/{SONNET}/converse", body)
    assert status == 501
    assert b"makes up no use of a tool" in said


def test_a_tool_that_is_not_offered_is_refused(client: Any) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        converse(client, {"tool": {"name": "../look"}})
