"""Sizes of a benchmark, as they are typed."""

from __future__ import annotations

import argparse


def at_least_one(text: str) -> int:
    """The type of an argument that counts what is measured.

    Raises:
        argparse.ArgumentTypeError: It is no whole number, or there would be nothing to measure.
    """
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return int(text)
