# ruff: noqa: ANN401, SLF001 - the tables of the CLI have no types and no public names
"""Write `runner/aws/commands/customised.toml`: where the AWS CLI's own words differ from botocore's models.

The commands and flags of v1 come from its Python package, those of v2 from the index that it ships for the
completion of words. Run it by `make aws-table` after `make aws-v2`.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TABLE = Path("runner/aws/commands/customised.toml")
INDEX = "dist/awscli/data/ac.index"
# Flags that every operation may have: the checker knows them by rule.
COMMON = frozenset(
    {
        "cli-input-json",
        "cli-input-yaml",
        "generate-cli-skeleton",
        "starting-token",
        "max-items",
        "page-size",
        "outfile",
        "help",
    }
)
# The index does not tell them. Source: AWS CLI v2 user guide, output formats, and `aws --output x`.
V2_OUTPUTS = ["yaml", "yaml-stream", "off"]
OF_THE_MODEL = frozenset({"CLIArgument", "ListArgument", "BooleanArgument"})
HEAD = """\
# Where the words of the AWS CLI differ from what botocore's models say, and the commands without a model.
# Written by `make aws-table`; do not edit by hand.
#
# `[[command]]` a command without a model. `[[operation]]` an operation of a model: `renamed` flag = the name
# by rule, `also` a second name, `gone` names that the CLI does not take, `optional` flags that it does not
# need. Flags that no model has, or has in another form, stand by what they take: `nothing`, `value`, `maybe`
# (one or none), `values` (any number), `counted`. `v1` and `v2` name what only that version has.
# `[[without]]` operations without a command.

"""


@dataclass
class Row:
    """What is known of a command or operation."""

    flags: dict[str, dict[str, Any]] = field(default_factory=dict)
    only: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    renamed: dict[str, str] = field(default_factory=dict)
    also: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)


class Index:
    """The commands and flags of v2 by the command's words."""

    def __init__(self, file: Path) -> None:
        connection = sqlite3.connect(file)
        self.commands: dict[str, set[str]] = defaultdict(set)
        self.flags: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for name, parent in connection.execute("select command, parent from command_table"):
            self.commands[_words(parent)].add(name)
        rows = "select argname, type_name, command, parent, nargs, positional_arg, required from param_table"
        for name, kind, command, parent, nargs, positional, required in connection.execute(rows):
            path = _words(f"{parent}.{command}" if parent else command)
            takes = "nothing" if kind == "boolean" else _takes(nargs or ("*" if kind == "list" else None))
            self.flags[path][name] = {
                "takes": takes,
                "positional": positional == "1",
                "required": bool(required),
            }


def _words(path: str) -> str:
    return " ".join(path.split(".")[1:])


def _takes(nargs: str | int | None) -> str:
    known = {None: "value", "?": "maybe", "*": "values", "+": "values", "...": "values"}
    return known.get(nargs if nargs is None else str(nargs), f"{nargs}")


def _flag(argument: Any) -> dict[str, Any]:
    """What an argument takes, as it tells a parser."""
    parser = argparse.ArgumentParser(add_help=False, conflict_handler="resolve")
    argument.add_to_parser(parser)
    action = parser._actions[-1]
    return {
        "takes": "nothing" if action.nargs == 0 else _takes(action.nargs),
        "positional": not action.option_strings,
        "required": bool(getattr(argument, "required", False)),
        "choices": list(action.choices or []),
    }


def collect(index: Index) -> tuple[dict[str, str], dict[str, Row], dict[str, Row], dict[str, str], list[str]]:
    """Give services, commands, operations, operations without a command, and the services of v1 alone."""
    from awscli.clidriver import ServiceCommand, create_clidriver

    driver = create_clidriver()
    table = driver._get_command_table()
    services: dict[str, str] = {}
    commands: dict[str, Row] = {}
    operations: dict[str, Row] = {}
    without: dict[str, str] = {}
    alone = sorted(set(table) - index.commands[""] - {"help"})
    _v1_command("", driver, commands, index)
    for name, command in table.items():
        if name == "help":
            continue
        if not isinstance(command, ServiceCommand):
            _v1_command(name, command, commands, index)
            continue
        if command._service_name != name:
            services[name] = command._service_name
        _v1_service(name, command, (commands, operations, without), index)
    _v2_commands(index, commands)
    return services, commands, operations, without, alone


def _arguments(command: Any) -> dict[str, Any]:
    found = getattr(command, "arg_table", None)
    if found is None and hasattr(command, "_get_argument_table"):
        found = command._get_argument_table()
    return dict(found or {})


def _children(command: Any) -> dict[str, Any]:
    for name in ("subcommand_table", "_get_command_table", "_build_subcommand_table"):
        found = getattr(command, name, None)
        if found:
            return dict(found() if callable(found) else found)
    return {}


