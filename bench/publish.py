"""What results cost a site: `runbook publish` against bare MkDocs on the same Markdown without our fences.

`python -m bench.publish` runs it. All are whole commands, started anew and in turn; the figures are seconds
of processor time, children included, so that other work on the machine counts little. Bare MkDocs is measured
as it comes, with each page in its navigation, and with the pruned navigation that a site of ours has.
A site is built from nothing, and again after one new run.
`--growth` shows how the time grows with the pages; `--graph` builds a larger site once.
"""

from __future__ import annotations

import argparse
import math
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.environment import of_this_code
from bench.sizes import at_least_one
from runner.publish.aging import without_ages
from runner.store.place import page_slug

if TYPE_CHECKING:
    from collections.abc import Sequence

_STEPS = 7
_FIRST = "page-0"
_PROSE = "It says what the step is for, and what to look at when it is done, in a few plain words. " * 3
_FENCE = re.compile(r"\n?^```runbook\n(?:.*\n)*?```\n", re.MULTILINE)
_BARE = "mkdocs as it comes"
_PRUNED = "mkdocs, pruned as ours"
_OURS = "runbook publish, from nothing"
_AGAIN = "runbook publish, after one new run"
# What may be spent on results, of what the bare site takes.
_TARGET = 1.10
_GROWTH = (250, 500, 1_000, 2_000)


def write_project(project: Path, count: int) -> None:
    """Write so many pages, each with a recorded run."""
    for number in range(count):
        (project / f"page-{number}.md").write_text(_page(number))
    _runbook(project, "execute", f"{_FIRST}.md")
    runs = project / ".runbook/runs"
    (record,) = (runs / page_slug(str(project / f"{_FIRST}.md"), project)).glob("*.json")
    text = record.read_text()
    for number in range(1, count):
        name = f"page-{number}"
        folder = runs / page_slug(str(project / f"{name}.md"), project)
        folder.mkdir()
        (folder / record.name).write_text(text.replace(f"{_FIRST}.md", f"{name}.md"))


def _page(number: int) -> str:
    steps = "\n".join(
        f"### {step}. Do thing {step}\n\n{_PROSE}\n\n```bash\nseq -f 'line %g' {step * 4}\n```\n\n"
        f"The output contains `line {step}`.\n"
        for step in range(1, _STEPS + 1)
    )
    return f"# How to do the things of page {number}\n\n{_PROSE}\n\n## Procedure\n\n{steps}"


def write_bare(sources: Path, bare: Path, *, pruned: bool) -> None:
    """Write the sources of a site again, without our fences and what else makes a build of ours cheaper."""
    shutil.copytree(sources, bare, ignore=shutil.ignore_patterns("evidence"))
    for file in (bare / "docs").rglob("*.md"):
        file.write_text(_FENCE.sub("", file.read_text()))
    configuration = (bare / "mkdocs.yml").read_text()
    configuration = re.sub(r"^site_dir: .*$", "site_dir: site", configuration, flags=re.MULTILINE)
    configuration = re.sub(r":\n *pygments_style: .*$", "", configuration, flags=re.MULTILINE)
    if not pruned:
        configuration = configuration.partition("\nnav:")[0].replace("    - navigation.prune\n", "")
    (bare / "mkdocs.yml").write_text(configuration)


def _runbook(project: Path, *words: str) -> float:
    return _seconds(project, "runner.cli", *words)


