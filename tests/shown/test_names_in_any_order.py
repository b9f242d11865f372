"""Names and lines whose order or columns mean nothing."""

from __future__ import annotations

import pytest

from runner.expectations import Predicate
from runner.shown.compare import Comparison
from tests.shown.comparing import held


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ("a  b  c\n", "a\nb\nc\n"),
        ("a  c\nb  d\n", "a\nb\nc\nd\n"),
        ("a  b\nc  d\n", "a\nc\nb\nd\n"),
        ("old/  a.txt\n", "old/\na.txt\n"),
        ("'my list'  x\n", "my list\nx\n"),
        ("apple  Pear  plum\n", "Pear\napple\nplum\n"),
        ("a:\nx  y\n\nb:\nz\n", "a:\nx\ny\n\nb:\nz\n"),
        ("a\n...\nd\n", "a\nb\nc\nd\n"),
        ("$x  run-2026-03-14T09:26:53Z\n", "$x\nrun-2026-03-14T09:26:53Z\n"),
    ],
)
def test_names_are_the_same_in_columns_and_one_a_line(shown: str, actual: str) -> None:
    assert held(shown, actual, Predicate.SHOWN_NAMES).holds


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ("a  b  c\n", "a\nb\n"),
        ("a  b\n", "a\nb\nc\n"),
        ("a  b\n", "a\nB\n"),
        ("b  a\n", "a\nb\n"),
        ("a  b\n", "b\na\n"),
        ("a  b\n", ""),
        ("a:\nx  y\n\nb:\nz\n", "a:\nx\n\nb:\ny\nz\n"),
        ("a  b\n", "ls: cannot open directory '.'\n"),
    ],
)
def test_other_names_and_an_order_that_was_asked_for_are_told_by_name(shown: str, actual: str) -> None:
    assert not held(shown, actual, Predicate.SHOWN_NAMES).holds


def test_names_in_an_order_that_was_asked_for_are_told_in_the_one_that_came() -> None:
    told = held("b  a  c\n", "a\nb\nc\n", Predicate.SHOWN_NAMES)
    assert told == Comparison(holds=False, detail="the same names in another order: a, b, c")


def test_a_difference_of_names_gives_the_line_of_each() -> None:
    told = held("a  c\nb  d\n", "a\nb\nc\n", Predicate.SHOWN_NAMES).detail
    assert told == "line 12 was not printed\n  11 | c\n- 12 | d"


def test_lines_in_an_order_that_means_nothing_are_the_same_and_that_is_said() -> None:
    shown = "./b\n./a at 2026-03-14\n./c\n"
    assert held(shown, "./c\n./a at 2027-01-02\n./b\n", Predicate.SHOWN_UNORDERED) == Comparison(
        holds=True, detail="the same lines in another order, but for 1 date"
    )


@pytest.mark.parametrize("actual", ["./a\n./b\n./b\n", "./a\n", "./a\n./b\n./c\n", "./A\n./b\n", ""])
def test_other_lines_differ_in_any_order(actual: str) -> None:
    assert not held("./b\n./a\n", actual, Predicate.SHOWN_UNORDERED).holds


def test_many_lines_in_another_order_are_the_same() -> None:
    names = [f"./{number}" for number in range(20_000)]
    assert held("\n".join(names), "\n".join(names[::-1]), Predicate.SHOWN_UNORDERED).holds


def test_elided_lines_may_come_in_any_order_too() -> None:
    assert held("./b\n...\n", "./a\n./b\n", Predicate.SHOWN_UNORDERED).holds
    assert held("./b\n...\n./c\n", "./a\n./c\n./b\n./d\n", Predicate.SHOWN_UNORDERED).holds
    assert not held("./b\n...\n./c\n", "./a\n./b\n", Predicate.SHOWN_UNORDERED).holds
