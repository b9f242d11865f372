"""Shown output held against the output that came: what passes, what fails, and what is said of it."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.expectations import Predicate
from runner.shown.compare import Comparison, Shown, compare, is_strong
from runner.shown.errors import plain_errors
from runner.shown.volatile import parts


def held(shown: str, actual: str, predicate: Predicate = Predicate.SHOWN) -> Comparison:
    first = 11
    return compare(predicate, Shown(text=shown, page_lines=tuple(range(first, first + len(shown)))), actual)


HASHES = (
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "commit 02d0ae598e95dc970b74767f19372d61af89fceb",
)

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


# JSON

JSON_SAME = [
    ('{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}'),
    ('{"a": 1}', '{"a": 1.0}'),
    ('{"id": "9fceb02"}', '{"id": "02d0ae5"}'),
    ('{"text": "..."}', '{"text": "anything\\nat all"}'),
    ('{"text": "Hello [...]"}', '{"text": "Hello you"}'),
    ('{"a": NaN}', '{"a": NaN}'),
]
JSON_OTHER = [
    ('{"a": 1}', '{"a": 2}', "$.a: expected 1, got 2"),
    ('{"a": 1}', '{"a": true}', "$.a: expected 1, got true"),
    ('{"a": 1}', '{"a": "1"}', '$.a: expected 1, got "1"'),
    ('{"a": 1}', "{}", "$.a: missing, expected 1"),
    ("{}", '{"a": 1}', "$: has `a` too, which the page does not show"),
    (
        '{"items": [{"n": 1}, {"name": "a"}]}',
        '{"items": [{"n": 1}, {"name": "b"}]}',
        '$.items[1].name: expected "a", got "b"',
    ),
    ("[1, 2]", "[2, 1]", "$[0]: expected 1, got 2"),
    ("[1]", "[1, 2]", "$: expected 1 item, got 2"),
    ('{"a b": null}', '{"a b": 0}', '$["a b"]: expected null, got 0'),
    ('{"a": 1}', "oops", "got oops, no JSON"),
    ('{"a": 1}', "", "got no output"),
    ('{"v": "1.4.2"}', '{"v": "1.4.3"}', '$.v: expected "1.4.2", got "1.4.3"'),
]


@pytest.mark.parametrize(("shown", "actual"), JSON_SAME)
def test_json_is_compared_as_json(shown: str, actual: str) -> None:
    assert held(shown, actual, Predicate.JSON).holds


@pytest.mark.parametrize(("shown", "actual", "said"), JSON_OTHER)
def test_a_difference_of_json_is_told_by_its_path(shown: str, actual: str, said: str) -> None:
    found = held(shown, actual, Predicate.JSON)
    assert not found.holds
    assert said in found.detail


def test_json_that_the_page_shows_in_part_may_hold_more() -> None:
    shown = '{"items": [{"name": "a"}, {"name": "c"}]}'
    actual = {"count": 3, "items": [{"name": "a", "x": 1}, {"name": "b"}, {"name": "c"}]}
    assert held(shown, json.dumps(actual), Predicate.JSON_SUBSET).holds
    actual["items"] = [{"name": "c"}, {"name": "b"}]
    found = held(shown, json.dumps(actual), Predicate.JSON_SUBSET)
    assert "$.items: no item is an object of 1 (item 0 of the page)" in found.detail
    assert not held('{"a": 1}', '{"b": 1}', Predicate.JSON_SUBSET).holds


def test_lines_that_the_page_shows_in_part_are_there_in_its_order() -> None:
    assert held("a\nc\n", "x\na\nb\nc\ny\n", Predicate.SHOWN_LINES).holds
    assert not held("a\nc\n", "c\na\n", Predicate.SHOWN_LINES).holds
    found = held("a\nc\n", "a\nb\n", Predicate.SHOWN_LINES)
    assert found.detail.startswith("line 12 ")


@pytest.mark.parametrize("actual", ['{"a": 1, "a": 2}', '{"a": 2, "a": 2}', '[{"b": [{"a": 1, "a": 2}]}]'])
def test_json_in_which_a_key_stands_twice_is_no_json_and_the_message_names_it(actual: str) -> None:
    comparison = held('{"a": 2}', actual, Predicate.JSON)
    assert not comparison.holds
    assert 'the key "a" stands there twice' in comparison.detail


def test_a_line_that_is_missing_among_lines_in_any_order_stands_beside_the_one_that_came() -> None:
    told = held("./b\n./gone\n./a\n", "./b\n./c\n./a\n", Predicate.SHOWN_UNORDERED).detail
    assert told.split("\n")[1:] == ["  11 | ./b", "- 12 | ./gone", "+    | ./c", "  13 | ./a"]


def test_json_of_a_page_may_leave_out_keys_in_two_places() -> None:
    assert held('{..., "a": 1, ...}', '{"z": 0, "a": 1, "b": 2}', Predicate.JSON).holds


@pytest.mark.parametrize("line", [r"\w+ (regex)", "[a-z]* (regex)", "?????????? (glob)"])
def test_a_mark_that_any_word_fits_is_weak(line: str) -> None:
    assert not is_strong(Predicate.SHOWN, line)


# Forms

TABLE = "NAME          READY   STATUS    RESTARTS   AGE\nweb-7d9-abc   1/1     Running   0          5s\n"
UNRELATED = [
    "",
    "\n",
    "hello\n",
    "42\n",
    'Error from server (NotFound): pods "web" not found\n',
    "bash: line 1: kubectl: command not found\n",
    "a.txt\nb.txt\n",
    '{"id": 1}\n',
    "[]\n",
    "total 0\n",
    'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: x\n',
]
FORMS = [
    (
        TABLE,
        "NAME  READY  STATUS  RESTARTS  AGE\nx-1  0/1  Pending  3  3d2h\ny-2  1/1  Running  0  12m\n",
    ),
    (
        "PID TTY TIME CMD\n12 pts/0 00:00:00 bash\n",
        "PID TTY TIME CMD\n4711 pts/3 00:01:02 ps -f\n1 ? 00:00:00 init\n",
    ),
    ("| a | b |\n|---|---|\n| 1 | x |\n", "| a | b |\n|---|---|\n| 2 | y |\n| 3 | z |\n"),
    (
        "Successfully built 9fceb02d0ae5\nSuccessfully tagged web:1.0\n",
        "Successfully built 02d0ae59fceb\nSuccessfully tagged web:2.1\n",
    ),
    ("deployment.apps/web created\n", "deployment.apps/api-2 created\n"),
    ("Name:    web-1\nStatus:  Running\n", "Name:    api\nStatus:  Not running yet\n"),
    ("Fetching a.html 100% |********| 12\n", "Fetching b.html 99% |*****| 3\n"),
    ("start\n...\nAll done.\n", "start\nanything 1\nAll done.\n"),
    (
        "64 bytes from 10.0.0.1: time=1.2 ms\n64 bytes from 10.0.0.1: time=1.3 ms\n",
        "64 bytes from 10.1.1.7: time=9 ms\n",
    ),
]


@pytest.mark.parametrize(("shown", "actual"), FORMS)
def test_an_output_of_the_same_form_holds(shown: str, actual: str) -> None:
    assert held(shown, actual, Predicate.FORM).detail == "it has that form"


@pytest.mark.parametrize("shown", [shown for shown, _ in FORMS])
@pytest.mark.parametrize("actual", UNRELATED)
def test_no_unrelated_output_or_error_message_has_a_telling_form(shown: str, actual: str) -> None:
    assert is_strong(Predicate.FORM, shown)
    assert not held(shown, actual, Predicate.FORM).holds


@pytest.mark.parametrize("index", range(len(FORMS)))
def test_no_form_accepts_the_output_of_another(index: int) -> None:
    for other, (_, actual) in enumerate(FORMS):
        assert held(FORMS[index][0], actual, Predicate.FORM).holds is (other == index)


def test_a_form_tells_what_is_other() -> None:
    assert held(TABLE, "NAME  AGE\nx     5s\n", Predicate.FORM).detail.startswith(
        "expected the header NAME | READY"
    )
    assert held(TABLE, TABLE.partition("\n")[0], Predicate.FORM).detail.startswith("expected at least 1 row")
    wrong = TABLE.replace(" 0 ", "no ")
    assert held(TABLE, wrong, Predicate.FORM).detail == "column RESTARTS: expected a number, got no"


@pytest.mark.parametrize("shown", ["my-bucket-1\n", "alice\n", "a.txt\nb.txt\n", "42\n", "2026-03-14\n"])
def test_a_form_without_a_word_is_weak(shown: str) -> None:
    assert not is_strong(Predicate.FORM, shown)
    assert not held(shown, "", Predicate.FORM).holds
    assert not held(shown, "bash: line 1: x: command not found\n", Predicate.FORM).holds


def test_json_of_the_same_form_has_the_same_keys_and_types() -> None:
    shown = '{"items": [{"name": "a", "size": 1}], "next": null}'
    same = '{"items": [{"name": "b", "size": 2.5}, {"name": "c", "size": 3}], "next": null}'
    assert held(shown, same, Predicate.JSON_FORM).holds
    for other in (
        '{"items": [], "next": null}',
        '{"items": [{"name": "b"}], "next": null}',
        '{"items": [{"name": 1, "size": 2}], "next": null}',
        '{"items": [{"name": "b", "size": 2}]}',
        '{"message": "not found"}',
        "An error occurred (AccessDenied)",
        "",
    ):
        assert not held(shown, other, Predicate.JSON_FORM).holds


@pytest.mark.parametrize(
    ("predicate", "shown"),
    [
        (Predicate.SHOWN, ""),
        (Predicate.SHOWN, "...\n"),
        (Predicate.SHOWN, "[...]\n"),
        (Predicate.SHOWN, "a (?)\n"),
        (Predicate.SHOWN, "* (glob)\n"),
        (Predicate.SHOWN, ".* (regex)\n"),
        (Predicate.SHOWN, "\\S+ .* (regex)\n"),
        (Predicate.SHOWN, "*: * (glob)\n"),
        (Predicate.SHOWN, "{...}\n"),
        (Predicate.SHOWN_LINES, "...\n"),
        (Predicate.JSON_SUBSET, "[]"),
        (Predicate.JSON_SUBSET, "{}"),
        (Predicate.JSON_FORM, "[1]"),
    ],
)
def test_what_an_unrelated_output_could_pass_is_weak(predicate: Predicate, shown: str) -> None:
    assert not is_strong(predicate, shown)


# Properties

LINES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=12)
TEXTS = LINES.map("\n".join)
TOUGH = st.lists(
    st.sampled_from(
        [
            "a",
            "...",
            "[...]",
            "x (?)",
            "* (glob)",
            ".+ (regex)",
            "9fceb02",
            "1.23s",
            "a ... b",
            "",
            "(a+)+ (regex)",
        ]
    ),
    max_size=10,
).map("\n".join)
PREDICATES = [Predicate.SHOWN, Predicate.SHOWN_LINES]


@given(TEXTS | TOUGH)
def test_any_output_shown_as_it_is_holds(text: str) -> None:
    assert all(held(text, text, predicate).holds for predicate in PREDICATES)


@given(TEXTS | TOUGH, TEXTS | TOUGH)
def test_every_difference_is_told_and_nothing_crashes(shown: str, actual: str) -> None:
    for predicate in PREDICATES:
        found = held(shown, actual, predicate)
        assert found.detail


@given(LINES, st.data())
def test_eliding_lines_never_makes_a_text_fail_against_itself(lines: list[str], data: st.DataObject) -> None:
    kept = [line if data.draw(st.booleans()) else "..." for line in lines]
    assert held("\n".join(kept), "\n".join(lines)).holds


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=40), st.data())
def test_eliding_within_a_line_never_makes_it_fail_against_itself(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    assert held(f"{line[:start]}[...]{line[end:]}", line).holds


@given(st.from_regex(r"[a-z]{1,6}( [a-z0-9.]{1,8}){0,4}", fullmatch=True), st.data())
def test_a_changed_character_outside_volatile_parts_fails(line: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(line) - 1))
    changed = line[:index] + ("#" if line[index] != "#" else "+") + line[index + 1 :]
    if "..." not in line and all(part.kind is None for part in parts(line)):
        assert not held(line, changed).holds


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(JSONS)
def test_json_shown_as_it_is_holds_in_every_way(value: object) -> None:
    text = json.dumps(value)
    other = json.dumps(value, indent=1, sort_keys=True)
    for predicate in (Predicate.JSON, Predicate.JSON_SUBSET, Predicate.JSON_FORM):
        assert held(text, other, predicate).holds


# Bounds: generous ones, which tell "ends" from "hangs"


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ("a\n" * 5 + "end\n", "b\n" * 2_000_000),
        ("a\n...\nend\n", "a\n" + "b\n" * 500_000),
        ("...\na\n" * 20, "a\n" * 50_000 + "b\n"),
        ("a* (glob)\n" + "x\n", "a" * 5_000_000),
        ("*a*a*a*a*a*b (glob)\n", "a" * 100_000),
        ("[...]a[...]a[...]a[...]b\n", "a" * 100_000),
        ("x (?)\n" * 50 + "y\n", "x\n" * 1_000),
    ],
)
def test_a_large_output_that_fails_ends_soon(shown: str, actual: str) -> None:
    begin = time.monotonic()
    assert not held(shown, actual).holds
    assert time.monotonic() - begin < 20


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


def test_blanks_beside_a_number_are_counted_and_never_pass_within_json() -> None:
    assert held("1 a\n", " 1  a\n").detail == "equal but for 2 changes of alignment"
    assert not held('{"a": "1 b"}\n', '{"a":"1  b"}\n', Predicate.JSON).holds


def test_quotes_and_the_shells_name_around_an_error_are_the_same() -> None:
    page = "-bash: cd: x: No such file\nhead: cannot open \u2018a' for `b'\n"
    assert plain_errors(page) == plain_errors(
        "bash: line 3: cd: x: No such file\nhead: cannot open 'a' for 'b'\n"
    )
    assert plain_errors("bash: x\n") != plain_errors("zsh: x\n")


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ('{\n  "a": 1,\n  ...\n}\n', {"a": 1, "b": 2}),
        ('{\n  "a": 1,\n  ...\n}\n', {"a": 1}),
        ('{"a": ..., "b": 2}\n', {"a": [1], "b": 2}),
        ('{"a": [1, ...], "b": {...}}\n', {"a": [1, 2, 3], "b": {"c": 1}}),
        ("[1, ..., 9]\n", [1, 2, 3, 9]),
        ('[\n  {"a": 1}\n  ...\n]\n', [{"a": 1}, {"b": 1}]),
        ("[..., 5, ...]\n", [1, 5, 2]),
        ('{\n  "a": 1,\n  // ...\n  "z": 2\n}\n', {"a": 1, "m": 0, "z": 2}),
        ('{"a": "x...", \u2026}\n', {"a": "xyz", "b": 2}),
    ],
)
def test_dots_in_json_stand_for_keys_items_and_values(shown: str, actual: object) -> None:
    assert held(shown, json.dumps(actual), Predicate.JSON).holds


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ('{"a": 1, ...}\n', {"a": 2, "b": 2}),
        ('{"a": 1, ...}\n', {"b": 2}),
        ('{"a": {"x": 1}, ...}\n', {"a": {"x": 1, "y": 2}}),
        ('{"a": ...}\n', {"b": 1}),
        ("[1, ..., 9]\n", [1, 2, 9, 3]),
        ("[1, ..., 9]\n", [1]),
        ("[1, ..., 1]\n", [1]),
        ("[..., 5, ...]\n", [1, 2]),
        ('[{"a": 1}, ...]\n', {"a": 1}),
    ],
)
def test_what_stands_around_dots_in_json_must_be_there(shown: str, actual: object) -> None:
    assert not held(shown, json.dumps(actual), Predicate.JSON).holds


def test_json_that_shows_no_key_beside_its_dots_is_weak() -> None:
    assert not is_strong(Predicate.JSON, "{...}\n")
    assert is_strong(Predicate.JSON, '{"a": 1, ...}\n')
