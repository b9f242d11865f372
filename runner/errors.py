"""What stops the tool before or beside a run: messages for a person, each with its exit status.

A check that does not hold is never an exception; it is a value in `runner.results`.
"""

from __future__ import annotations


class RunbookError(Exception):
    """A message for the user: place, what is wrong, what to do."""

    exit_status = 3


class UsageError(RunbookError):
    """A wrong flag, variable, setting or value on the command line or in a file of settings."""

    exit_status = 2


class CannotContinueError(UsageError):
    """There is no earlier run of a page that could be continued."""


class PageError(RunbookError):
    """A page that cannot be read as its author meant it."""

    exit_status = 2


class EnvironmentNotReadyError(RunbookError):
    """The machine lacks what every run needs, such as bash or a free port."""

    exit_status = 4


class NothingToRunError(RunbookError):
    """There is no page that was asked for."""

    exit_status = 5


class PublishError(RunbookError):
    """A site that was not built, misses a result, or would show a secret."""

    exit_status = 1
