"""The state in a page's front matter: it is added to what the author wrote, or not at all."""

from __future__ import annotations

import pytest

from runner.publish.status import with_status

ADDED = "status: failed\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("# T\n", f"---\n{ADDED}---\n# T\n", id="no front matter"),
        pytest.param("", f"---\n{ADDED}---\n", id="an empty page"),
        pytest.param("---\ntitle: T\n---\n# T\n", f"---\n{ADDED}title: T\n---\n# T\n", id="front matter"),
        pytest.param("---\ntitle: T\n...\n# T\n", f"---\n{ADDED}title: T\n...\n# T\n", id="ended by dots"),
        pytest.param("---\n\n# T\n", f"---\n{ADDED}---\n---\n\n# T\n", id="a line across the page"),
        pytest.param("# T\r\n", "---\r\nstatus: failed\r\n---\r\n# T\r\n", id="line ends of Windows"),
    ],
)
def test_a_state_is_put_into_a_page_with(text: str, shown: str) -> None:
    assert with_status(text, "failed") == shown


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\ntitle: T\nstatus: new\n---\n", id="a status of the author's"),
        pytest.param("---\n{title: T}\n---\n", id="front matter of another form"),
        pytest.param("---\n# a comment\n---\n", id="front matter of a comment"),
        pytest.param("Title: T\n\n# T\n", id="data without front matter"),
    ],
)
def test_a_page_stays_as_it_is_with(text: str) -> None:
    assert with_status(text, "failed") == text
