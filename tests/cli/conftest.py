"""The real command in a folder of its own, with an environment in which nothing is configured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).parent / "runbook"
SCHEMA = json.loads((ROOT / "docs/reference/runbook-result-1.schema.json").read_text())


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left."""

    status: int
    out: str
    err: str

    @property
    def result(self) -> Any:
        """The object on stdout, held against the published schema."""
        found = json.loads(self.out)
        for one in found if isinstance(found, list) else [found]:
            Draft202012Validator(SCHEMA).validate(one)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A folder with pages and an environment; a command that takes more than `patience` seconds hangs."""

    folder: Path
    environment: dict[str, str]
    patience: float = 60

    def page(self, text: str | bytes, name: str = "page.md") -> str:
        file = self.folder / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return name

    def start(self, *arguments: str | Path, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(PROGRAM), *map(str, arguments)],
            cwd=self.folder,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str | Path, **more: str) -> Done:
        process = self.start(*arguments, **more)
        out, err = process.communicate(timeout=self.patience)
        return Done(status=process.returncode, out=out, err=err)

    def kept_folders(self) -> list[str]:
        return sorted(entry.name for entry in Path(self.environment["TMPDIR"]).iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def make_desk(place: Path, patience: float = 60) -> Desk:
    for name in ("home", "tmp", "desk"):
        (place / name).mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "tmp"),
        "LANG": "C.UTF-8",
        # The code beside these tests, whichever checkout is installed.
        "PYTHONPATH": str(ROOT),
    }
    return Desk(folder=place / "desk", environment=environment, patience=patience)
