"""Compare our verdicts on AWS commands with those of the AWS CLI's own parsers: `make compare-aws`.

The commands are botocore's own examples and five slips of each. Nothing is called.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from runner.aws.commands.check import check_command
from runner.aws.commands.said import Argument, AwsCommand
from runner.outline import Level
from tests.aws.compare import cli_verdicts
from tests.aws.compare.examples import mutations, read_examples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.aws.commands.said import Fault

CORRECT = "correct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A command of the comparison and what kind of slip it holds."""

    kind: str
    words: list[str]


def cases(some_file: Path, number: int, seed: int) -> Iterator[Case]:
    """Give commands, evenly over the services, and the slips of each."""
    chance = random.Random(seed)
    found = list(read_examples(some_file))
    chosen = [found[index * len(found) // number] for index in range(min(number, len(found)))]
    for example in chosen if number < len(found) else found:
        yield Case(kind=CORRECT, words=example.words)
        for kind, words in mutations(example, chance):
            yield Case(kind=kind, words=words)


def our_faults(words: Sequence[str], now: datetime) -> tuple[Fault, ...]:
    """Give what we say of a command."""
    return check_command(AwsCommand(arguments=tuple(Argument(text=word) for word in words)), now).faults


def verdicts_of_v1(commands: list[list[str]], folder: Path) -> list[dict[str, object]]:
    """Ask v1, in a process of its own: it brings a botocore of its own."""
    return _ask([sys.executable, cli_verdicts.__file__], commands, folder, {"AWS_CONFIG_FILE": os.devnull})


def verdicts_of_v2(program: Path, commands: list[list[str]], folder: Path) -> list[dict[str, object]]:
    """Ask v2, as a plugin of it."""
    config = folder / "config"
    plugin = Path(cli_verdicts.__file__)
    config.write_text(f"[plugins]\ncli_legacy_plugin_path = {plugin.parent}\ncompare = {plugin.stem}\n")
    extra = {"AWS_CONFIG_FILE": str(config), cli_verdicts.PLUGIN: "1"}
    return _ask([str(program), "sts", "get-caller-identity"], commands, folder, extra)


def _ask(
    program: list[str], commands: list[list[str]], folder: Path, extra: dict[str, str]
) -> list[dict[str, object]]:
    asked, told = folder / "commands", folder / "verdicts"
    asked.write_text("".join(f"{json.dumps(words)}\n" for words in commands))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        cli_verdicts.COMMANDS: str(asked),
        cli_verdicts.VERDICTS: str(told),
    }
    subprocess.run(program, env=environment | extra, check=True, cwd=folder)
    return [json.loads(line) for line in told.read_text().splitlines()]


def reason(case: Case, faults: Sequence[Fault], told: dict[str, object]) -> str:
    """Name why we and the CLI differ."""
    said = str(told["said"])
    if told["refused"]:
        return next((name for mark, name in _WHY_REFUSED if mark in said), "we miss what the CLI refuses")
    return "we refuse what the CLI takes"


# What the CLI says, and why we do not say it.
_WHY_REFUSED = (
    ("Blob values must be a path to a file", "the CLI looks for a streamed file, and we look at no disk"),
    (
        "Missing required parameter in input",
        "a flag of the CLI's own may give the member, so none is asked for",
    ),
    ("arguments are required", "one version needs a flag that the other does not"),
)


def main() -> int:
    """Compare, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=600, help="how many correct commands")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--v2", type=Path, help="the program of AWS CLI v2")
    parser.add_argument("--show", type=int, default=0, help="how many differences to print")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        some_file = folder / "some-file"
        some_file.write_text("x")
        found = list(cases(some_file, options.number, options.seed))
        started = time.monotonic()
        now = datetime.now(UTC)
        ours = [our_faults(case.words, now) for case in found]
        took = time.monotonic() - started
        commands = [case.words for case in found]
        each = 1000 * took / len(found)
        _print(f"{len(found)} commands, {took:.1f} s for ours ({each:.2f} s a thousand)")
        tables = {"v1": verdicts_of_v1(commands, folder)}
        if options.v2:
            tables["v2"] = verdicts_of_v2(options.v2, commands, folder)
    for version, told in tables.items():
        _report(version, found, ours, told, options.show)
    wrong = [
        case for case, faults in zip(found, ours, strict=True) if case.kind == CORRECT and _refused(faults)
    ]
    _print(f"correct commands that we refuse: {len(wrong)}")
    return int(bool(wrong))


def _refused(faults: Sequence[Fault]) -> bool:
    return any(fault.level is Level.ERROR for fault in faults)


def _report(
    version: str, found: list[Case], ours: list[tuple[Fault, ...]], told: list[dict[str, object]], show: int
) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    for case, faults, verdict in zip(found, ours, told, strict=True):
        agree = _refused(faults) == verdict["refused"]
        counts[case.kind, "the same" if agree else "different"] += 1
        if not agree:
            why = reason(case, faults, verdict)
            reasons[why] += 1
            if reasons[why] <= show:
                _print(f"  {why}: aws {' '.join(case.words)[:300]}\n     we: {[f.message for f in faults]}")
                _print(f"     {version}: {str(verdict['said'])[-200:]!r}")
    _print(f"\n{version}:")
    for kind in dict.fromkeys(case.kind for case in found):
        same, other = counts[kind, "the same"], counts[kind, "different"]
        _print(f"  {kind:<20} {same:5} the same {other:5} different")
    for why, number in reasons.most_common():
        _print(f"  {number:5} {why}")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
