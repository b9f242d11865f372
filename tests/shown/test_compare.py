"""Shown output held against the output that came: what passes, what fails, and what is said of it."""

from __future__ import annotations

import pytest

from runner.expectations import Predicate
from runner.shown.compare import is_strong
from runner.shown.errors import plain_errors
from tests.shown.comparing import HASHES, held

SAME = [
    ("a\nb\n", "a  \nb\n\n\n"),
    ("a", "a\r\n"),
    ("a\n", "\x1b[31ma\x1b[0m\n"),
    ("done 100%\n", "at 10%\rat 50%\rdone 100%\r\n"),
    ("a\nb\n", "\x1b]0;title\x07a\n\x1b]8;;\x1b\\b\n"),
    ("a\n...\nd\n", "a\nb\nc\nd\n"),
    ("a\n...\nb\n", "a\nb\n"),
    ("...\n", ""),
    ("a\n...   ...\nd\n", "a\nb\nc\nd\n"),
    ("...\nb\n...\n", "a\nb\nb\nc\n"),
    ("a (?)\na\n", "a\n"),
    ("a\nwarning (?)\nb\n", "a\nb\n"),
    ("a\nwarning (?)\nb\n", "a\nwarning\nb\n"),
    ("*.txt (glob)\n", "notes.txt\n"),
    ("file? (glob)\n", "file1\n"),
    (r"what\? (glob)" + "\n", "what?\n"),
    (r"v\d+ (regex)" + "\n", "v12\n"),
    ("x-* (glob) (?)\n", "x-1\n"),
    ("Hello [...] world\n", "Hello big wide world\n"),
    ("built ...\n", "built in no time\n"),
    ("... done ... ok\n", "all done is ok\n"),
    (HASHES[0], HASHES[1]),
    ("at 2026-03-14T09:26:53Z", "at 2027-01-02T00:00:00Z"),
    ("-rw-r--r-- 1 me 12 Mar  4 09:26 a", "-rw-r--r-- 1 me 12 Mar 14  2024 a"),
    ("real\t0m0.005s", "real\t0m1.250s"),
    ("up 30s", "up 5m"),
    ("[main 9fceb02] x", "[main 1234567] x"),
    ("in /tmp/x.abc/out", "in /tmp/tmp.Qx1/out"),
    ("9fceb02... [...] ok", "02d0ae5 and so on is ok"),
    ("a ... (?)\n", "a ... (?)\n"),
    ("[...]\n", "a\nb\n"),
    ("", "\n"),
    ("a\n\n...\n\nd\n", "a\nb\nd\n"),
    ("3 a.txt\n12 total\n", "  3 a.txt\n 12 total\n"),
    ("  3  7   21   a.txt\n", " 3  7 21 a.txt\n"),
    ("/dev/sda1  4.0G  12%  /\n", "/dev/sda1 4.0G 12% /\n"),
    ("abc  5s   up\n", "abc  12s  up\n"),
    ("AGE   NAME\n", "AGE     NAME\n"),
    ("a       b\n", "a\tb\n"),
    ("4.0K    d\n", "4.0K\td\n"),
    ("===== ok =====\n", "======== ok ========\n"),
    ("a\n\u2026\nd\n", "a\nb\nc\nd\n"),
    ("a\n[\u2026]\nd\n", "a\nb\nd\n"),
    ("a\n# ...\nd\n", "a\nb\nd\n"),
    ("a\n--snip--\nd\n", "a\nb\nd\n"),
    ("a\n<snip>\nd\n", "a\nb\nd\n"),
    ("a\n.....\nd\n", "a\nb\nd\n"),
    ("built \u2026 ok\n", "built all ok\n"),
    ("made 12 days ago\n", "made About an hour ago\n"),
    ("Up 3 weeks\n", "Up 5 seconds\n"),
]

OTHER = [
    ("a\nb\n", "a\n"),
    ("a\n", "a\nb\n"),
    ("a\n", " a\n"),
    ("a\n", "\na\n"),
    ("a\n", ""),
    ("a\n", "A\n"),
    ("1.4.2\n", "1.4.20\n"),
    ("12 items\n", "13 items\n"),
    ("12 items\n", "1 2 items\n"),
    ("===== ok =====\n", "----- ok -----\n"),
    ("=== ok\n", "==== ok\n"),
    ("a\nsnip\nd\n", "a\nb\nd\n"),
    ("a    b\n", "ab\n"),
    ("764efa883dda1e11db47671c4a3bbd9e  -\n", "864efa883dda1e11db47671c4a3bbd9e  -\n"),
    (
        "55ca6286e3e4f4fba5d0448333fa99fc5a404a73  a\n",
        "65ca6286e3e4f4fba5d0448333fa99fc5a404a73  a\n",
    ),
    ("keep for 12 days\n", "keep for 13 days\n"),
    ("12 items\n", "12items\n"),
    ("a  b\n", "a b\n"),
    ("  a\n", "a\n"),
    ("  a: 1\n", "a: 1\n"),
    ("a\n\nb\n...\n", "a\nb\nc\n"),
    ("a\n...\nd\n", "a\nb\nc\n"),
    ("a\nwarning (?)\nb\n", "a\nother\nb\n"),
    ("*.txt (glob)\n", "notes.txt.bak\n"),
    (r"v\d+ (regex)" + "\n", "v12a\n"),
    ("Hello [...] world\n", "Hello big wide word\n"),
    ("... done ... ok\n", "all is ok, done\n"),
    ("commit 9fceb02 First", "commit 02d0ae5 Second"),
    ("commit 9fceb02", "commit none"),
    ("commit 9fceb02", "commit 02d0ae5x"),
    ("at 2026-03-14T09:26:53Z", "at 2027-01-02"),
    ("took 1.23s", "took long"),
    ("id 3f2b8c1e-0d4a-4b6f-9a51-7c2e5d8f0b13", "id 9fceb02"),
    ("deadbee", "beefdad"),
    ("[main 1234567] x", "[main 9fceb02] x"),
]


