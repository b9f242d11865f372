"""A page's shell under bubblewrap: what it may read, write and reach. Runs no step.

The machine is there to be read, only the working folder to be written, and there is no network unless it is
allowed. It shares the process numbers of the machine, so that the session can end what a step started.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import EnvironmentNotReadyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

# Empty within: others' files, and the sockets of services such as Docker's and the SSH agent's.
_HIDDEN = (Path("/tmp"), Path("/run"))  # noqa: S108 - the sandbox has one of its own
_NAMES = Path("/run/systemd/resolve")
_ENTER = Path(__file__).with_name("enter_sandbox.py")
_READY_WITHIN = 10.0


class Loopback(Struct, frozen=True, kw_only=True):
    """A server of ours on this machine that the page must reach though it has no network.

    Attributes:
        port: Where it listens, outside and within.
        take: Takes a socket that listens within; the server answers there too.
    """

    port: int
    take: Callable[[socket.socket], None]


class Sandbox(Struct, frozen=True, kw_only=True):
    """What a page may do.

    Attributes:
        folder: The one folder that it may write.
        readable: Folders that it needs although they lie where others' files are hidden.
    """

    folder: Path
    allow_network: bool
    readable: tuple[Path, ...] = ()
    loopback: Loopback | None = None


def require_bubblewrap(environment: Mapping[str, str], *, allow_network: bool) -> None:
    """Try bubblewrap once.

    Raises:
        EnvironmentNotReadyError: It is missing, or this machine does not let it work.
    """
    cure = "or run without --sandbox"
    path = shutil.which("bwrap", path=environment.get("PATH"))
    if path is None:
        raise EnvironmentNotReadyError(
            "--sandbox needs bubblewrap, and `bwrap` is not on PATH; "
            f"install it (apt-get install bubblewrap, dnf install bubblewrap), {cure}"
        )
    words = [path, *_walls(allow_network=allow_network), "true"]
    done = subprocess.run(  # noqa: S603
        words, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or f"exit status {done.returncode}"
        raise EnvironmentNotReadyError(
            f"--sandbox: bubblewrap cannot work here ({said}); allow user namespaces "
            "(sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0; "
            f"in a container: --security-opt seccomp=unconfined), {cure}"
        )


def _walls(*, allow_network: bool) -> Iterator[str]:
    yield from ("--unshare-user", "--unshare-ipc", "--new-session", "--cap-drop", "ALL")
    if not allow_network:
        yield "--unshare-net"
    yield from ("--ro-bind", "/", "/", "--dev", "/dev")
    for folder in _HIDDEN:
        yield from ("--tmpfs", str(folder))
    if allow_network:
        yield from ("--ro-bind-try", str(_NAMES), str(_NAMES))


def _doors(sandbox: Sandbox, private: Path, environment: Mapping[str, str]) -> Iterator[str]:
    needed = [str(_ENTER.parent), sys.prefix, sys.base_prefix, environment.get("HOME", "")]
    needed += environment.get("PATH", "").split(os.pathsep)
    for folder in sorted({Path(name) for name in needed if name} | set(sandbox.readable)):
        if any(folder.is_relative_to(hidden) for hidden in _HIDDEN):
            yield from ("--ro-bind-try", str(folder), str(folder))
    for folder in (sandbox.folder, private):
        yield from ("--bind", str(folder), str(folder))
    yield from ("--chdir", str(sandbox.folder), "--unsetenv", "TMPDIR")


def _refuse_open_door(folder: Path) -> None:
    """Refuse a working folder that would give back what the walls take."""
    if any(hidden.is_relative_to(folder) for hidden in (*_HIDDEN, Path("/dev"), Path("/proc"))):
        raise UsageError(
            f"--sandbox: the working folder {folder} holds what a sandbox hides; "
            "name one below it, or run without --sandbox"
        )


class Entrance:
    """The way of one shell into its sandbox.

    Attributes:
        command: What stands before the shell's own command.
        descriptors: What it must inherit.
    """

    def __init__(self, sandbox: Sandbox, private: Path, environment: Mapping[str, str]) -> None:
        _refuse_open_door(sandbox.folder)
        bwrap = shutil.which("bwrap", path=environment.get("PATH")) or "bwrap"
        self._loopback = sandbox.loopback if not sandbox.allow_network else None
        self._told, telling = os.pipe()
        self._outside, within = socket.socketpair()
        self._theirs: Sequence[int] = (telling, within.detach())
        self.descriptors = self._theirs
        walls = _walls(allow_network=sandbox.allow_network)
        self.command = [bwrap, *walls, *_doors(sandbox, private, environment)]
        self.command += ["--json-status-fd", str(telling), "--"]
        if self._loopback is not None:
            port = str(self._loopback.port)
            self.command += [sys.executable, "-I", "-S", str(_ENTER), str(self._theirs[1]), port]

    def pid_within(self, shell: Sequence[str]) -> int:
        """The pid of the shell, once it is there.

        Args:
            shell: The words of its own command.

        Raises:
            EnvironmentNotReadyError: It does not come.
        """
        self._close_theirs()
        with open(self._told, "rb", closefd=False) as told:
            pid = int(json.loads(told.readline() or b"{}").get("child-pid", 0))
        if self._loopback is not None:
            self._loopback.take(self._listener())
        _wait_until(pid, b"\0".join(map(os.fsencode, shell)) + b"\0")
        return pid

    def _listener(self) -> socket.socket:
        self._outside.settimeout(_READY_WITHIN)
        try:
            _, descriptors, _, _ = socket.recv_fds(self._outside, 1, 1)
        except TimeoutError:
            descriptors = []
        if not descriptors:
            raise EnvironmentNotReadyError(_did_not_start("it gave no socket"))
        return socket.socket(fileno=descriptors[0])

    def close(self) -> None:
        """Closes what is open; to be called when the shell has ended, since bubblewrap tells of its end."""
        self._close_theirs()
        if self._told >= 0:
            os.close(self._told)
            self._told = -1
        self._outside.close()

    def _close_theirs(self) -> None:
        for descriptor in self._theirs:
            os.close(descriptor)
        self._theirs = ()


def _wait_until(pid: int, arguments: bytes) -> None:
    """Waits until the process has become the program with these arguments."""
    last = time.monotonic() + _READY_WITHIN
    try:
        while pid and time.monotonic() < last:
            if Path(f"/proc/{pid}/cmdline").read_bytes() == arguments:
                return
            time.sleep(0.001)
    except OSError as error:
        raise EnvironmentNotReadyError(_did_not_start("it ended")) from error
    raise EnvironmentNotReadyError(_did_not_start("it did not begin"))


def _did_not_start(why: str) -> str:
    return f"--sandbox: bash could not be started in the sandbox ({why}); run without --sandbox"
