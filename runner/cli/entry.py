"""The commands put together, and every error with its exit status. Runs no page by itself."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from runner import __version__
from runner.cli.complaints import complain
from runner.errors import RunbookError

if TYPE_CHECKING:
    from typing import TextIO


# Command → the module that is loaded when it is asked for.
_MODULES = {
    "execute": "executing",
    "plan": "looking",
    "check": "looking",
    "test": "testing",
    "accept": "executing",
    "runs": "runs",
    "report": "reporting",
    "publish": "publishing",
    "stand-in": "stand_in",
}


class _Commands(click.Group):
    """The commands, without the code of those that are not used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"runner.cli.{_MODULES[cmd_name]}")
        found: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            # click looks for the nearest name among the commands that are loaded.
            name = error.command_name
            raise click.exceptions.NoSuchCommand(name, possibilities=_MODULES, ctx=ctx) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="runbook")
def cli() -> None:
    """How-To pages that run: execute a page's blocks as steps and check what it says will happen."""


def main() -> None:
    """Run the command line and leave with the contract's exit status."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller closed it, as `>&-` does
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end
        _never_refuse(getattr(sys, name))
    sys.exit(_status())


def _never_refuse(stream: TextIO) -> None:
    """Write what an old encoding cannot show as `?`, rather than end with an error over a check mark."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _status() -> int:
    try:
        return _invoke()
    except RunbookError as error:
        complain(f"runbook: {error}")
        return error.exit_status
    except BrokenPipeError:
        _write_no_more()  # the reader closed the pipe, as `| head` does
        return 1
    except OSError as error:
        _write_no_more()
        place = f"{error.filename}: " if error.filename else ""
        complain(f"runbook: {place}{error.strerror or error}; check the disk and the place of the output")
        return 3
    except Exception as error:  # noqa: BLE001 - the last place that can say it in words
        return _internal(error)


def _write_no_more() -> None:
    """Let what is still to be written to stdout go nowhere, so that Python does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _invoke() -> int:
    """Run the command, with click's own errors told as click tells them."""
    try:
        return cli.main(standalone_mode=False) or 0
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        said = StringIO()
        error.show(said)
        complain(said.getvalue().rstrip("\n"))
        return error.exit_code


def _internal(error: Exception) -> int:
    if os.environ.get("RUNBOOK_DEBUG"):
        import traceback

        complain(traceback.format_exc())
    said = f"{type(error).__name__}: {error}"
    complain(f"runbook: internal error: {said}; RUNBOOK_DEBUG=1 shows where, please report it")
    return 3
