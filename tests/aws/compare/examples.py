"""Botocore's own examples as command lines, and what slips make of them. Judges none of them."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.validate import ParamValidator

from runner.aws.commands.customised import customised
from runner.aws.commands.flags import flags_of_operation
from runner.aws.commands.models import operation, operations

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterator, Sequence

    from runner.aws.commands.customised import Flag

_PLAIN = re.compile(r"[\w./: -]+")
_FETCHED = ("http://", "https://", "file://", "fileb://")
_NUMBERS = ("integer", "long", "float", "double")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A command that botocore's own example stands for; `parts` are its flags, each with its words."""

    command: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    outfile: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """Everything behind `aws`."""
        return [*self.command, *(word for part in self.parts for word in part), *self.outfile]


def read_examples(some_file: Path, services: Collection[str] = ()) -> Iterator[Example]:
    """Give each example that can be said on a command line; `some_file` stands for what is streamed.

    Args:
        some_file: A file that is there.
        services: Those services' examples alone; all of them where it is empty.
    """
    import botocore

    words = {service: word for word, service in customised().services.items() if "." not in word}
    for file in sorted((Path(botocore.__file__).parent / "data").glob("*/*/examples-1.json*")):
        service = file.parent.parent.name
        if services and service not in services:
            continue
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for name, examples in json.loads(raw).get("examples", {}).items():
            for example in examples:
                found = _example(
                    words.get(service, service), service, name, example.get("input", {}), some_file
                )
                if found is not None:
                    yield found


def _example(word: str, service: str, name: str, given: dict[str, Any], some_file: Path) -> Example | None:
    command = next((text for text, known in operations(service).items() if known == name), "")
    path = f"{word} {command}"
    if not command or path in customised().without or path in customised().commands:
        return None
    flags = flags_of_operation(path, service, name)
    model = operation(service, name)
    # Some examples are older than their model, and botocore itself refuses them.
    if model.input_shape is None or ParamValidator().validate(given, model.input_shape).has_errors():
        return None
    parts = []
    for member, value in given.items():
        part = _part(flags, member, value, some_file)
        if part is None:
            return None
        parts.append(part)
    outfile = ("/dev/null",) if model.has_streaming_output else ()
    return Example(command=(word, command), parts=tuple(parts), outfile=outfile)


def _part(flags: Any, member: str, value: Any, some_file: Path) -> tuple[str, ...] | None:
    fitting = [flag for flag in flags.values() if flag.member == member]
    if not fitting:
        return None
    flag = next((one for one in fitting if one.name.startswith("no-") is (value is False)), fitting[0])
    if flag.takes == "nothing":
        return (f"--{flag.name}",)
    words = _words(flag, value, some_file)
    if any(word.startswith(_FETCHED) for word in words):
        return None
    return (
        (f"--{flag.name}={words[0]}",)
        if len(words) == 1 and words[0][:1] == "-"
        else (f"--{flag.name}", *words)
    )


def _words(flag: Flag, value: Any, some_file: Path) -> list[str]:
    kind = flag.shape.type_name
    if kind == "blob":
        streamed = flag.shape.serialization.get("streaming")
        return [str(some_file) if streamed else base64.b64encode(str(value).encode()).decode()]
    if kind == "list" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    if kind in ("structure", "map", "list"):
        return _shorthand(flag, value) or [json.dumps(value)]
    return [str(value)]


def _shorthand(flag: Flag, value: Any) -> list[str]:
    """Shorthand where the example is flat enough, for every other command."""
    items = value if flag.shape.type_name == "list" else [value]
    if zlib.crc32(json.dumps(value).encode()) % 2:
        return []
    texts = [_pairs(item) for item in items]
    return texts if all(texts) else []


def _pairs(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    texts = []
    for key, value in item.items():
        values = value if isinstance(value, list) else [value]
        # A list of one is written as one value, which the CLI makes a list of again.
        if not values or not all(isinstance(one, str) and _PLAIN.fullmatch(one) for one in values):
            return ""
        texts.append(f"{key}={','.join(values)}")
    return ",".join(texts)


def mutations(example: Example, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Give five slips of a command, each with its kind."""
    yield (
        "unknown flag",
        [*example.words, f"--{chance.choice(('dry-runn', 'bukcet', 'namme', 'regiom'))}", "x"],
    )
    yield "missing flag", _without_one(example, chance)
    yield (
        "misspelt operation",
        [example.command[0], _misspelt(example.command[1], chance), *example.words[2:]],
    )
    yield "wrong type", _changed(example, chance, _wrong_type)
    yield "bad JSON or enum", _changed(example, chance, _bad_value)


def _without_one(example: Example, chance: random.Random) -> list[str]:
    if not example.parts:
        return [*example.words, "--query"]
    left = list(example.parts)
    # The first flag is the one that most operations cannot do without.
    left.pop(0 if chance.random() < 0.7 else chance.randrange(len(left)))
    return [*example.command, *(word for part in left for word in part), *example.outfile]


def _misspelt(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if word[at] != word[at + 1]
        else word[:at] + word[at + 1 :]
    )


def _changed(example: Example, chance: random.Random, change: Any) -> list[str]:
    parts = list(example.parts)
    places = [number for number, part in enumerate(parts) if len(part) > 1]
    if not places:
        return [*example.words, "--output", "jsn"]
    place = chance.choice(places)
    parts[place] = (parts[place][0], *change(parts[place][1:]))
    return [*example.command, *(word for part in parts for word in part), *example.outfile]


def _wrong_type(words: Sequence[str]) -> Sequence[str]:
    if words[0].startswith(("{", "[")):
        return ['{"a": [1]}' if words[0].startswith("[") else "[1]"]
    return () if "=" not in words[0] else ("no-shorthand",)


def _bad_value(words: Sequence[str]) -> Sequence[str]:
    if words[0].startswith("{"):
        return (words[0][:-1],)
    if words[0].startswith("["):
        return (words[0] + "]",)
    return (f"{words[0]},Unknwon=1",) if "=" in words[0] else ("No-Such-Value!",)
