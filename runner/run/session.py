"""The shell session of one page: every step runs in the same bash, as in a reader's terminal.

It must not know what a step is for: no plan, no check, no masking, no report.

One interactive bash without a terminal reads lines from the session. A step is one line, `eval` of the code
with an empty stdin and two pipes of its own; the next line has bash answer how it went. `eval`, not a sourced
file: `return`, `$BASH_SOURCE` and the traps on DEBUG and RETURN are then what they are in a terminal.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from runner.run import messages, processes
from runner.run.capture import Late, Streams
from runner.run.shell import Shell, find_bash, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.run.processes import LeftRunning
    from runner.run.pseudo_terminal import PseudoTerminal
    from runner.run.sandbox import Sandbox

# Seconds that a stopped step has to end by itself, between later strikes, and until the shell is killed.
_GRACE = 0.2
_STRIKE_EVERY = 0.05
_STOP_WITHIN = 1.6
_ANSWER_WITHIN = 10.0
_BACK_AT_PROMPT = 0.5

# `builtin eval` in a list: `set -e` and a trap on ERR act on the commands of the step, but not once more on
# the `eval` for the last status (bash turns them off inside for a plain `eval`, not through `builtin`).
# `((1))` keeps `$?`; the backslash keeps aliases out.
_RUN = b"\\builtin eval %s </dev/null >|%s 2>|%s && ((1))\n"
# The terminal is opened for reading too: only so does the system make it the shell's controlling terminal.
_RUN_ON_TERMINAL = (
    b'\\__runbook_take_terminal "$?" && ((1))\n\\builtin eval %s 1<>%s 2>|%s 2>&1 0<&1 && ((1))\n'
)
_LET_GO = b'\\__runbook_let_go "$?" && ((1))\n'
_WENT = b'\\__runbook_went "$?" && ((1))\n'
_ASK = b'\\__runbook_ask %s "$?" </dev/null >|%s 2>|%s && ((1))\n'
_ANSWER = b'\\__runbook_answer %s "$?" && ((1))\n'


class Ending(StrEnum):
    """How a step came to its end."""

    DONE = "done"
    EXIT_CALLED = "exit-called"
    SHELL_ENDED = "shell-ended"
    TIMED_OUT = "timed-out"
    TOO_MUCH_OUTPUT = "too-much-output"
    INTERRUPTED = "interrupted"
    WAITS_FOR_INPUT = "waits-for-input"


_STOPPED = frozenset({Ending.TIMED_OUT, Ending.TOO_MUCH_OUTPUT, Ending.INTERRUPTED, Ending.WAITS_FOR_INPUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one step did.

    Attributes:
        truncated: Whether stdout or stderr lacks bytes in the middle; a line in it says how many.
        exit_status: `$?` (128 + n for signal n); None where the session stopped the step or could not run it.
        duration: Seconds.
        alive: Whether the session goes on; if not, state and shell are gone.
        number: What to ask for the step's jobs by.
    """

    stdout: bytes
    stderr: bytes
    truncated: bool
    exit_status: int | None
    duration: float
    ending: Ending
    alive: bool
    number: int = 0


