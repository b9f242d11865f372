"""One-shot programs that the tool itself needs, run by `sh`: the only module that imports it.

Its import alone costs more than a whole start of the tool, so it happens in the call.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATIENCE = 20


def find_program(name: str, environment: Mapping[str, str]) -> str | None:
    """Where a program lies on the PATH of the steps, None where it does not."""
    return shutil.which(name, path=environment.get("PATH", ""))


def ask_program(path: str, words: Sequence[str], environment: Mapping[str, str], folder: Path) -> str | None:
    """What a program prints when it is called with these words, None where it fails or does not end."""
    status, said = call_program(path, words, environment, folder)
    return said if status == 0 else None


def call_program(
    path: str, words: Sequence[str], environment: Mapping[str, str], folder: Path
) -> tuple[int | None, str]:
    """The exit status of a program called with words, None where it does not end, and what it prints."""
    import sh

    try:
        ended = sh.Command(path)(
            *words,
            _env=dict(environment),
            _cwd=str(folder),
            _timeout=_PATIENCE,
            _err_to_out=True,
            _tty_out=False,
            _return_cmd=True,
        )
    except sh.ErrorReturnCode as error:
        return error.exit_code, error.stdout.decode(errors="replace")
    except (sh.TimeoutException, OSError):
        return None, ""
    return 0, str(ended)


def changed_since(revision: str, folder: Path) -> list[Path]:
    """Give the files of a git repository that differ from a revision, and those that git does not know yet.

    Raises:
        UsageError: git is missing, the folder is in no repository, or the revision is not known.
    """
    import sh

    if not revision or revision.startswith("-"):
        # To git it would be an option: one of them writes files.
        raise UsageError(f"--changed-since {revision}: this is no revision; write one such as origin/main")
    try:
        git = sh.Command("git").bake(
            _cwd=str(folder), _timeout=_PATIENCE, _tty_out=False, _decode_errors="surrogateescape"
        )
        top = Path(str(git("rev-parse", "--show-toplevel")).rstrip("\n"))
        changed = str(git("-C", str(top), "diff", "--name-only", "-z", revision, "--"))
        new = str(git("-C", str(top), "ls-files", "--others", "--exclude-standard", "-z"))
    except sh.CommandNotFound:
        raise UsageError("--changed-since: git is not on PATH; install it") from None
    except sh.ErrorReturnCode as error:
        said = error.stderr.decode(errors="replace").strip().split("\n")[0]
        cure = "name another, or fetch it where the checkout is shallow"
        raise UsageError(f"--changed-since {revision}: git says: {said}; {cure}") from None
    return [top / name for name in (changed + new).split("\0") if name]
