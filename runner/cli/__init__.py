"""The command line: flags to options, events to reports, errors to exit statuses. Decides nothing else."""

from runner.cli.process import main

__all__ = ["main"]
