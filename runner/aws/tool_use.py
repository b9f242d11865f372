"""The tool that a Converse request makes the model use, and what the stand-in gives it.

Makes up no answer: what a tool is given comes from a folder of the caller's, or the call is refused.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runner.aws.documents import Json, list_at, object_at
from runner.aws.faults import ServiceError, invalid
from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.aws.calls import Call

# [M] bedrock-runtime, ToolName
_NAME = regex(r"[a-zA-Z0-9_-]{1,64}")


def tool_use(document: dict[str, Json], call: Call) -> dict[str, Json] | None:
    """Give the `toolUse` block of the answer, None where the request leaves the choice to the model.

    Raises:
        ServiceError: It makes the model use a tool that it does not offer, or there is no answer for it.
    """
    name = _forced(object_at(document.get("toolConfig"), "toolConfig"))
    if name is None:
        return None
    return {"toolUseId": "tooluse_stand-in", "name": name, "input": _input(name, call)}


def _forced(tools: dict[str, Json]) -> str | None:
    choice = object_at(tools.get("toolChoice"), "toolConfig.toolChoice")
    offered = list(_offered(tools))
    if "any" in choice and offered:
        return offered[0]
    if "tool" not in choice:
        return None
    name = object_at(choice["tool"], "toolConfig.toolChoice.tool").get("name")
    if not isinstance(name, str) or name not in offered or not _NAME.fullmatch(name):
        raise invalid(f"toolConfig.toolChoice.tool.name: {name!a} is none of the tools")
    return name


def _offered(tools: dict[str, Json]) -> Iterator[str]:
    for number, tool in enumerate(list_at(tools.get("tools"), "toolConfig.tools")):
        where = f"toolConfig.tools.{number}"
        name = object_at(object_at(tool, where).get("toolSpec"), f"{where}.toolSpec").get("name")
        if isinstance(name, str) and _NAME.fullmatch(name):
            yield name


def _input(name: str, call: Call) -> Json:
    if call.answers is not None:
        try:
            found: Json = json.loads((call.answers / f"{name}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            raise _no_answer(f"cannot read {name}.json ({error})") from error
        else:
            return found
    raise _no_answer(f"has no {name}.json")


def _no_answer(why: str) -> ServiceError:
    message = f"The Bedrock stand-in makes up no use of a tool, and its folder of answers {why}."
    return ServiceError("UnsupportedOperationException", message)
