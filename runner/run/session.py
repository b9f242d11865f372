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
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec.structs import replace

from runner.run import messages, processes
from runner.run.capture import Late, Streams
from runner.run.exchange import Exchange
from runner.run.exports import read_exports
from runner.run.outcome import STOPPED, Ending, Outcome
from runner.run.places import has_messages, origin, put_places
from runner.run.shell import Shell, find_bash, quote
from runner.run.shell_lines import AT_PROMPT, AT_PROMPT_UNSEEN, LET_GO, PLAIN, WENT, StepLines, read_only
from runner.run.strikes import kill_everything, strike
from runner.run.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.run.capture import Copies
    from runner.run.processes import LeftRunning
    from runner.run.sandbox import Sandbox

# Seconds that a stopped step has to end by itself, between later strikes, and until the shell is killed.
_GRACE = 0.2
_STRIKE_EVERY = 0.05
_STOP_WITHIN = 1.6
_ANSWER_WITHIN = 10.0

__all__ = ["Ending", "Outcome", "Session"]


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
        self._folder, self._found = folder, ""
        self._environment = dict(environment)
        self._bash = find_bash(self._environment)
        self._cap = output_cap
        self._limit = output_limit
        self._step = 0
        self._lines = StepLines(self._bash, self._environment)
        self._left: tuple[LeftRunning, ...] | None = None
        self._private = Path(tempfile.mkdtemp(prefix="runbook-"))
        with ExitStack() as undo:
            undo.callback(shutil.rmtree, self._private, ignore_errors=True)
            self._shell = Shell(
                bash=self._bash,
                private=self._private,
                folder=folder,
                environment=environment,
                sandbox=sandbox,
            )
            undo.callback(self._shell.close)
            self._marks = processes.Marks(self._shell.pid)
            self._poll = select.poll()
            self._streams = Streams(self._private, self._poll, late_cap=output_cap, late_limit=output_limit)
            self._exchange = Exchange(self._shell, self._streams, self._poll)
            self._watch = Watch(self._marks, shell=self._shell.pid, folder=self._private)
            undo.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(
        self,
        code: str,
        *,
        page: str,
        line: int,
        timeout: float,
        answers: str | None = None,
        copies: Copies | None = None,
    ) -> Outcome:
        """Runs a step and returns what it did; also on Ctrl-C, within about two seconds.

        A second KeyboardInterrupt while the step is being stopped kills the shell at once.

        Args:
            code: What a reader would paste.
            page: The page's file name, for bash's complaints about syntax.
            line: The page's line, 1-based, of the code's first line.
            timeout: Seconds.
            answers: What is typed into the step's terminal; None where it has none.
            copies: What is given all of stdout and all of stderr as they come.
        """
        begun = time.monotonic()
        # The last line ends, even if it ends in a backslash.
        source = (code.replace("\r\n", "\n") + "\n").encode(errors="surrogateescape")
        problem = b""
        try:
            ending = self._perform(source, begun + timeout, answers, copies)
        except KeyboardInterrupt:
            ending = Ending.INTERRUPTED
        except OSError as error:
            ending, problem = Ending.SHELL_ENDED, self._beyond_repair(error)
        self._settle(ending)
        self._take_terminal_away()
        outcome = self._outcome(ending, time.monotonic() - begun, problem)
        return self._placed(outcome, source, page, line)

    def _perform(self, source: bytes, deadline: float, answers: str | None, copies: Copies | None) -> Ending:
        if self._left is not None or self._shell.ended():
            raise OSError("the shell had ended before this step")
        self._step += 1
        self._marks.put(self._step)
        if answers is not None:
            from runner.run.pseudo_terminal import PseudoTerminal

            self._exchange.terminal = PseudoTerminal(self._shell.pid, answers)
        paths = self._begin(self._cap, copies)
        on_terminal = self._exchange.terminal is not None
        lines = self._lines.of_step(source, paths, sent=self._shell.lines, on_terminal=on_terminal)
        self._shell.expect(lines + self._lines.form.answer % b"%d" % self._step)
        return self._exchange.wait(str(self._step), deadline, limit=self._limit)

    def _begin(self, cap: int, copies: Copies | None = None) -> tuple[bytes, bytes]:
        """Makes the streams ready; returns their quoted paths."""
        out, err = self._streams.begin(cap, copies, out=self._exchange.terminal)
        return quote(os.fsencode(out)), quote(os.fsencode(err))

    # Stopping a step.

    def _settle(self, ending: Ending) -> None:
        """Sees to it that nothing of a stopped step runs on."""
        if ending not in STOPPED:
            return
        try:
            self._stop(hard=ending is Ending.TOO_MUCH_OUTPUT)
        except (KeyboardInterrupt, OSError):
            self._kill()

    def _stop(self, *, hard: bool) -> None:
        """Has bash drop the step, and ends what the step started; at the worst it kills the shell."""
        last = time.monotonic() + _STOP_WITHIN
        nth = 0
        while not self._shell.ended():
            nth += 1
            number = signal.SIGKILL if hard or nth > 1 else signal.SIGINT
            strike(self._shell, self._marks, self._step, number)
            # Only the answer to this line shows that the strike is over: an older one may be under way.
            tag = f"{self._step}.{nth}"
            self._shell.send(PLAIN.answer % tag.encode())
            pause = _GRACE if nth == 1 else _STRIKE_EVERY
            if self._exchange.wait(tag, time.monotonic() + pause) is Ending.DONE:
                if processes.end_all(lambda: self._marks.of_step(self._step), grace=0):
                    return
                break
            if time.monotonic() > last:
                break
        self._kill()

    def _kill(self) -> None:
        kill_everything(self._shell, self._marks)

    def _beyond_repair(self, error: OSError) -> bytes:
        self._kill()
        text = error.strerror or str(error)
        if not self._private.exists() and self._left is None:
            text = f"the session's private folder was removed: {text}"
        return f"runbook: {text}\n".encode()

    def _take_terminal_away(self) -> None:
        """Ends the step's terminal; a program that the step left in the background has none any more."""
        if self._exchange.terminal is None:
            return
        terminal, self._exchange.terminal = self._exchange.terminal, None
        terminal.finish()
        try:
            self._line(LET_GO, "let-go")
            if terminal.reader is not None:
                self._poll.unregister(terminal.reader)
            terminal.close()
            self._line(WENT, "went")
        except (KeyboardInterrupt, OSError):
            self._kill()
        finally:
            terminal.close()

    def _line(self, line: bytes, name: str) -> None:
        """Has the shell carry out a line of the session's own."""
        if self._shell.ended():
            return
        tag = f"{self._step}.{name}"
        self._shell.send(line + PLAIN.answer % tag.encode())
        if self._exchange.wait(tag, time.monotonic() + _ANSWER_WITHIN) is Ending.TIMED_OUT:
            raise OSError("the shell no longer answers")

    # What came of it.

    def _outcome(self, ending: Ending, duration: float, problem: bytes) -> Outcome:
        self._streams.finish(self._step)
        out, err = self._streams.out.kept, self._streams.err.kept
        answer = self._shell.answer(str(self._step)) if ending is Ending.DONE else None
        status = self._shell.status if ending is Ending.SHELL_ENDED and not problem else None
        if answer:
            status = answer.status if answer.exit_called is None else answer.exit_called
            if answer.exit_called is not None:
                ending = Ending.EXIT_CALLED
                self._forget_exit()
        stderr = messages.tidy_stderr(err.value()) + problem
        if status == 1 and not self._streams.size:
            stderr = stderr or messages.complaint(self._shell.noise, private=os.fsencode(self._private))
        return Outcome(
            stdout=messages.tidy_stdout(out.value()),
            stderr=stderr,
            truncated=out.truncated or err.truncated,
            exit_status=status,
            duration=duration,
            ending=ending,
            alive=not self._shell.ended(),
            number=self._step,
        )

    def _forget_exit(self) -> None:
        """Readies the shell for what comes behind an `exit`: a trap of the page's may end it at this."""
        try:
            self._line(self._lines.forget_exit, "forget")
        except (KeyboardInterrupt, OSError):
            self._kill()

    def _placed(self, outcome: Outcome, source: bytes, page: str, line: int) -> Outcome:
        notes, placed = self._shell.take_notes(), outcome.stderr
        if has_messages(placed):
            placed = put_places(
                placed,
                origin(source, page=page, line=line, shell_line=self._lines.first),
                status=outcome.exit_status,
                notes=notes,
                check=lambda: read_only(source, bash=self._bash, environment=self._environment),
            )
        return replace(outcome, placed_stderr=placed)

    # Questions between steps.

    def working_folder(self) -> Path:
        """The shell's present working folder; the last one known where it cannot be told any more."""
        try:
            found = os.readlink(f"/proc/{self._shell.pid}/cwd")  # noqa: PTH115  (the text, not a path to it)
        except OSError:
            found = os.fsdecode(self.ask(rb"\builtin pwd -P").removesuffix(b"\n"))
        if found and found != self._found:
            self._found, self._folder = found, Path(found.removesuffix(" (deleted)"))
        return self._folder

    def exports(self) -> dict[str, str]:
        """The exported variables as a program sees them now; empty after the shell's end."""
        return read_exports(self.ask)

    def variable(self, name: str) -> str | None:
        """A variable of the shell, exported or not; None where it is not set or the shell has ended."""
        word = name.encode()
        answer = self.ask(b'[[ -v %s ]] && \\builtin printf "=%%s" "${%s}"' % (word, word))
        return os.fsdecode(answer[1:]) if answer else None

    @property
    def pid(self) -> int:
        """The shell's process."""
        return self._shell.pid

    def ask_at_prompt(self, question: bytes) -> bytes:
        """The same where no function is under way; the question gives `$?` back itself."""
        return self.ask(question, AT_PROMPT if self._lines.form is PLAIN else AT_PROMPT_UNSEEN)

    def ask(self, question: bytes, form: bytes = b"") -> bytes:
        """What the shell prints for a question that changes nothing, `$?` included; empty after its end."""
        if self._left is not None or self._shell.ended():
            return b""
        self._step += 1
        self._marks.put(0)
        try:
            out, err = self._begin(1 << 30)
            answer = self._lines.form.answer % b"%d" % self._step
            self._shell.expect((form or self._lines.form.ask) % (quote(question), out, err) + answer)
            ending = self._exchange.wait(str(self._step), time.monotonic() + _ANSWER_WITHIN)
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

    def is_late(self, number: int) -> bool:
        """Whether a job of a step outlived it with a stream of it: `late` may hold something only then."""
        return self._streams.is_late(number)

    def late(self, number: int) -> Late:
        """What jobs of a step wrote since it ended, also after `close`."""
        late = self._streams.late(number)
        return replace(
            late, stdout=messages.tidy_stdout(late.stdout), stderr=messages.tidy_stderr(late.stderr)
        )

    def processes_of(self, number: int) -> list[int] | None:
        """Living processes that a step began; None where the system cannot tell."""
        return self._marks.of_step(number) if self._marks.usable else None

    def left_running(self) -> tuple[LeftRunning, ...]:
        """What the steps so far have left running, the oldest first; nothing where the system cannot tell."""
        return processes.describe(self._marks.of_session())

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
            # The shell has ended: where nothing of it is left, nothing can come any more.
            if found := self._marks.of_session():
                self._left = processes.describe(found)
                processes.end_all(self._marks.of_session, grace=_GRACE, groups=True)
                self._kill()
        except BaseException:
            self._kill()
            raise
        finally:
            self._dispose()
        return self._left

    def _end_shell(self) -> None:
        """Lets bash come to its end by itself; its last words go nowhere."""
        self._marks.put(0)
        self._shell.send(b"\\builtin unset -f exit\n\\builtin exit\n")
        last = time.monotonic() + _STOP_WITHIN
        while not self._shell.ended() and time.monotonic() < last:
            self._exchange.pump(_STRIKE_EVERY)
        self._shell.kill()

    def _dispose(self) -> None:
        self._watch.close()
        self._streams.close()
        self._shell.close()
        shutil.rmtree(self._private, ignore_errors=True)
