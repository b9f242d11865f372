"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import runner
from runner.patterns import regex


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    late, now = regex(r"(?P<word>a)b", re.IGNORECASE), re.compile(r"(?P<word>a)b", re.IGNORECASE)
    assert late.pattern == now.pattern
    assert late.flags == now.flags
    assert late.sub("-", "xABx") == now.sub("-", "xABx")
    assert [found.span("word") for found in late.finditer("abab")] == [(0, 1), (2, 3)]
    assert regex(rb"\n").findall(b"a\nb") == [b"\n"]


def test_a_fault_shows_when_the_pattern_is_used() -> None:
    faulty = regex("(")
    with pytest.raises(re.error):
        faulty.search("")


def test_every_pattern_of_ours_can_be_compiled() -> None:
    names = [item.name for item in pkgutil.walk_packages(runner.__path__, "runner.")]
    held = (vars(importlib.import_module(name)).items() for name in names if not name.endswith("__main__"))
    found = [value for items in held for _, value in items if type(value) is type(regex(""))]
    assert len(found) > 100
    for pattern in found:
        assert pattern.flags >= 0, "to ask for anything compiles it"
