"""Which properties a reader sees, how tasks look, what `#+BEGIN_x` becomes: a table. Renders nothing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping


class Task(Struct, frozen=True, kw_only=True):
    """How a task is drawn: its box, and whether its marker is said too."""

    done: bool
    said: bool


class ShownData(Struct, frozen=True, kw_only=True):
    """The file `properties.toml`."""

    hidden: frozenset[str]
    prefixes: tuple[str, ...]
    tasks: Mapping[str, Task]
    admonitions: Mapping[str, str]

    def is_shown(self, name: str) -> bool:
        """Whether a property says something to a reader."""
        return name not in self.hidden and not name.startswith(self.prefixes)


@cache
def shown_data() -> ShownData:
    """Load the table once a process."""
    table = read_table(__file__, "properties.toml")
    return ShownData(
        hidden=frozenset(table["hidden"]),
        prefixes=tuple(table["prefixes"]),
        tasks={name: Task(**task) for name, task in table["tasks"].items()},
        admonitions=table["admonitions"],
    )
