"""A real scheduler and real workers, as processes on loopback, in whose folder pages lie."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import PROGRAM, ROOT, Done

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_PATIENCE = 60
_ALONE = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A scheduler, and the project that its workers stand in."""

    address: str
    project: Path
    environment: dict[str, str]
    scheduler: subprocess.Popen[bytes] | None = None
    flags: tuple[str, ...] = ()
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def folder(self, name: str) -> Path:
        """A new folder of the project, for the pages of one test."""
        made = self.project / name
        made.mkdir()
        return made

    def start(self, folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
        engine = ("--engine", "dask", "--scheduler", self.address, *self.flags)
        return subprocess.Popen(
            [str(PROGRAM), "test", *(arguments or (".",)), *engine, "--report", "jsonl=events.jsonl"],
            cwd=folder,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, folder: Path, *arguments: str, **more: str) -> Done:
        process = self.start(folder, *arguments, **more)
        out, err = process.communicate(timeout=2 * _PATIENCE)
        return Done(status=process.returncode, out=out, err=err)


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]


def endings(folder: Path) -> dict[str, str]:
    """How each page of the last suite ended."""
    return {event["page"]: event["ending"] for event in events(folder) if event["event"] == "page-ended"}


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} did not come"
        time.sleep(0.05)


def environment_in(home: Path, **more: str) -> dict[str, str]:
    """An environment in which nothing is configured."""
    for name in ("home", "tmp"):
        (home / name).mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home / "home"),
        "TMPDIR": str(home / "tmp"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **more,
    }


@contextmanager
def cluster(
    place: Path,
    *,
    workers: Sequence[Sequence[str]] = ((), ()),
    tls: Sequence[str] = (),
    settings: dict[str, str] = _ALONE,
    secrets: dict[str, str] | None = None,
    threads: int = 1,
) -> Iterator[Cluster]:
    """Start a scheduler and workers, each of the workers with flags of its own."""
    project, file = place / "project", place / "scheduler.json"
    project.mkdir()
    (project / "runbook.toml").write_text('pages = ["."]\n')
    environment = environment_in(place)
    protocol = ("--protocol", "tls", *tls) if tls else ()
    address = f"{'tls' if tls else 'tcp'}://127.0.0.1:0"
    with ExitStack() as stack:
        words = ("dask_scheduler", "--host", address, "--port", "0", "--no-dashboard")
        scheduler = _start(
            stack, (*words, *protocol, "--scheduler-file", str(file)), place, environment | settings
        )
        address = _address(file)
        made = Cluster(address=address, project=project, environment=environment, scheduler=scheduler)
        for number, flags in enumerate(workers, 1):
            own = {**environment, **(secrets or {}), "WORKER": str(number)}
            words = ("dask_worker", address, "--nthreads", str(threads), "--no-nanny", "--no-dashboard")
            more = ("--host", "127.0.0.1", "--local-directory", str(place / "dask"), *protocol, *flags)
            made.workers.append(_start(stack, (*words, *more), project, own))
        yield made


def _address(file: Path) -> str:
    """What the scheduler writes there, when it has written all of it."""
    deadline = time.monotonic() + _PATIENCE
    while not (file.exists() and file.read_text().rstrip().endswith("}")):
        assert time.monotonic() < deadline, "the scheduler did not come up"
        time.sleep(0.05)
    return str(json.loads(file.read_text())["address"])


def _start(
    stack: ExitStack, words: Sequence[str], folder: Path, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{words[0]}", *words[1:]],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(process.wait, _PATIENCE)
    stack.callback(process.kill)
    return process


def certificates(folder: Path, authority: str = "ca") -> dict[str, str]:
    """An authority of our own, and a certificate by it; the files by what they are for."""
    folder.mkdir(exist_ok=True)
    made = {name: str(folder / f"{authority}-{name}.pem") for name in ("ca", "ca-key", "cert", "key", "ask")}
    new = ("req", "-newkey", "rsa:2048", "-nodes", "-subj")
    _openssl(*new, f"/CN={authority}", "-x509", "-days", "2", "-keyout", made["ca-key"], "-out", made["ca"])
    _openssl(*new, f"/CN={authority} member", "-keyout", made["key"], "-out", made["ask"])
    by = ("-CA", made["ca"], "-CAkey", made["ca-key"], "-CAcreateserial", "-days", "2")
    _openssl("x509", "-req", "-in", made["ask"], *by, "-out", made["cert"])
    return made


def _openssl(*words: str) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed; type: apt-get install openssl")
    subprocess.run(["openssl", *words], check=True, capture_output=True)