def _v1_command(path: str, command: Any, commands: dict[str, Row], index: Index) -> None:
    row = commands.setdefault(path, Row())
    row.versions.add("v1")
    theirs = index.flags.get(path, {})
    parent, _, name = path.rpartition(" ")
    shared = not path or name in index.commands[parent]
    for flag, argument in _arguments(command).items():
        row.flags[flag] = _flag(argument)
        if shared and flag not in theirs and not row.flags[flag]["positional"]:
            row.only["v1"].add(flag)
    if shared:
        row.versions.add("v2")
        for flag, known in theirs.items():
            if flag not in row.flags and not known["positional"]:
                row.flags[flag] = known
                row.only["v2"].add(flag)
    # `deploy` is also the word of a service, whose commands v1 hangs under it by mistake.
    for child, below in (_children(command) if path not in ("", "cloudformation deploy") else {}).items():
        if child != "help":
            _v1_command(f"{path} {child}", below, commands, index)


def _v2_commands(index: Index, commands: dict[str, Row]) -> None:
    """Add the commands of v2 that v1 has not and that no model can tell."""
    for parent, names in sorted(index.commands.items()):
        for path in (f"{parent} {name}".strip() for name in sorted(names)):
            if path in commands or path in ("", "aws") or " wait" in path or _is_operation(path, index):
                continue
            commands[path] = Row(flags=dict(index.flags.get(path, {})), versions={"v2"})


@cache
def _newest(service: str) -> dict[str, set[str]]:
    """The flags by rule of a service's operations, as the botocore beside us has them."""
    import awscli
    from botocore import xform_name

    folder = Path(awscli.__file__).parent.parent / "botocore/data" / service
    files = sorted(folder.glob("*/service-2.json.gz"))
    if not files:
        return {}
    model = json.loads(gzip.decompress(files[-1].read_bytes()))
    found = {}
    for name, operation in model["operations"].items():
        members = model["shapes"].get(operation.get("input", {}).get("shape"), {}).get("members", {})
        flags = {xform_name(member, "-") for member in members}
        found[xform_name(name, "-")] = flags | {f"no-{flag}" for flag in flags}
    return found


def _is_operation(path: str, index: Index) -> bool:
    """Whether a command of v2 is a service or an operation: such a one has a skeleton or an outfile."""
    own = index.flags.get(path, {})
    if "generate-cli-skeleton" in own or "outfile" in own:
        return True
    below = index.commands.get(path, ())
    marks = {"generate-cli-skeleton", "outfile"}
    return any(marks & set(index.flags.get(f"{path} {name}", {})) for name in below)


def _v1_service(name: str, service: Any, found: tuple[Any, Any, Any], index: Index) -> None:
    from awscli.clidriver import ServiceOperation
    from botocore import xform_name

    commands, operations, without = found
    table = service._get_command_table()
    model = service._get_service_model()
    plain = {xform_name(operation, "-"): operation for operation in model.operation_names}
    for word in plain:
        in_v1 = isinstance(table.get(word), ServiceOperation)
        in_v2 = word in index.commands[name]
        if not (in_v1 and in_v2) and word not in table:
            without[f"{name} {word}"] = "v2" if in_v2 else ""
        elif in_v1 and not in_v2 and name in index.commands[""]:
            without[f"{name} {word}"] = "v1"
    for word, command in table.items():
        if word in ("help", "wait"):
            continue
        path = f"{name} {word}"
        if isinstance(command, ServiceOperation):
            row = _operation(path, command, index)
            if row is not None:
                operations[path] = row
        else:
            _v1_command(path, command, commands, index)


def _operation(path: str, command: Any, index: Index) -> Row | None:
    """What the CLI changes of an operation, None where it changes nothing."""
    shape = command._operation_model.input_shape
    plain = dict(_by_rule(shape.members if shape else {}))
    required = set(shape.required_members) if shape else set()
    arguments = {flag: item for flag, item in command.arg_table.items() if not _common(flag, item)}
    theirs = index.flags.get(path)
    row = Row()
    taken = set()
    for flag, argument in arguments.items():
        member = getattr(argument, "_serialized_name", None)
        kind = type(argument).__name__
        taken.add(flag)
        if flag in plain and (member in (None, plain[flag]) or kind == "PageArgument"):
            if kind not in OF_THE_MODEL:
                row.flags[flag] = _flag(argument)
            needed = plain[flag] in required and not _token(shape, plain[flag])
            if needed and not argument.required and not flag.startswith("no-"):
                row.optional.append(flag)
            continue
        _added(row, flag, argument, plain)
        if theirs is not None and flag not in theirs and flag not in row.also:
            row.only["v1"].add(flag)
    row.gone = [flag for flag in plain if flag not in taken and flag not in row.renamed.values()]
    if theirs is not None:
        _only_v2(row, theirs, plain, command)
    changed = row.flags or row.renamed or row.also or row.gone or row.optional
    return row if changed else None


def _common(flag: str, argument: Any) -> bool:
    return flag in COMMON and (flag != "outfile" or type(argument).__name__ == "StreamingOutputArgument")


