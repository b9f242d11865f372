"""A step's digest, which tells whether it is still the one that ran. Where it stands is not in it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.model import Step


def block_sha256(step: Step) -> str:
    """Give the digest of a step's block and claims: other than this, nothing is run or checked."""
    return hashlib.sha256("\0".join(_parts(step)).encode("utf-8", "surrogatepass")).hexdigest()


def _parts(step: Step) -> Iterator[str]:
    yield from (step.kind, step.language, step.code, step.file or "", str(step.exit_status))
    for claim in step.claims:
        yield claim.text
        for expectation in claim.expectations:
            yield from (expectation.reading, *expectation.objects)
