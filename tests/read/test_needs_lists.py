"""What the texts around a precondition make of it; the examples of the table are its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from runner.read.needs_lists import lists_table, said_by
from tests.pages import procedure

if TYPE_CHECKING:
    from runner.model import Precondition

LEADS: list[dict[str, Any]] = lists_table()["lead"]


def preconditions(text: str) -> tuple[Precondition, ...]:
    page = f"# T\n\n## Prerequisites\n\n{text}\n\n## Procedure\n\nDo it:\n\n```bash\ntrue\n```\n"
    return procedure(page).preconditions


@pytest.mark.parametrize(
    ("says", "text"), [(row["says"], text) for row in LEADS for text in row["examples"]], ids=str
)
def test_a_text_that_leads_to_a_list_says_what_its_row_says(says: str, text: str) -> None:
    assert said_by(text) == says


@pytest.mark.parametrize(
    "lead",
    [
        "You do not need:",
        "Tested with:",
        "These come with your operating system:",
        "The following tools are installed by the setup script:",
    ],
)
def test_what_is_said_not_to_be_needed_is_not_read(lead: str) -> None:
    *_, item = preconditions(f"{lead}\n\n- helm 3")
    assert item.reading is None


@pytest.mark.parametrize(
    "text",
    [
        "Optional:\n\n- helm",
        "**Optional**\n\n- helm",
        "### Optional tools\n\n- helm",
        "- Optional\n  - helm",
        "- (Optional) For charts:\n  - helm",
        "Nice to have:\n\n1. helm",
        "- helm\n  - This is optional.",
    ],
)
def test_what_stands_under_an_optional_text_is_optional(text: str) -> None:
    assert all(item.optional for item in preconditions(text) if item.reading)
    assert any(item.reading for item in preconditions(text))


@pytest.mark.parametrize(
    "text",
    [
        "If you use macOS:\n\n- helm is installed",
        "- On macOS\n  - helm",
        "- helm\n  - only if you deploy to Kubernetes",
        "- helm is installed. It is only needed for the last part.",
        "For what nobody can know beforehand:\n\n- helm",
        "### If you are on Windows\n\n- helm",
    ],
)
def test_what_is_needed_on_a_condition_cannot_block(text: str) -> None:
    (read,) = (item for item in preconditions(text) if item.reading)
    assert all(need.doubtful for need in read.needs)
    assert "on a condition: “" in (read.reading or "")


@pytest.mark.parametrize(
    "text",
    [
        "You need one of the following:\n\n- helm\n- podman",
        "- A tool, one of:\n  - helm\n  - podman",
        "- helm, or\n- podman",
        "- helm\n- or podman",
        "Either:\n\n- helm\n- podman",
    ],
)
def test_of_a_list_of_choices_one_is_enough(text: str) -> None:
    read = [item for item in preconditions(text) if item.reading]
    assert [need.name for item in read for need in item.needs] == ["helm", "podman"]
    assert read[0].choice == read[1].choice > 0


@pytest.mark.parametrize(
    "text",
    [
        "You need:\n\n- helm",
        "Before you begin, make sure you have:\n\n- helm",
        "The following tools:\n\n- helm",
        "Some words on this guide.\n\n- helm",
        "- Tools\n  - helm",
        "### Local machine\n\n- helm",
        "- helm\n  - Install it with Homebrew.",
        "You need helm.",
    ],
)
def test_a_plain_list_asks_for_all_that_is_in_it(text: str) -> None:
    (read,) = (item for item in preconditions(text) if item.reading)
    assert (read.optional, read.choice, read.needs[0].doubtful) == (False, 0, False)
