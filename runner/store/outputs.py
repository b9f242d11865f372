"""Large outputs beside the records that name them, one file for each content. It must not mask or cut them.

They lie in the page's own folder, so that whoever copies a page's runs has all of them.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from runner.store.forms import LARGE, outputs_of
from runner.store.journal import sync_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Json = dict[str, Any]

FOLDER = "outputs"
_EXCERPT = 1_000


def put_away(result: Mapping[str, Any], folder: Path) -> Json:
    """Write the large outputs beside the records, and give the result with excerpts in their places.

    Raises:
        OSError: One cannot be written.
    """
    return {**result, "steps": [_step_put_away(step, folder) for step in result["steps"]]}


def _step_put_away(step: Json, folder: Path) -> Json:
    kept = dict(step)
    named: dict[str, Json] = {}
    for holder, stream, text in outputs_of(step):
        if len(text) <= LARGE:
            continue
        data = text.encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(data).hexdigest()
        _keep(folder / FOLDER / digest, data)
        named[f"{holder}.{stream}".lstrip(".")] = {"sha256": digest, "size": len(data)}
        _put(kept, holder, stream, _excerpt(text, digest))
    return {**kept, "outputs": named} if named else kept


def _put(step: Json, holder: str, stream: str, text: str) -> None:
    if holder:
        step[holder] = {**step[holder], stream: text}
    else:
        step[stream] = text


def _excerpt(text: str, digest: str) -> str:
    head = text[: text.rfind("\n", 0, _EXCERPT) + 1] or text[:_EXCERPT] + "\n"
    return f"{head}[... the whole output is in {FOLDER}/{digest}]\n"


def _keep(path: Path, data: bytes) -> None:
    """Write a content once: beside, synced, renamed. One that is there counts as new from now on."""
    with suppress(OSError):
        os.utime(path)
        return
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        sync_file(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def filled_in(result: Mapping[str, Any], folder: Path) -> Json:
    """Give a result with its whole outputs; one that is gone or spoiled is said in the step's notes.

    Args:
        result: As it stands in the record.
        folder: The record's folder.
    """
    return {**result, "steps": [_step_filled_in(step, folder) for step in result["steps"]]}


def _step_filled_in(step: Json, folder: Path) -> Json:
    if "outputs" not in step:
        return step
    full = {name: value for name, value in step.items() if name != "outputs"}
    for name, about in step["outputs"].items():
        holder, _, stream = name.rpartition(".")
        text = _content(folder / FOLDER / about["sha256"])
        if text is not None:
            _put(full, holder, stream, text)
            continue
        place = folder / FOLDER / about["sha256"]
        lost = f"its whole {name} is lost: {place} is missing or was changed; copy it from where the run was"
        full["notes"] = [*full.get("notes", ()), lost]
    return full


def _content(path: Path) -> str | None:
    with suppress(OSError, ValueError):
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() == path.name:
            return data.decode("utf-8", "surrogatepass")
    return None


def named_outputs(result: Mapping[str, Any]) -> set[str]:
    """The contents that a record needs."""
    return {about["sha256"] for step in result["steps"] for about in step.get("outputs", {}).values()}
