"""The configuration: `runbook.toml`, else `[tool.runbook]` in the nearest `pyproject.toml`. Runs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.errors import UsageError
from runner.nearest import nearest_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = ("pages", "target", "timeout", "variables", "lift", "judge-model", "runs", "history")
_HISTORY = ("url", "project")
_TARGETS = ("auto", "live", "stand-in")


class Config(Struct, frozen=True, kw_only=True):
    """What a project says of all its pages; `timeout` in seconds a step.

    Attributes:
        path: The file that it was read from, empty where there is none.
        lift: Program → flag → variable, added to the tool's own table.
        keep_runs: How many runs of a page `runs prune` keeps.
        judge_model: The id of the model that `--judge` asks.
        history_url: The address of the history that machines share, maybe with a password; empty for none.
        history_project: The project's name there, empty for that of its folder.
    """

    path: str = ""
    pages: tuple[str, ...] = ()
    target: str = ""
    timeout: float | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    lift: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keep_runs: int | None = None
    judge_model: str = ""
    history_url: str = ""
    history_project: str = ""

    def __repr__(self) -> str:
        # The address of the history may hold a password.
        return f"Config(path={self.path!r})"


def find_config(start: Path) -> Config:
    """Read the configuration that is nearest above a folder.

    Raises:
        UsageError: The file is no TOML, or says something that the tool does not know.
    """
    for folder in (start, *start.parents):
        own = folder / "runbook.toml"
        if own.is_file():
            return _config(str(own), _load(own))
        project = folder / "pyproject.toml"
        if project.is_file():
            table = _load(project).get("tool", {}).get("runbook")
            if isinstance(table, dict):
                return _config(str(project), table)
    return Config()


def read_variables(path: str) -> dict[str, str]:
    """Read a file of variables: TOML (scalars at its top), or `NAME=VALUE` lines where it is no `.toml`.

    Raises:
        UsageError: There is no such file, or it cannot be read as its name says.
    """
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"{path}: there is no such file of variables; check the path given to --vars")
    if file.suffix == ".toml":
        return _scalars(path, _load(file))
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(file).items() if value is not None}


def _load(file: Path) -> dict:  # type: ignore[type-arg]
    import tomllib

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: this is no TOML ({error}); correct it") from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror}); check its rights") from None


def _config(path: str, table: Mapping[str, object]) -> Config:
    for name in table:
        if name not in _NAMES:
            near = nearest_name(name, _NAMES)
            cure = f"did you mean `{near}`?" if near else f"known are {', '.join(_NAMES)}"
            raise UsageError(f"{path}: `{name}` is no setting; {cure}")
    return Config(
        path=path,
        pages=tuple(str(page) for page in _list(path, "pages", table.get("pages", []))),
        target=_target(path, str(table.get("target", ""))),
        timeout=_timeout(path, table.get("timeout")),
        variables=_scalars(path, _table(path, "variables", table)),
        lift={
            program: _scalars(path, _table(path, program, _table(path, "lift", table)))
            for program in _table(path, "lift", table)
        },
        keep_runs=_keep_runs(path, _table(path, "runs", table)),
        judge_model=_scalars(path, {"judge-model": table.get("judge-model", "")})["judge-model"],
        **_history(path, _table(path, "history", table)),
    )


def _history(path: str, table: Mapping[str, object]) -> dict[str, str]:
    for name in table:
        if name not in _HISTORY:
            known = ", ".join(_HISTORY)
            raise UsageError(f"{path}: `{name}` under [history] is no setting; known are {known}")
    return {f"history_{name}": value for name, value in _scalars(path, table).items()}


def _keep_runs(path: str, table: Mapping[str, object]) -> int | None:
    for name in table:
        if name != "keep":
            raise UsageError(f"{path}: `{name}` under [runs] is no setting; known is keep")
    keep = table.get("keep")
    if keep is not None and (isinstance(keep, bool) or not isinstance(keep, int) or keep < 1):
        raise UsageError(f"{path}: keep under [runs] is no number of runs; write one such as 50")
    return keep


def _target(path: str, value: str) -> str:
    if value and value not in _TARGETS:
        raise UsageError(f"{path}: target `{value}` is none of {', '.join(_TARGETS)}; write one of these")
    return value


def _timeout(path: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise UsageError(f"{path}: timeout is no number of seconds; write one such as 300")
    return float(value)


def _list(path: str, name: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise UsageError(f"{path}: `{name}` is no list; write {name} = [...]")
    return value


def _table(path: str, name: str, table: Mapping[str, object]) -> dict[str, object]:
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise UsageError(f"{path}: `{name}` is no table; write [{name}]")
    return value


def _scalars(path: str, table: Mapping[str, object]) -> dict[str, str]:
    for name, value in table.items():
        if isinstance(value, list | dict):
            raise UsageError(f"{path}: the value of `{name}` is no text or number; give it one")
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in table.items()
    }
