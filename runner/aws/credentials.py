"""The values in the user's AWS settings files, so that they can be hidden. Gives them to no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.aws.profiles import settings_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def settings_values(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give name and value of every setting of every profile, the harmless ones too."""
    for settings in settings_files(environment):
        for section in settings.values():
            yield from section.items()
