"""A real PostgreSQL in a folder of its own, on a socket and on loopback, thrown away at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

USER, PASSWORD = "runbook", "hx7!Kd:92/q"
_WRITTEN = "hx7%21Kd%3A92%2Fq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A server that asks for a password."""

    port: int
    programs: Path
    folder: Path

    def url(self, *, password: str = _WRITTEN, name: str = "postgres") -> str:
        return f"postgresql+psycopg://{USER}:{password}@127.0.0.1:{self.port}/{name}"

    def fresh(self, name: str) -> str:
        """The address of a new, empty database."""
        self.ask(f'CREATE DATABASE "{name}"')
        return self.url(name=name)

    def ask(self, query: str, name: str = "postgres") -> str:
        """What psql prints, without frame."""
        where = ("-h", str(self.folder), "-p", str(self.port), "-U", USER, "-d", name)
        words = [str(self.programs / "psql"), *where, "-Atc", query]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()

    def stop(self) -> None:
        _as_server([self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"])


def find_programs() -> Path | None:
    """The folder of PostgreSQL's server programs: Debian keeps them off PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    places += [Path(found).resolve().parent] if found else []
    return next(
        (place for place in places if (place / "initdb").exists() and (place / "psql").exists()), None
    )


def require_programs() -> Path:
    """CI must have them; elsewhere a test says that it is skipped."""
    found = find_programs()
    if found is None:
        assert not os.environ.get("CI"), "CI has no PostgreSQL; see .ci/install-programs"
        pytest.skip("PostgreSQL is not installed; type: apt-get install postgresql")
    return found


@contextmanager
def database() -> Iterator[Database]:
    """Start a server."""
    programs = require_programs()
    # The path of a socket has a hundred characters at most.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    made = Database(port=_free_port(), programs=programs, folder=folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        _start(made)
        yield made
        made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(made: Database) -> None:
    data, secret = made.folder / "data", made.folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    ways = ("--auth-local=trust", "--auth-host=scram-sha-256")
    _as_server([made.programs / "initdb", "-D", data, "-U", USER, *ways, "--no-sync", f"--pwfile={secret}"])
    options = f"-p {made.port} -k {made.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    log = ("-l", made.folder / "log")
    _as_server([made.programs / "pg_ctl", "-D", data, "-o", options, *log, "-w", "-t", "60", "start"])


def _as_server(words: Sequence[str | Path]) -> None:
    """PostgreSQL refuses to run as root."""
    user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    subprocess.run(
        words,
        check=True,
        cwd="/tmp",
        stdout=subprocess.DEVNULL,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        timeout=120,
    )


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