def _seconds(folder: Path, module: str, *words: str) -> float:
    """Seconds of processor time that a command takes from its start to its end."""
    before = _spent()
    subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=folder,
        env={**of_this_code(), "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compare(count: int, rounds: int) -> None:
    """Print the best of the rounds of each, and how they compare."""
    with tempfile.TemporaryDirectory(prefix="runbook-bench-") as name:
        project = Path(name) / "project"
        project.mkdir()
        write_project(project, count)
        taken: dict[str, list[float]] = {what: [] for what in (_BARE, _PRUNED, _OURS, _AGAIN)}
        for _ in range(rounds):
            taken[_OURS].append(_from_nothing(project))
            for what in (_BARE, _PRUNED):
                folder = Path(name) / what
                shutil.rmtree(folder, ignore_errors=True)
                write_bare(project / ".runbook/site", folder, pruned=what == _PRUNED)
                taken[what].append(_seconds(folder, "mkdocs", "build", "--quiet", "--clean"))
            again, written = _after_one_run(project)
            taken[_AGAIN].append(again)
            print(f"after one new run {written} of {len(_files(project)):,} files were written")
    print(f"{count:,} pages with {_STEPS} results each, seconds of processor time (best of {rounds})")
    print(f"{'':<38}{'s':>8}{'ms a page':>11}{'of mkdocs':>11}{'of it, pruned':>15}")
    for what, times in taken.items():
        ratios = [min(times) / min(taken[bare]) for bare in (_BARE, _PRUNED)]
        best = min(times)
        print(f"  {what:<36}{best:8.2f}{best / count * 1000:11.1f}{ratios[0]:11.2f}{ratios[1]:15.2f}")
    print(f"  target: {_TARGET:.2f}")


def _from_nothing(project: Path) -> float:
    shutil.rmtree(project / ".runbook/site", ignore_errors=True)
    shutil.rmtree(project / "site", ignore_errors=True)
    return _runbook(project, "publish", ".")


def _after_one_run(project: Path) -> tuple[float, int]:
    """Run a page again and publish; give the seconds, and how many files were written but for the ages."""
    _runbook(project, "execute", f"{_FIRST}.md")
    before = _files(project)
    taken = _runbook(project, "publish", ".")
    return taken, sum(before.get(file) != text for file, text in _files(project).items())


def _files(project: Path) -> dict[Path, bytes]:
    """What a site and its sources hold, without the ages."""
    folders = (project / "site", project / ".runbook/site")
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return {file: without_ages(file.read_bytes()) for file in files}


def grow(counts: Sequence[int]) -> None:
    """Print how the seconds grow with the pages: twice the pages should take twice the time."""
    before: tuple[int, list[float]] | None = None
    print(f"{'pages':>8}{_OURS:>34}{_AGAIN:>36}{'slopes':>14}")
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="runbook-bench-") as name:
            write_project(Path(name), count)
            taken = [_from_nothing(Path(name)), _after_one_run(Path(name))[0]]
        slopes = [
            math.log(now / then) / math.log(count / before[0])
            for now, then in zip(taken, before[1] if before else (), strict=False)
            if before
        ]
        print(
            f"{count:>8,}{taken[0]:34.2f}{taken[1]:36.2f}   " + " ".join(f"{slope:5.2f}" for slope in slopes)
        )
        before = (count, taken)


def build_graph(count: int) -> None:
    """Print what a large site takes, once."""
    with tempfile.TemporaryDirectory(prefix="runbook-bench-") as name:
        project = Path(name)
        write_project(project, count)
        taken = _runbook(project, "publish", ".")
        pages = sum(1 for _ in (project / "site").glob("page-*/index.html"))
    print(f"{pages:,} pages: runbook publish {taken:8.2f} s   {taken / count * 1000:6.1f} ms a page")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=at_least_one, default=1_000)
    parser.add_argument("--rounds", type=at_least_one, default=2)
    parser.add_argument("--graph", type=int, default=5_000, help="pages of the large site; 0 for none")
    parser.add_argument(
        "--growth", type=at_least_one, nargs="*", default=[250, 500, 1_000, 2_000], help="numbers of pages"
    )
    given = parser.parse_args()
    # It takes minutes, so each line is to be seen when it is there.
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    if given.pages:
        compare(given.pages, given.rounds)
    if given.growth:
        grow(given.growth)
    if given.graph:
        build_graph(given.graph)


if __name__ == "__main__":
    main()
