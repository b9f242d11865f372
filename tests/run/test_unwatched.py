"""Files in folders whose changes are not noted, such as those of git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.read.claims import read_claim
from runner.read.inline import read_sentences
from runner.run.checks import Observed, check_claims

if TYPE_CHECKING:
    from pathlib import Path


def holds(text: str, folder: Path, since: float) -> bool:
    """Whether a claim of a file holds for a step that began then and of which no change was noted."""
    (sentence,) = read_sentences(text, line=1)
    claim = read_claim(sentence)
    assert claim is not None
    seen = Observed(stdout="", stderr="", folder=folder, root=folder, changed=frozenset(), since=since)
    (check,) = check_claims([claim], seen)
    return check.passed is True


def test_a_folder_that_is_not_watched_is_made_if_it_is_younger_than_the_step(tmp_path: Path) -> None:
    made = tmp_path / ".git"
    made.mkdir()
    created = made.stat().st_ctime
    assert holds("A new folder `.git` is created in the current directory.", tmp_path, created)
    assert not holds("A new folder `.git` is created in the current directory.", tmp_path, created + 5)


def test_a_watched_folder_is_made_only_if_its_change_was_noted(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    assert not holds("A new folder `build` is created in the current directory.", tmp_path, 0)
