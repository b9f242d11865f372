"""One-shot programs that the tool itself needs, run by `sh`: the only module that imports it.

Its import alone costs more than a whole start of the tool, so it happens in the call.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = re.compile(r"(\d+(?:\.\d+)+|\d+)")
_PATIENCE = 20


def find_program(name: str, environment: Mapping[str, str]) -> str | None:
    """Where a program lies on the PATH of the steps, None where it does not."""
    return shutil.which(name, path=environment.get("PATH", ""))


def program_version(path: str, environment: Mapping[str, str]) -> str:
    """What a program says of its version: the first number that `--version` prints, or nothing."""
    import sh

    try:
        said = sh.Command(path)("--version", _env=dict(environment), _timeout=_PATIENCE, _err_to_out=True)
    except (sh.ErrorReturnCode, sh.TimeoutException, OSError):
        return ""
    match = _VERSION.search(str(said))
    return match[1] if match else ""
