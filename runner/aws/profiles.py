"""Whether an AWS profile is configured on this machine, told from the settings files alone.

Reads names, never a key's value, and asks no one: a profile that is configured may still lack access.
"""

from __future__ import annotations

import shlex
from configparser import Error, RawConfigParser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def profile_is_configured(name: str, environment: Mapping[str, str]) -> bool:
    """Return whether the AWS settings that `environment` leads to hold the profile.

    A file that is not there, cannot be read or is malformed holds none.
    """
    if name == "default" and environment.get("AWS_ACCESS_KEY_ID"):
        return True
    config = _sections(environment, "AWS_CONFIG_FILE", "config")
    credentials = _sections(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")
    return name in credentials or name in {_profile(section) for section in config}


def _sections(environment: Mapping[str, str], variable: str, usual: str) -> list[str]:
    path = _expand(environment.get(variable) or f"~/.aws/{usual}", environment.get("HOME"))
    # None of our files has a section that gives its values to all others.
    parser = RawConfigParser(default_section="")
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, Error):
        return []
    return parser.sections()


def _expand(path: str, home: str | None) -> Path:
    # The home of the environment that is asked about, which need not be this process's own.
    if home and (path == "~" or path.startswith("~/")):
        return Path(home, path[2:])
    return Path(path)


def _profile(section: str) -> str | None:
    """Return the profile that a section of the config file stands for, None for other sections."""
    if section == "default":
        return section
    try:
        kind, name = shlex.split(section)
    except ValueError:  # odd quotes, or not two words
        return None
    return name if kind == "profile" else None
