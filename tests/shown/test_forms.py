"""Outputs that are only like the one shown: the same form, and when a form is too weak to tell."""

from __future__ import annotations

import pytest

from runner.expectations import Predicate
from runner.shown.compare import is_strong
from tests.shown.comparing import held

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
