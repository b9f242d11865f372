"""A project with a page in each state, run for real: what the tests of the built site look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.pages import page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Desk

STATES = {
    "works": "Passed",
    "breaks": "Failed",
    "waits": "Blocked",
    "silent": "Unverified",
    "changed": "Stale",
    "new": "Not run",
}
STEPS = 40
ONLY_PRINTED = "xylophone"
PRINTED_BY_LS = "cannot"
_FENCE = "```"
_WORKS = f"""\
# Greet a region

Say hello to a region, and keep the greeting.

## Preconditions

- `bash` is installed.
- You know whom to greet.

## Procedure

### 1. Greet

Say hello:

{_FENCE}bash
REGION="us-east-1"
printf '\\033[32m(hello)\\033[0m %s\\nan {ONLY_PRINTED}\\n' "$REGION"
{_FENCE}

The output contains `hello`. The greeting is warm and heartfelt.

### 2. Keep it

Write it to a file:

{_FENCE}bash
echo "hello $REGION" > greeting.txt
export GREETED=yes
{_FENCE}

Then look at it:

{_FENCE}bash
cat greeting.txt
{_FENCE}

{_FENCE}output
hello us-east-1
{_FENCE}

1. Within a list too:

    {_FENCE}bash
    wc -l greeting.txt
    {_FENCE}

    The output contains `1`.

2. Tell somebody of it.

| Region | Greeting |
| --- | --- |
| us-east-1 | hello |
"""
_BREAKS = (
    page("seq 9")
    + "\n```output\n1\n2\n3\nfour\n```\n\nGo on:\n\n"
    + "```bash\necho other\nls /no/such/place >&2\n```\n\nEnd it:\n\n```bash\necho last\n```\n"
    + "\nThe output contains `hello`.\n\n## Troubleshooting\n\n"
    "| Symptom | Remedy |\n| --- | --- |\n"
    "| `No such file or directory` | Make the place first: `mkdir -p`. |\n"
)


def write_showcase(desk: Desk) -> Path:
    """Write the pages, run those that are to have a run, and build the site; its folder."""
    pages = {
        "works": _WORKS,
        "breaks": _BREAKS.replace("# T\n", "# Find a place\n"),
        "waits": page("no-such-program-anywhere --version").replace("# T\n", "# Wait for a program\n"),
        "silent": page("true", "echo done").replace("# T\n", "# Say nothing\n"),
        "changed": page("echo one", "echo two").replace("# T\n", "# Change a page\n")
        + "\nThe output contains `two`.\n",
        "long": page(*(f"echo {number}" for number in range(STEPS))).replace("# T\n", "# Take many steps\n")
        + "\nThe output contains `39`.\n",
    }
    for name, text in pages.items():
        desk.page(text, f"{name}.md")
    desk.run("execute", "works.md", "breaks.md", "--keep-going")
    desk.run("execute", "--keep-going", *(f"{name}.md" for name in pages))
    changed = pages["changed"].replace("echo one", "echo uno") + "\nOne more:\n\n```bash\necho three\n```\n"
    desk.page(changed, "changed.md")
    desk.page(page("echo new").replace("# T\n", "# Try something new\n"), "new.md")
    names = sorted(f"{name}.md" for name in (*pages, "new"))
    done = desk.run("publish", *names, "--name", "How-To pages of a team")
    assert done.status == 0, done.err + done.out
    return desk.folder / "site"
