"""The secrets that no message of an error may say, of whatever page. Writes no message."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runner.run.masking import known_secrets, make_mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


# Errors come from anywhere, also after a run; what any page of this process held secret is hidden in them.
_SECRETS: dict[str, str] = {}


def hide_in_errors(
    environment: Mapping[str, str], declared: Mapping[str, str], others: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """Keep secrets out of all messages of errors to come.

    Args:
        environment: Whose variables may be secret by their names.
        declared: Secret value → variable.
        others: Names and values that may be secret by their names.

    Returns:
        These secrets: value → where it comes from.
    """
    secrets = known_secrets(environment, declared, others)
    _SECRETS.update(secrets)
    return secrets


def masked_error(text: str) -> str:
    """Give a message of an error as it may be shown."""
    return make_mask(_SECRETS | known_secrets(os.environ, {}))(text)
