"""What a page's own steps may bring of what its preconditions ask for. Runs none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.model import NeedKind, SectionKind, StepKind
from runner.plan.programs import brings_programs
from runner.plan.shell import read_shell
from runner.read.program_states import find_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.model import Need, Plan
    from runner.plan.shell import ShellCommand

_MOVES = frozenset({"cd", "pushd", "git", "tar", "unzip", "source", "."})
_LOGS_IN = frozenset({"configure", "sso", "login", "sts"})
_AWS = frozenset({NeedKind.CREDENTIALS, NeedKind.PROFILE, NeedKind.ACCOUNT, NeedKind.BEDROCK, NeedKind.MODEL})


class Provided(Struct, frozen=True, kw_only=True):
    """What the steps that will run may bring.

    Attributes:
        programs: Whether a step under preconditions may bring programs.
        assigned: The variables that a step under preconditions sets.
        moves: Whether a step leaves the working folder or fills it.
        files: The files that steps write.
        logs_in: Whether a step configures AWS.
        called: The programs that steps call, each also with each of its words.
    """

    programs: bool = False
    assigned: frozenset[str] = frozenset()
    moves: bool = False
    files: frozenset[str] = frozenset()
    logs_in: bool = False
    called: frozenset[str] = frozenset()

    def may_bring(self, need: Need) -> bool:
        """Whether what is missing may be there by the time that it is used."""
        if need.kind is NeedKind.PROGRAM:
            return self.programs
        if need.kind is NeedKind.STATE:
            return self._may_change_state(need)
        if need.kind is NeedKind.VARIABLE:
            return need.name in self.assigned
        if need.kind is NeedKind.FILE:
            return need.name in self.files or (self.moves and not need.name.startswith(("/", "~", "$")))
        if need.kind is NeedKind.REPOSITORY:
            return self.moves
        return need.kind in _AWS and self.logs_in

    def _may_change_state(self, need: Need) -> bool:
        state = find_state(need.name, need.state)
        if state is None:
            return True
        ways = {*state.also, *(f"{need.name} {word}" for word in state.brings)}
        return not ways.isdisjoint(self.called)


def provided_by(plan: Plan) -> Provided:
    """Tell what the steps of a plan that will run may bring."""
    running = [planned for planned in plan.steps if planned.skip is None]
    commands = [planned for planned in running if planned.step.kind is StepKind.COMMAND]
    before = [planned.text for planned in commands if planned.step.section_kind is SectionKind.PRECONDITIONS]
    shells = [read_shell(planned.text) for planned in commands]
    called = [command for shell in shells for command in shell.commands]
    written = {word.value or "" for shell in shells for word in shell.redirected_to}
    return Provided(
        programs=brings_programs(before),
        assigned=frozenset[str]().union(*(read_shell(text).assigned for text in before)),
        moves=any(command.program in _MOVES for command in called),
        files=frozenset(written | {planned.step.file or "" for planned in running}),
        logs_in=any(map(_configures_aws, called)),
        called=frozenset(text for command in called for text in _calls(command)),
    )


def _calls(command: ShellCommand) -> Iterator[str]:
    yield command.program
    yield from (f"{command.program} {word.value}" for word in command.words[1:] if word.value)


def _configures_aws(command: ShellCommand) -> bool:
    words = {word.value for word in command.words[1:4]}
    return command.program == "aws" and bool(words & _LOGS_IN) and "get-caller-identity" not in words
