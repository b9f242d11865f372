"""Large outputs lie beside the record, once, and come back whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.store.forms import LARGE
from runner.store.outputs import filled_in, put_away
from tests.store.histories import step

if TYPE_CHECKING:
    from pathlib import Path

BIG = "a line\n" * LARGE


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("outputs/*"))


def through(folder: Path, *steps: dict[str, Any]) -> Any:
    return filled_in(put_away({"steps": list(steps)}, folder), folder)["steps"]


def test_a_small_output_stays_in_the_record(tmp_path: Path) -> None:
    small = step(stdout="x" * LARGE)
    assert put_away({"steps": [small]}, tmp_path)["steps"] == [small]
    assert kept(tmp_path) == []


def test_a_large_one_is_kept_once_under_its_digest_and_the_record_shows_its_beginning(tmp_path: Path) -> None:
    both = step(stdout=BIG), step(stdout="", stderr=BIG)
    first, second = put_away({"steps": list(both)}, tmp_path)["steps"]
    digest = hashlib.sha256(BIG.encode()).hexdigest()
    assert kept(tmp_path) == [digest]
    assert first["outputs"] == {"stdout": {"sha256": digest, "size": len(BIG)}}
    assert first["stdout"].startswith("a line\na line\n")
    assert len(first["stdout"]) < 1_200
    assert digest in second["stderr"]
    assert filled_in({"steps": [first, second]}, tmp_path)["steps"] == list(both)


def test_late_output_is_kept_too(tmp_path: Path) -> None:
    late = step(late={"stdout": "", "stderr": BIG})
    assert through(tmp_path, late) == [late]
    assert len(kept(tmp_path)) == 1


@settings(deadline=None)  # it writes files
@given(st.text(st.characters(codec=None), min_size=1, max_size=9))
def test_every_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    large = step(stdout=text * LARGE * 2)
    assert through(tmp_path_factory.mktemp("o"), large) == [large]


@pytest.mark.parametrize("text", [None, "", "something else"])
def test_one_that_is_gone_or_changed_is_said_and_its_beginning_shown(
    tmp_path: Path, text: str | None
) -> None:
    record = put_away({"steps": [step(stdout=BIG)]}, tmp_path)
    (file,) = tmp_path.glob("outputs/*")
    file.unlink() if text is None else file.write_text(text)
    (found,) = filled_in(record, tmp_path)["steps"]
    assert found["stdout"].startswith("a line\n")
    assert found["notes"][0].startswith("its whole stdout is lost")
