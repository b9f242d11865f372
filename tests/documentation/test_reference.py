"""The reference has each name that the code knows: settings, formats, exit statuses, fields, codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runner import config, errors
from runner.read import fence_settings, settings
from runner.report.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
CODE_OF_A_FINDING = re.compile(r"^\| `([a-z-]+)` \| (?:error|warning|the same)", re.MULTILINE)


def reference(name: str) -> str:
    return (ROOT / "docs/reference" / name).read_text(encoding="utf-8")


def missing(names: Iterable[str], text: str) -> list[str]:
    """Names that no row of a table begins with or has in its first cell."""
    first_cells = "\n".join(re.findall(r"^\| (.*?) \|", text, re.MULTILINE))
    return [name for name in names if f"`{name}" not in first_cells]


def test_every_page_setting_is_in_the_reference() -> None:
    assert missing(settings.NAMES, reference("settings.md").partition("## Fence settings")[0]) == []


def test_every_fence_setting_is_in_the_reference() -> None:
    assert missing(fence_settings._FORMS, reference("settings.md").partition("## Fence settings")[2]) == []


def test_every_setting_of_the_configuration_is_in_the_reference() -> None:
    text = reference("settings.md").partition("## Configuration file")[2]
    names = {"variables": "[variables]", "lift": "[lift.PROGRAM]", "runs": "[runs]", "history": "[history]"}
    assert missing([names.get(name, name) for name in config._NAMES], text) == []


def test_every_format_of_a_report_is_in_the_reference() -> None:
    assert missing(FORMATS, reference("commands.md").partition("### Reports")[2]) == []


@pytest.mark.parametrize(
    "error",
    [kind for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_status")],
)
def test_the_exit_status_of_every_error_is_in_the_reference(error: type[errors.RunbookError]) -> None:
    assert f"\n| {error.exit_status} |" in reference("exit-statuses.md")


def test_every_code_in_the_reference_is_one_that_the_code_gives() -> None:
    listed = reference("commands.md").partition("## runbook check")[2].partition("## runbook runs")[0]
    codes = CODE_OF_A_FINDING.findall(listed)
    files = [*(ROOT / "runner").rglob("*.py"), *(ROOT / "runner").rglob("*.toml")]
    given = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert len(codes) > 40
    assert [code for code in codes if f'"{code}"' not in given] == []