class Session:
    """One bash for all steps of a page, and everything that they start.

    Not to be shared between threads. It installs no signal handler.
    """

    def __init__(
        self,
        *,
        folder: Path,
        environment: Mapping[str, str],
        output_cap: int = 1 << 20,
        output_limit: int = 1 << 28,
        sandbox: Sandbox | None = None,
    ) -> None:
        """Starts bash.

        Args:
            folder: The working folder of the first step.
            environment: What the page's programs see, exactly.
            output_cap: How many bytes of each stream are kept.
            output_limit: How many bytes a step may write before it is stopped.
            sandbox: Where the shell is shut in, None where it is not.

        Raises:
            EnvironmentNotReadyError: There is no bash.
        """
        self._folder = folder
        self._environment = dict(environment)
        self._bash = find_bash(self._environment)
        self._cap = output_cap
        self._limit = output_limit
        self._step = 0
        self._left: tuple[LeftRunning, ...] | None = None
        self._terminal: PseudoTerminal | None = None
        self._private = Path(tempfile.mkdtemp(prefix="runbook-"))
        try:
            self._shell = Shell(
                private=self._private, folder=folder, environment=environment, sandbox=sandbox
            )
        except BaseException:
            shutil.rmtree(self._private, ignore_errors=True)
            raise
        try:
            self._marks = processes.Marks(self._shell.pid)
            self._poll = select.poll()
            self._streams = Streams(self._private, self._poll, late_cap=output_cap, late_limit=output_limit)
            self._shell.register(self._poll)
        except BaseException:
            self._shell.close()
            shutil.rmtree(self._private, ignore_errors=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, code: str, *, page: str, line: int, timeout: float, answers: str | None = None) -> Outcome:
        """Runs a step and returns what it did; also on Ctrl-C, within about two seconds.

        A second KeyboardInterrupt while the step is being stopped kills the shell at once.

        Args:
            code: What a reader would paste.
            page: The page's file name, for bash's complaints about syntax.
            line: The page's line, 1-based, of the code's first line.
            timeout: Seconds.
            answers: What is typed into the step's terminal; None where it has none.
        """
        begun = time.monotonic()
        # The last line ends, even if it ends in a backslash.
        source = (code.replace("\r\n", "\n") + "\n").encode(errors="surrogateescape")
        problem = b""
        try:
            ending = self._perform(source, begun + timeout, answers)
        except KeyboardInterrupt:
            ending = Ending.INTERRUPTED
        except OSError as error:
            ending, problem = Ending.SHELL_ENDED, self._beyond_repair(error)
        self._settle(ending)
        self._take_terminal_away()
        outcome = self._outcome(ending, time.monotonic() - begun, problem)
        return self._placed(outcome, source, page, line)

    def _perform(self, source: bytes, deadline: float, answers: str | None) -> Ending:
        if self._left is not None or self._shell.ended():
            raise OSError("the shell had ended before this step")
        self._step += 1
        self._marks.put(self._step)
        if answers is not None:
            from runner.run.pseudo_terminal import PseudoTerminal

            self._terminal = PseudoTerminal(self._shell.pid, answers)
        self._begin(_RUN if answers is None else _RUN_ON_TERMINAL, source, self._cap)
        return self._wait(str(self._step), deadline, limit=self._limit)

    def _begin(self, form: bytes, code: bytes, cap: int) -> None:
        paths = (quote(os.fsencode(path)) for path in self._streams.begin(cap, self._terminal))
        self._shell.expect(form % (quote(code), *paths) + _ANSWER % b"%d" % self._step)

    def _wait(self, tag: str, deadline: float, *, limit: int | None = None) -> Ending:
        """Waits for the answer to the line with this tag; DONE where it came."""
        probe = time.monotonic() + _BACK_AT_PROMPT
        while (now := time.monotonic()) < deadline:
            patience = self._terminal.patience if self._terminal is not None else probe
            self._pump(min(deadline - now, probe - now, patience))
            if self._shell.answer(tag):
                return Ending.DONE
            if self._shell.ended():
                return Ending.SHELL_ENDED
            if limit is not None and self._streams.size > limit:
                return Ending.TOO_MUCH_OUTPUT
            if limit is not None and self._terminal is not None and self._terminal.attend():
                return Ending.WAITS_FOR_INPUT
            if now >= probe:
                probe = now + _BACK_AT_PROMPT
                self._give_up_if_mute(tag)
        return Ending.TIMED_OUT

    def _give_up_if_mute(self, tag: str) -> None:
        if self._shell.is_mute():
            self._pump(0)
            if not self._shell.answer(tag):
                raise OSError("the shell no longer answers; the step broke what the session needs of it")

    def _pump(self, seconds: float) -> None:
        """Waits for something to happen, at most so long, and moves bytes."""
        if not self._shell.flush():
            self._poll.register(self._shell.commands, select.POLLOUT)
        for descriptor, _ in self._poll.poll(max(0, min(seconds, self._shell.tick)) * 1000):
            if descriptor == self._shell.answers:
                self._shell.listen()
            elif descriptor == self._shell.commands:
                if self._shell.flush():
                    self._poll.unregister(descriptor)
            else:
                self._streams.take(descriptor)

    # Stopping a step.

    def _settle(self, ending: Ending) -> None:
        """Sees to it that nothing of a stopped step runs on."""
        if ending not in _STOPPED:
            return
        try:
            self._stop(hard=ending is Ending.TOO_MUCH_OUTPUT)
        except (KeyboardInterrupt, OSError):
            self._kill()

    def _stop(self, *, hard: bool) -> None:
        """Has bash drop the step, and ends what the step started; at the worst it kills the shell."""
        last = time.monotonic() + _STOP_WITHIN
        strike = 0
        while not self._shell.ended():
            strike += 1
            self._strike(signal.SIGKILL if hard or strike > 1 else signal.SIGINT)
            # Only the answer to this line shows that the strike is over: an older one may be under way.
            tag = f"{self._step}.{strike}"
            self._shell.send(_ANSWER % tag.encode())
            pause = _GRACE if strike == 1 else _STRIKE_EVERY
            if self._wait(tag, time.monotonic() + pause) is Ending.DONE:
                if processes.end_all(lambda: self._marks.of_step(self._step), grace=0):
                    return
                break
            if time.monotonic() > last:
                break
        self._kill()

    def _strike(self, number: signal.Signals) -> None:
        """Tells bash to drop the step, then the step's processes to end.

        bash acts on it when the program it waits for has ended, before it begins the next command. A subshell
        would begin its next command: it is killed before the program it waits for is asked to end.
        """
        processes.send([self._shell.pid], signal.SIGURG, signal.SIGCONT)
        if self._marks.usable:
            found = self._marks.of_step(self._step)
            processes.send(self._marks.are_subshells(found), signal.SIGKILL)
            if self._marks.shell_is_replaced():
                found.append(self._shell.pid)
            processes.send(found, number, signal.SIGCONT)
        elif number == signal.SIGINT:
            with suppress(ProcessLookupError):
                os.killpg(self._shell.pid, number)
        else:
            self._shell.kill()

    def _kill(self) -> None:
        """Ends the shell and everything of the session at once."""
        if not self._shell.ended():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._shell.pid, signal.SIGKILL)
        self._shell.kill()
        # All of these groups are the session's own: it has been a session to the system from the start.
        processes.end_all(self._marks.of_session, grace=0, groups=True)

    def _beyond_repair(self, error: OSError) -> bytes:
        self._kill()
        text = error.strerror or str(error)
        if not self._private.exists() and self._left is None:
            text = f"the session's private folder was removed: {text}"
        return f"runbook: {text}\n".encode()

    def _take_terminal_away(self) -> None:
        """Ends the step's terminal; a program that the step left in the background has none any more."""
        if self._terminal is None:
            return
        terminal, self._terminal = self._terminal, None
        terminal.finish()
        try:
            self._line(_LET_GO, "let-go")
            if terminal.reader is not None:
                self._poll.unregister(terminal.reader)
            terminal.close()
            self._line(_WENT, "went")
        except (KeyboardInterrupt, OSError):
            self._kill()
        finally:
            terminal.close()

    def _line(self, line: bytes, name: str) -> None:
        """Has the shell carry out a line of the session's own."""
        if self._shell.ended():
            return
        tag = f"{self._step}.{name}"
        self._shell.send(line + _ANSWER % tag.encode())
        if self._wait(tag, time.monotonic() + _ANSWER_WITHIN) is Ending.TIMED_OUT:
            raise OSError("the shell no longer answers")

    # What came of it.

    def _outcome(self, ending: Ending, duration: float, problem: bytes) -> Outcome:
        self._streams.finish(self._step)
        out, err = self._streams.out.kept, self._streams.err.kept
        answer = self._shell.answer(str(self._step)) if ending is Ending.DONE else None
        status = self._shell.status if ending is Ending.SHELL_ENDED and not problem else None
        if answer:
            status = answer.status if answer.exit_called is None else answer.exit_called
            ending = ending if answer.exit_called is None else Ending.EXIT_CALLED
        stderr = messages.tidy_stderr(err.value()) + problem
        return Outcome(
            stdout=messages.tidy_stdout(out.value()),
            stderr=stderr or self._complaint(status),
            truncated=out.truncated or err.truncated,
            exit_status=status,
            duration=duration,
            ending=ending,
            alive=not self._shell.ended(),
            number=self._step,
        )

    def _complaint(self, status: int | None) -> bytes:
        """What bash says where it could not even begin: no descriptors left, a restricted shell."""
        if status != 1 or self._streams.size:
            return b""
        private = os.fsencode(self._private) + b"/"
        # A prompt without a newline may stand before it.
        lines = (line[line.find(b"bash: ") :] for line in self._shell.noise.splitlines(keepends=True))
        return b"".join(line.replace(private, b"") for line in lines if line.startswith(b"bash: "))

    def _placed(self, outcome: Outcome, source: bytes, page: str, line: int) -> Outcome:
        if not messages.may_be_syntax(outcome.stderr, outcome.exit_status):
            return outcome
        stderr = messages.place(
            outcome.stderr, source, page=page, line=line, bash=self._bash, environment=self._environment
        )
        return replace(outcome, stderr=stderr)

    # Questions between steps.

    def working_folder(self) -> Path:
        """The shell's present working folder; the last one known where it cannot be told any more."""
        try:
            found = os.readlink(f"/proc/{self._shell.pid}/cwd")  # noqa: PTH115  (the text, not a path to it)
        except OSError:
            found = os.fsdecode(self.ask(b"builtin pwd -P").removesuffix(b"\n"))
        if found:
            self._folder = Path(found.removesuffix(" (deleted)"))
        return self._folder

    def exports(self) -> dict[str, str]:
        """The exported variables as a program sees them now, functions included; empty after the shell's end.

        `_` is left out: bash sets it for each program anew.
        """
        entries = self.ask(b"builtin command -p env -0").split(b"\0")
        pairs = (os.fsdecode(entry).partition("=") for entry in entries if entry)
        return {name: value for name, _, value in pairs if name != "_"}

    @property
    def pid(self) -> int:
        """The shell's process."""
        return self._shell.pid

    def ask_at_prompt(self, question: bytes) -> bytes:
        """The same where no function is under way; the question gives `$?` back itself."""
        return self.ask(question, _RUN)

    def ask(self, question: bytes, form: bytes = _ASK) -> bytes:
        """What the shell prints for a question that changes nothing, `$?` included; empty after its end."""
        if self._left is not None or self._shell.ended():
            return b""
        self._step += 1
        self._marks.put(0)
        try:
            self._begin(form, question, 1 << 30)
            ending = self._wait(str(self._step), time.monotonic() + _ANSWER_WITHIN)
        except OSError:
            self._kill()
            return b""
        finally:
            self._streams.finish(self._step)
        return self._streams.out.kept.value() if ending is Ending.DONE else b""

    # Jobs that outlive their step.

    def listen(self, seconds: float) -> None:
        """Waits for so long, and reads what jobs write meanwhile."""
        self._streams.listen(seconds)

    def late(self, number: int) -> Late:
        """What jobs of a step wrote since it ended, also after `close`."""
        late = self._streams.late(number)
        return replace(
            late, stdout=messages.tidy_stdout(late.stdout), stderr=messages.tidy_stderr(late.stderr)
        )

    def processes_of(self, number: int) -> list[int] | None:
        """Living processes that a step began; None where the system cannot tell."""
        return self._marks.of_step(number) if self._marks.usable else None

    # The end.

    def close(self) -> tuple[LeftRunning, ...]:
        """Ends the shell, which runs its trap on EXIT, and everything that the page left running.

        Returns:
            What was left running, the oldest first; the same when it is called again.
        """
        if self._left is not None:
            return self._left
        self._left = ()
        try:
            self._end_shell()
            self._left = processes.describe(self._marks.of_session())
            processes.end_all(self._marks.of_session, grace=_GRACE, groups=True)
        finally:
            self._dispose()
        return self._left

    def _end_shell(self) -> None:
        """Lets bash come to its end by itself; its last words go nowhere."""
        self._marks.put(0)
        self._shell.send(b"\\builtin unset -f exit\n\\builtin exit\n")
        last = time.monotonic() + _STOP_WITHIN
        while not self._shell.ended() and time.monotonic() < last:
            self._pump(_STRIKE_EVERY)
        self._shell.kill()

    def _dispose(self) -> None:
        self._kill()
        self._streams.close()
        self._shell.close()
        shutil.rmtree(self._private, ignore_errors=True)
