"""Pages on disk replaced as a whole. Knows nothing of what they say."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from runner.errors import PageError


def replace_page(path: str, text: str) -> None:
    """Put a text in the place of a page: whole or not at all, with the page's own mode.

    Raises:
        PageError: The page or its folder cannot be written.
    """
    page = Path(path).resolve()  # a link stays a link
    beside = ""
    try:
        descriptor, beside = tempfile.mkstemp(prefix=f".{page.name}.", dir=page.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fchmod(descriptor, page.stat().st_mode & 0o7777)
            os.fsync(descriptor)
        Path(beside).replace(page)
    except OSError as error:
        if beside:
            with suppress(OSError):
                Path(beside).unlink()
        raise PageError(
            f"{path}: cannot be written ({error.strerror}); check the rights of the page and its folder"
        ) from None
