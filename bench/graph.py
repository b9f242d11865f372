"""How fast a whole Logseq graph is checked and planned, as `runbook check` and `runbook plan` do it."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from runner.api.checking import check_pages
from runner.api.options import Options
from runner.api.preparing import prepare
from tests.read.logseq.outlines import realistic_page

if TYPE_CHECKING:
    from random import Random

_PAGE_SIZE = 1_500
_PROPERTIES = "title:: {title}\nalias:: {alias}\ntags:: [[Diataxis/How To]], #aws\n\n"
_HOW_TO = """\
- # {title}
\t- ## Preconditions
\t\t- `jq` is installed, see [[{other}]].
\t- ## Procedure
\t\t- ### 1. Look for the models
\t\t  id:: {block}
\t\t\t- List them in the region, as [[{other_alias}]] says:
\t\t\t\t- ```bash
\t\t\t\t  aws bedrock list-foundation-models --region us-east-1 --profile bedrock | jq -r '.[]'
\t\t\t\t  ```
\t\t\t- You should see `{block_text}` in the output.
\t\t- ### 2. Keep the **answer**
\t\t\t- Create `request-{number}.json`:
\t\t\t\t- ```json
\t\t\t\t  {{"number": {number}, "name": "{title}"}}
\t\t\t\t  ```
\t\t\t- Print it, as in (({other_block})):
\t\t\t\t- ```bash
\t\t\t\t  jq .number request-{number}.json
\t\t\t\t  ```
\t\t\t\t- ```output
\t\t\t\t  {number}
\t\t\t\t  ```
\t- ## Troubleshooting
\t\t- *Access is denied* → ask for access, or read [the page](./{other_file}.md).
"""


def write_graph(folder: Path, count: int, random: Random) -> list[str]:
    """Write a graph of How-Tos that link to each other, some with a prose part; the paths of its pages."""
    pages = folder / "pages"
    pages.mkdir(parents=True)
    (folder / "logseq").mkdir()
    (folder / "logseq/config.edn").write_text('{:pages-directory "pages" :journals-directory "journals"}\n')
    paths = []
    for number in range(count):
        other = random.randrange(count)
        text = _PROPERTIES.format(title=_title(number), alias=f"Recipe {number}") + _HOW_TO.format(
            title=_title(number),
            number=number,
            block=_block(number),
            block_text=f"model-{number}",
            other=_title(other),
            other_alias=f"recipe {other}",
            other_block=_block(other),
            other_file=_file(other),
        )
        text += "".join(realistic_page(random, _PAGE_SIZE - len(text)).splitlines(keepends=True)[2:])
        path = pages / f"{_file(number)}.md"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return paths


def _title(number: int) -> str:
    return f"Service {number % 50}/How To {number}"


def _file(number: int) -> str:
    return _title(number).replace("/", "___")


def _block(number: int) -> str:
    return f"68061317-c68a-49e9-9b3a-{number:012d}"


def show_graph(count: int, random: Random) -> None:
    """Print the seconds of processor time of a check and of a plan of all pages, and what a page takes."""
    with tempfile.TemporaryDirectory(prefix="runbook-bench-") as name:
        paths = write_graph(Path(name), count, random)
        megabytes = sum(os.path.getsize(path) for path in paths) / 1e6  # noqa: PTH202 - of a text
        print(f"\nA graph of {count:,} pages, {megabytes:.1f} MB")
        start = time.process_time()
        findings = check_pages(paths)
        checked = time.process_time()
        steps = sum(len(page.plan.steps) for page in prepare(paths, Options()))
        planned = time.process_time()
    _show("check", checked - start, count, f"{len(findings):,} findings")
    _show("plan", planned - checked, count, f"{steps:,} steps   (aim: 5 s for 5,000 pages)")
    _show("both", planned - start, count, "")


def _show(name: str, taken: float, count: int, found: str) -> None:
    print(f"{name:<28} {taken:7.2f} s   {taken / count * 1000:6.2f} ms a page   {found}")