@pytest.mark.parametrize(("shown", "actual"), SAME)
def test_an_output_as_shown_holds(shown: str, actual: str) -> None:
    assert held(shown, actual).holds


@pytest.mark.parametrize(("shown", "actual"), OTHER)
def test_another_output_fails_and_it_is_said_how(shown: str, actual: str) -> None:
    found = held(shown, actual)
    assert not found.holds
    assert found.detail


def test_what_was_let_pass_is_said() -> None:
    shown = f"{HASHES[0]}\nDate: 2026-03-14\nDate: 2026-03-15\n"
    found = held(shown, f"{HASHES[1]}\nDate: 2026-03-16\nDate: 2026-03-17\n")
    assert found.detail == "equal but for 1 commit hash, 2 dates"


def test_a_difference_is_a_small_diff_with_the_lines_of_the_page() -> None:
    shown = "".join(f"line {word}\n" for word in "abcdefgh")
    actual = shown.replace("line b\n", "line B\n").replace("line g\n", "")
    assert held(shown, actual).detail == (
        "line 12 differs\n"
        "  11 | line a\n"
        "- 12 | line b\n"
        "+    | line B\n"
        "  13 | line c\n"
        "       ...\n"
        "  16 | line f\n"
        "- 17 | line g\n"
        "  18 | line h"
    )


def test_more_output_than_shown_and_none_are_said_so() -> None:
    assert held("a\n", "a\nb\nc\n").detail.startswith("2 more lines than the page shows")
    assert held("a\nb\n", "a\n").detail.startswith("line 12 was not printed")
    assert held("a\nb\n", "").detail == "got no output"


def test_a_difference_shows_what_the_eye_would_miss_and_never_half_a_word() -> None:
    assert "+    | a\\u200bb" in held("ab\n", "a\u200bb\n").detail
    secret = "x" * 300
    assert "(a line of 300 characters)" in held("a\n", secret).detail
    long = " ".join(f"word{number}" for number in range(100))
    detail = held(f"{long} end\n", f"{long} END\n").detail
    assert "END" in detail
    assert "word1 " not in detail


def test_the_first_lines_are_paired_where_all_differ() -> None:
    assert held("a\n", "x\ny\n").detail == "line 11 differs\n- 11 | a\n+    | x\n+    | y"


def test_a_difference_is_never_long() -> None:
    shown = "".join(f"old {number}\n" for number in range(3000))
    actual = "".join(f"new {number}\n" for number in range(3000))
    detail = held(shown, actual).detail
    assert detail.count("\n") <= 13
    assert detail.endswith("... 2995 more")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|b)*c", "(", "(a?)*"])
def test_a_regular_expression_that_cannot_be_used_is_refused_with_its_place(pattern: str) -> None:
    found = held(f"ok\n{pattern} (regex)\n", f"ok\n{'a' * 40}!\n")
    assert not found.holds
    assert found.detail.startswith("line 12: `")


def test_a_long_line_is_not_tried_on_a_regular_expression_with_many_repetitions() -> None:
    assert not held(".*a.*b.*c.*d (regex)\n", "a" * 5000).holds
    assert held(".*a.*b.*c.*d (regex)\n", "xaxbxcxd").holds


def test_lines_that_the_page_shows_in_part_are_there_in_its_order() -> None:
    assert held("a\nc\n", "x\na\nb\nc\ny\n", Predicate.SHOWN_LINES).holds
    assert not held("a\nc\n", "c\na\n", Predicate.SHOWN_LINES).holds
    found = held("a\nc\n", "a\nb\n", Predicate.SHOWN_LINES)
    assert found.detail.startswith("line 12 ")


def test_a_line_that_is_missing_among_lines_in_any_order_stands_beside_the_one_that_came() -> None:
    told = held("./b\n./gone\n./a\n", "./b\n./c\n./a\n", Predicate.SHOWN_UNORDERED).detail
    assert told.split("\n")[1:] == ["  11 | ./b", "- 12 | ./gone", "+    | ./c", "  13 | ./a"]


@pytest.mark.parametrize("line", [r"\w+ (regex)", "[a-z]* (regex)", "?????????? (glob)"])
def test_a_mark_that_any_word_fits_is_weak(line: str) -> None:
    assert not is_strong(Predicate.SHOWN, line)


def test_blanks_beside_a_number_are_counted_and_never_pass_within_json() -> None:
    assert held("1 a\n", " 1  a\n").detail == "equal but for 2 changes of alignment"
    assert not held('{"a": "1 b"}\n', '{"a":"1  b"}\n', Predicate.JSON).holds


def test_quotes_and_the_shells_name_around_an_error_are_the_same() -> None:
    page = "-bash: cd: x: No such file\nhead: cannot open \u2018a' for `b'\n"
    assert plain_errors(page) == plain_errors(
        "bash: line 3: cd: x: No such file\nhead: cannot open 'a' for 'b'\n"
    )
    assert plain_errors("bash: x\n") != plain_errors("zsh: x\n")