def _token(shape: Any, member: str) -> bool:
    return bool(shape.members[member].metadata.get("idempotencyToken"))


def _by_rule(members: Any) -> Iterator[tuple[str, str]]:
    from botocore import xform_name

    for member, shape in members.items():
        yield xform_name(member, "-"), member
        if shape.type_name == "boolean":
            yield f"no-{xform_name(member, '-')}", member


def _added(row: Row, flag: str, argument: Any, plain: dict[str, str]) -> None:
    member = getattr(argument, "_serialized_name", None)
    same = [name for name, other in plain.items() if other == member]
    negative = getattr(argument, "_action", None) == "store_false"
    if type(argument).__name__ in OF_THE_MODEL and same:
        name = next((one for one in same if one.startswith("no-") is negative), same[0])
        hidden = getattr(argument, "_UNDOCUMENTED", False)
        (row.also if hidden else row.renamed)[flag] = name
    else:
        row.flags[flag] = _flag(argument)


def _only_v2(row: Row, theirs: dict[str, Any], plain: dict[str, str], command: Any) -> None:
    """Note the flags that v2 alone has and no model explains, a newer one neither."""
    service, word = command._operation_model.service_model.service_name, command.name
    newest = _newest(service).get(word, set())
    for flag in (
        set(theirs) - set(row.flags) - set(plain) - COMMON - set(row.renamed) - set(row.also) - newest
    ):
        row.flags[flag] = theirs[flag]
        row.only["v2"].add(flag)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _entries(values: dict[str, Any]) -> str:
    return "{ " + ", ".join(f"{_text(key)} = {_text(value)}" for key, value in values.items()) + " }"


def _lines(kind: str, path: str, row: Row) -> Iterator[str]:
    yield f"\n[[{kind}]]"
    yield f"path = {_text(path)}"
    if kind == "command" and len(row.versions) == 1:
        yield f"only = {_text(*row.versions)}"
    for name in ("renamed", "also"):
        if getattr(row, name):
            yield f"{name} = {_entries(getattr(row, name))}"
    for name in ("gone", "optional"):
        if getattr(row, name):
            yield f"{name} = {_text(sorted(getattr(row, name)))}"
    yield from _flag_lines(row)
    for version, flags in sorted(row.only.items()):
        if flags:
            yield f"{version} = {_text(sorted(flags))}"


def _flag_lines(row: Row) -> Iterator[str]:
    places = {flag: known["takes"] for flag, known in row.flags.items() if known["positional"]}
    if places:
        yield f"positional = {_entries(places)}"
    rest = {flag: known for flag, known in row.flags.items() if not known["positional"]}
    for takes in ("nothing", "value", "maybe", "values"):
        names = [flag for flag, known in rest.items() if known["takes"] == takes]
        if names:
            yield f"{takes} = {_text(names)}"
    counted = {flag: int(known["takes"]) for flag, known in rest.items() if known["takes"].isdigit()}
    if counted:
        yield f"counted = {_entries(counted)}"
    required = [flag for flag, known in row.flags.items() if known["required"]]
    if required:
        yield f"required = {_text(required)}"
    choices = {flag: known["choices"] for flag, known in rest.items() if known.get("choices")}
    if "output" in choices and "color" in choices:
        choices["output"] += V2_OUTPUTS
    if choices:
        yield f"choices = {_entries(choices)}"


def _table(found: tuple[Any, ...], sources: Iterable[str]) -> str:
    services, commands, operations, without, alone = found
    head = [
        f"dated = {datetime.datetime.now(tz=datetime.UTC).date()}",
        f"sources = {_text(list(sources))}",
        f"services_of_v1 = {_text(alone)}",
        "\n[services]  # the word of the CLI = botocore's name",
        *(f"{_text(name)} = {_text(service)}" for name, service in sorted(services.items())),
    ]
    for version in ("", "v1", "v2"):
        names = sorted(path for path, only in without.items() if only == version)
        if names:
            said = f"only = {_text(version)}\n" if version else ""
            listed = "".join(f"  {_text(name)},\n" for name in names)
            head.append(f"\n[[without]]\n{said}paths = [\n{listed}]")
    rows = [line for path in sorted(commands) for line in _lines("command", path, commands[path])]
    rows += [line for path in sorted(operations) for line in _lines("operation", path, operations[path])]
    return HEAD + "\n".join([*head, *rows]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--v2", type=Path, required=True, help="the folder of `make aws-v2`")
    parser.add_argument("--v2-version", default="2.38.5")
    options = parser.parse_args()
    import awscli

    sources = [
        f"the Python package awscli {awscli.__version__}: its own command tables",
        f"AWS CLI {options.v2_version}: the index of commands that it ships",
    ]
    found = collect(Index(options.v2 / INDEX))
    TABLE.write_text(_table(found, sources), encoding="utf-8")
    print(f"{TABLE}: {len(found[1])} commands, {len(found[2])} operations, {len(found[3])} without")


if __name__ == "__main__":
    main()
