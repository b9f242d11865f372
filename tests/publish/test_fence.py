"""The fence that results are drawn at, and fences of its language that an author shows."""

from __future__ import annotations

import pytest

from runner.publish.fence import LATER_VARIABLE, draw_fence

SHOWN = "timeout: 20\nvariables:\n  <b>: blue"


@pytest.mark.parametrize("later", ["", "1"], ids=["at once", "later"])
def test_what_an_author_shows_in_a_runbook_fence_stands_as_code(
    monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    monkeypatch.setenv(LATER_VARIABLE, later)
    made = draw_fence(SHOWN)
    assert (
        made
        == '<div class="highlight"><pre><code>' + SHOWN.replace("<b>", "&lt;b&gt;") + "</code></pre></div>"
    )
