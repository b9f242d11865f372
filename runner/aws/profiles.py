"""Whether an AWS profile is configured on this machine, told from the settings files alone.

Reads names and regions, never a key's value, and asks no one: a profile that is configured may lack access.
"""

from __future__ import annotations

import shlex
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    # The settings in a file: section → name → value.
    Settings = Mapping[str, Mapping[str, str]]


def profile_is_configured(name: str, environment: Mapping[str, str]) -> bool:
    """Return whether the AWS settings that `environment` leads to hold the profile.

    A file that is not there, cannot be read or is malformed holds none.
    """
    if name == "default" and environment.get("AWS_ACCESS_KEY_ID"):
        return True
    config, credentials = settings_files(environment)
    return name in credentials or name in {_profile(section) for section in config}


def region_of(name: str, environment: Mapping[str, str]) -> str:
    """Return the region that the environment, or else the profile's settings, name; empty where none does."""
    config, credentials = settings_files(environment)
    sections = [config[section] for section in config if _profile(section) == name]
    sections += [credentials[name]] if name in credentials else []
    found = (section.get("region", "") for section in sections)
    said = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    return said or next(filter(None, found), "")


def settings_files(environment: Mapping[str, str]) -> tuple[Settings, Settings]:
    """Give the settings and the credentials that `environment` leads to; empty as above."""
    return (
        _settings(environment, "AWS_CONFIG_FILE", "config"),
        _settings(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    )


def _settings(environment: Mapping[str, str], variable: str, usual: str) -> Settings:
    path = _expand(environment.get(variable) or f"~/.aws/{usual}", environment.get("HOME"))
    try:
        state = path.stat()
    except OSError:
        return {}
    return _parsed(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _parsed(path: Path, changed: int, size: int) -> Settings:
    """The file as it stands; thousands of pages ask for the same one, and it may change between them."""
    from configparser import Error, RawConfigParser

    del changed, size
    # None of our files has a section that gives its values to all others.
    parser = RawConfigParser(default_section="")
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, Error):
        return {}
    return {name: dict(parser.items(name)) for name in parser.sections()}


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
