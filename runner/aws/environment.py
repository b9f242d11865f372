"""The environment in which a page's commands meet the stand-in and nothing else.

Nothing of the user's own AWS settings is read or written: no `~/.aws`, no `AWS_*` variable.
"""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# So plainly made up that no one takes them for a leak; the lengths are those of real ones.
ACCESS_KEY = "AKIASTANDINSTANDIN00"
SECRET_KEY = "stand-in/not-a-secret/stand-in/not-a-sec"  # noqa: S105  made up

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy")
_DIRECT = ("NO_PROXY", "no_proxy")


def stand_in_environment(
    folder: Path, *, url: str, profiles: Collection[str], region: str, inherited: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment for a page's shell, and write into `folder` what it points at.

    Every proxy variable names the stand-in, which carries nothing on: a request that heeds them cannot
    leave the machine, even after `unset AWS_ENDPOINT_URL` or with an `--endpoint-url` of its own.

    Args:
        folder: Is made if it is not there; must outlive the shell.
        url: The stand-in's.
        profiles: The names that `--profile` may have; `default` is always one.
        region: The region of every profile.
        inherited: The user's own environment.

    Raises:
        UsageError: A profile's or region's name cannot stand in a settings file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted({"default", *profiles})
    _refuse_unwritable(*names, region)
    config = _write(folder / "config", "\n".join(_config_section(name, region) for name in names))
    credentials = _write(folder / "credentials", "\n".join(_credentials_section(name) for name in names))
    environment = {name: value for name, value in inherited.items() if not name.startswith("AWS_")}
    return (
        environment
        | {
            "AWS_CONFIG_FILE": str(config),
            "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
            "AWS_ENDPOINT_URL": url,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        | dict.fromkeys(_PROXIES, url)
        | dict.fromkeys(_DIRECT, "127.0.0.1,localhost")
        | _path_with_wrapper(folder, inherited)
    )


def _path_with_wrapper(folder: Path, inherited: Mapping[str, str]) -> dict[str, str]:
    path = inherited.get("PATH", os.defpath)
    aws = shutil.which("aws", path=path)
    if aws is None:
        return {}
    programs, home = folder / "bin", folder / "home"
    programs.mkdir(exist_ok=True)
    home.mkdir(exist_ok=True)
    wrapper = programs / "aws"
    wrapper.write_text(_wrapper(Path(aws).absolute(), home.absolute()))
    wrapper.chmod(0o755)
    return {"PATH": f"{programs.absolute()}{os.pathsep}{path}"}


def _wrapper(aws: Path, home: Path) -> str:
    # Whatever its variables say, the AWS CLI reads ~/.aws for aliases, models and caches; HOME moves that.
    # One that `pip install --user` installed is itself found by HOME, which PYTHONUSERBASE keeps.
    return (
        "#!/bin/sh\n"
        'PYTHONUSERBASE="${PYTHONUSERBASE:-$HOME/.local}"\n'
        f"HOME={shlex.quote(str(home))}\n"
        "export HOME PYTHONUSERBASE\n"
        f'exec {shlex.quote(str(aws))} "$@"\n'
    )


def _config_section(name: str, region: str) -> str:
    title = name if name == "default" else f"profile {shlex.quote(name)}"
    return f"[{title}]\nregion = {region}\n"


def _credentials_section(name: str) -> str:
    return f"[{name}]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"


def _refuse_unwritable(*names: str) -> None:
    for name in names:
        if not name or not name.isprintable() or "]" in name or name != name.strip():
            raise UsageError(f"{name!a} cannot be the name of an AWS profile or region. Choose another.")


def _write(path: Path, text: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path.absolute()
