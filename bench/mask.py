"""How fast secrets are masked, on 1 MB each of a log, one word, and what is made to be slow.

`python -m bench.mask` runs it; each figure is the best of three.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from runner.run.masking import known_secrets, make_mask
from runner.run.shapes import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.run.masking import Mask

_SIZE = 1 << 20
_LOG = "2026-11-22 12:00:00 INFO request id=abcdef0123456789 took 12 ms for user 4\n"
_MIXED = {
    "a log": _LOG,
    "one word": "a",
    "a log in colours": f"\x1b[32m{_LOG[:-1]}\x1b[0m\n",
    "blank lines": "\n",
    "escapes without end": "\x1b]",
    "keys": "key AKIAQWERTYUIOPASDFGH;\n",
    "begins of private keys": "-----BEGIN PRIVATE KEY-----\nA",
    "lines of private keys": "private key-----" + f"{'A' * 60}\n" * 300,
}


def texts() -> Iterator[tuple[str, str]]:
    """Give a name and the text that is repeated up to 1 MB, the near misses of each shape among them."""
    yield from _MIXED.items()
    for rule in rules():
        yield f"near {rule.kind}", rule.hints[0] + "=" + "a" * 30 + " "


def seconds(mask: Mask, text: str) -> float:
    """Give the best of three."""
    whole = (text * (_SIZE // len(text) + 1))[:_SIZE]
    spent = []
    for _ in range(3):
        begun = time.perf_counter()
        mask(whole)
        spent.append(time.perf_counter() - begun)
    return min(spent)


def main() -> None:
    """Print a line a text."""
    environment = {f"KEY{number}_TOKEN": f"s3cr3t-value/{number}-abcdefghijkl" for number in range(10)}
    for secrets in ({}, environment):
        mask = make_mask(known_secrets(secrets, {}))
        sys.stdout.write(f"{len(secrets)} known secrets\n")
        for name, text in texts():
            sys.stdout.write(f"  {seconds(mask, text):6.3f} s/MB  {name}\n")


if __name__ == "__main__":
    main()
