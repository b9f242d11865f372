"""A worker that ends with the process that forked it, however that ends. Linux alone can tell it so."""

from __future__ import annotations

import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have this process told by SIGTERM when its parent is gone; elsewhere it ends after its page."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
