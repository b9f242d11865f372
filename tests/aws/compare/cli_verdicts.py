"""What the AWS CLI itself says of commands, asked inside its own process and without a network.

It runs in the interpreter of v1, as a program, and in that of v2, as a plugin, so it uses the standard
library and `awscli` alone. The CLI parses and unpacks as ever; where it would call the service, botocore's
validator is asked in its place.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

COMMANDS, VERDICTS, PLUGIN = (f"RUNBOOK_COMPARE_{name}" for name in ("COMMANDS", "VERDICTS", "PLUGIN"))
# What an earlier command left in the driver.
_STICKY = "object has no attribute"
_MOST_SAID = 300


class _RefusedError(Exception):
    """The parameters do not fit the model."""


def _invoke(self: Any, service_name: str, operation_name: str, parameters: dict[str, Any], *_: Any) -> int:
    shape = self._session.get_service_model(service_name).operation_model(operation_name).input_shape
    # The paginator takes it out again.
    sent = {name: value for name, value in parameters.items() if name != "PaginationConfig"}
    if shape is not None:
        report = _validator()().validate(sent, shape)
        if report.has_errors():
            raise _RefusedError(report.generate_report())
    return 0


def _validator() -> Any:
    """Botocore's validator, of the botocore that this CLI brings."""
    try:
        return importlib.import_module("awscli.botocore.validate").ParamValidator
    except ImportError:
        return importlib.import_module("botocore.validate").ParamValidator


def judge_all() -> None:
    """Read commands, one list of words a line, and write of each whether it is refused and what is said."""
    module = importlib.import_module("awscli.clidriver")
    module.CLIOperationCaller.invoke = _invoke
    driver, service = None, ""
    lines = Path(os.environ[COMMANDS]).read_text().splitlines()
    with Path(os.environ[VERDICTS]).open("w") as verdicts:
        for line in lines:
            words = json.loads(line)
            if driver is None or service != words[0]:
                driver, service = module.create_clidriver(), words[0]
            verdict = _judge(driver, words)
            if _STICKY in verdict["said"]:
                # A driver for each command would be right too, and takes a tenth of a second.
                fresh = module.create_clidriver()
                fresh.session.register_component("data_loader", _loader(driver))
                verdict = _judge(fresh, words)
            verdicts.write(json.dumps(verdict) + "\n")


def _loader(driver: Any) -> Any:
    """The models that a driver has read."""
    return driver.session.get_component("data_loader")


def _judge(driver: Any, words: list[str]) -> dict[str, Any]:
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            status = driver.main(words)
        except SystemExit as end:
            status = end.code
        except Exception as error:  # noqa: BLE001  whatever the CLI dies of, the command is refused
            status = 1
            said.write(repr(error))
    return {"refused": status != 0, "said": said.getvalue().strip()[-_MOST_SAID:]}


def awscli_initialize(event_hooks: Any) -> None:
    """Be a plugin of v2: judge, and end the process before it reads its own words."""
    del event_hooks
    if os.environ.pop(PLUGIN, ""):
        judge_all()
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    judge_all()
