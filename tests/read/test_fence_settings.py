"""The settings in a fence's braces: what is read, and what is said of the rest."""

from __future__ import annotations

import pytest

from runner.manner import Manner, Readiness, ReadyKind, Retry
from runner.outline import Fence
from runner.read.fence_settings import FenceSettings, read_fence_settings


def read(braces: str, *, runs: bool = True) -> FenceSettings:
    fence = Fence(line=5, end_line=7, language="bash", attributes=braces, code="true\n")
    return read_fence_settings(fence, "page.md", runs=runs)


def problems(braces: str, *, runs: bool = True) -> list[str]:
    return [finding.message for finding in read(braces, runs=runs).findings]


@pytest.mark.parametrize(
    ("ready", "kind", "value"),
    [
        ("port 8080", ReadyKind.PORT, "8080"),
        ("output listening on .*:[0-9]+", ReadyKind.OUTPUT, "listening on .*:[0-9]+"),
        ("file run/the pid", ReadyKind.FILE, "run/the pid"),
        ("http http://localhost:80/health?x=1", ReadyKind.HTTP, "http://localhost:80/health?x=1"),
        ("seconds 0.5", ReadyKind.SECONDS, "0.5"),
    ],
)
def test_a_command_in_the_background_says_when_it_is_ready(ready: str, kind: ReadyKind, value: str) -> None:
    settings = read(f'{{background ready="{ready}" within=5}}')
    assert settings.manner == Manner(background=True, ready=Readiness(kind=kind, value=value), within=5)
    assert not settings.findings


def test_a_step_says_how_often_it_is_tried() -> None:
    assert read("{retry=5 delay=0.5}").manner.retry == Retry(tries=5, delay=0.5)
    assert read("{retry=5}").manner.retry == Retry(tries=5, delay=10)


def test_a_step_asks_for_a_terminal_and_says_what_is_typed() -> None:
    assert read(r'{tty answers="y\n"}').manner == Manner(tty=True, answers="y\n")
    assert read(r"{tty answers='a\\b\tc d\n'}").manner.answers == "a\\b\tc d\n"
    assert read(r'{tty answers="q\x03"}').manner.answers == "q\x03"


def test_without_braces_nothing_is_asked() -> None:
    assert read("title=background") == FenceSettings()
    assert read("") == FenceSettings()


@pytest.mark.parametrize(
    ("braces", "said"),
    [
        ("{backgroud}", "`backgroud` is no fence setting, so it is not heeded; did you mean `background`?"),
        ("{background=yes}", "`background=yes` is no plain word, so it is not heeded; write `background`"),
        ("{retry=0}", "`retry=0` is no number of tries, so it is not heeded; write `retry=5`"),
        ("{retry}", "`retry` is no number of tries, so it is not heeded; write `retry=5`"),
        ("{delay=3}", "`delay` means nothing without `retry`, so it is not heeded; add `retry`"),
        (
            '{ready="port 1"}',
            "`ready` means nothing without `background`, so it is not heeded; add `background`",
        ),
        ("{answers=y}", "`answers` means nothing without `tty`, so it is not heeded; add `tty`"),
        (
            '{background ready="port 0"}',
            "`ready=port 0`: there is no such port, so it is not heeded; write one from 1 to 65535",
        ),
        (
            "{background retry=3}",
            "`retry` means nothing beside `background`, so it is not heeded; take one of them out",
        ),
    ],
)
def test_what_cannot_be_heeded_is_said(braces: str, said: str) -> None:
    assert problems(braces) == [said]


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ("{exit=3", "`{exit=3` has no closing brace, so it is not heeded; add `}`"),
        ("{exit=300}", "`exit=300` is no exit status, so it is not heeded; write a number such as `exit=3`"),
    ],
)
def test_braces_that_cannot_be_heeded_are_said(attributes: str, said: str) -> None:
    assert problems(attributes) == [said]


def test_braces_stand_beside_what_is_for_other_tools() -> None:
    assert read('title="{x}" {timeout=3}').timeout == 3
    assert read('{timeout=3} title="{x}"').timeout == 3


@pytest.mark.parametrize("ready", ["prot 80", "port", "output (", "http ftp://x", "seconds soon", "80"])
def test_what_cannot_be_waited_for_is_said_and_not_waited_for(ready: str) -> None:
    settings = read(f'{{background ready="{ready}"}}')
    assert settings.manner == Manner(background=True)
    assert len(settings.findings) == 1


def test_a_fence_that_runs_nothing_takes_a_name_alone() -> None:
    assert problems("{name=x retry=3}", runs=False) == [
        "`retry` is for a command and this fence runs none, so it is not heeded; take it out"
    ]
