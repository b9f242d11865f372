"""Pages that preconditions link to run first, once, and keep their own lines."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from runner.model import SectionKind
from runner.plan.plan import Request, make_plan
from runner.read.procedure import read_procedure
from runner.read.source import read_source
from tests.read.graphs import faults, make_graph, read_page, shown

if TYPE_CHECKING:
    from pathlib import Path

    from runner.model import Procedure


def read(folder: Path, **pages: str) -> Procedure:
    """Write pages and read the one that is called `main`."""
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(dedent(text).lstrip("\n"))
    return read_procedure(read_source(str(folder / "main.md")))


def main(*needs: str, own: str = "") -> str:
    listed = "\n".join(f"- {need}" for need in needs)
    return f"# Main\n\n## Prerequisites\n\n{listed}\n{own}\n## Procedure\n\n```bash\necho main\n```\n"


def other(command: str, before: str = "") -> str:
    return f"# Other\n\n{before}\n## Steps\n\n```bash\n{command}\n```\n"


def test_a_linked_pages_steps_come_before_the_pages_own(tmp_path: Path) -> None:
    page = read(tmp_path, main=main("Complete [the base](base.md)."), base=other("echo base"))
    assert shown(page) == ["p.1 base.md:6 echo base", "1.1 :9 echo main"]
    step = page.steps[0]
    assert step.path == str(tmp_path / "base.md")
    assert step.section_kind is SectionKind.PRECONDITIONS
    assert page.preconditions[0].reading == f"`{tmp_path}/base.md` runs first (step p.1)"
    assert page.findings == ()


def test_claims_of_a_linked_page_name_its_lines(tmp_path: Path) -> None:
    base = other("echo base") + "\n```output\nbase\n```\n\nThe output contains `base`.\n"
    fence, sentence = read(tmp_path, main=main("[base](base.md)"), base=base).steps[0].claims
    there = str(tmp_path / "base.md")
    assert (fence.path, fence.line) == (there, 10)
    assert fence.expectations[0].reading == f"stdout is the output shown at {there}:10"
    assert (sentence.path, sentence.line) == (there, 14)


def test_a_page_that_is_asked_for_twice_runs_once_where_it_is_needed_first(tmp_path: Path) -> None:
    page = read(
        tmp_path,
        main=main("[one](one.md)", "[two](two.md)", "[deep](./deep.md#part)"),
        one=other("echo one", "## Prerequisites\n\n[deep](deep.md)\n"),
        two=other("echo two", "## Prerequisites\n\n[deep](deep.md)\n"),
        deep=other("echo deep"),
    )
    assert [step.id for step in page.steps] == ["p.1", "p.2", "p.3", "1.1"]
    assert [step.source.strip() for step in page.steps] == ["echo deep", "echo one", "echo two", "echo main"]
    deep = [item.reading for item in page.preconditions if item.text == "deep"]
    assert deep == [f"`{tmp_path}/deep.md` runs first (step p.1)"] * 3
    assert page.findings == ()


def test_pages_that_ask_for_each_other_are_said_and_end(tmp_path: Path) -> None:
    page = read(
        tmp_path,
        main=main("[one](one.md)", "[here](main.md#procedure)"),
        one=other("echo one", "## Prerequisites\n\n[main](main.md)\n"),
    )
    assert shown(page) == ["p.1 one.md:9 echo one", "1.1 :10 echo main"]
    assert faults(page) == ["warning linked-cycle one.md:5"]


def test_what_stands_above_the_link_runs_before_the_linked_page(tmp_path: Path) -> None:
    own = "\nThen:\n\n```bash\necho own\n```\n\nFollow [late](late.md).\n\n```bash\necho last\n```\n"
    page = read(tmp_path, main=main("[base](base.md)", own=own), base=other("echo base"), late=other("true"))
    assert [f"{step.id} {step.source.strip()}" for step in page.steps] == [
        "p.1 echo base",
        "p.2 echo own",
        "p.3 true",
        "p.4 echo last",
        "1.1 echo main",
    ]


def test_preconditions_behind_the_procedure_still_come_first(tmp_path: Path) -> None:
    text = "# Main\n\n## Steps\n\n```bash\necho main\n```\n\n## Prerequisites\n\n[base](base.md)\n"
    page = read(tmp_path, main=text, base=other("echo base"))
    assert [step.source.strip() for step in page.steps] == ["echo base", "echo main"]


@pytest.mark.parametrize(
    "sentence",
    [
        "See [base](base.md) for background.",
        "For details, read [base](base.md).",
        "[base](base.md), version 2 or later.",
        "[The tool](base.md) is installed.",
        "You need access to a cluster ([base](base.md)).",
        "More information is in [base](base.md).",
    ],
)
def test_a_sentence_that_only_points_to_a_page_runs_nothing_and_is_said(
    tmp_path: Path, sentence: str
) -> None:
    page = read(tmp_path, main=main(sentence), base=other("echo base"))
    assert shown(page) == ["1.1 :9 echo main"]
    assert faults(page) == ["warning linked-steps main.md:5"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Complete the steps described in [base](base.md).",
        "You have completed [base](base.md).",
        "See to it first. Follow [base](base.md).",
        "[base](base.md)",
        "A cluster, from [base](base.md)",
    ],
)
def test_a_sentence_that_asks_for_a_page_has_it_run(tmp_path: Path, sentence: str) -> None:
    page = read(tmp_path, main=main(sentence), base=other("echo base"))
    assert [step.id for step in page.steps] == ["p.1", "1.1"]


@pytest.mark.parametrize(
    "sentence",
    [
        "[site](https://example.com/base.md)",
        "`[base](base.md)`",
        "![picture](base.md)",
        "[script](base.sh)",
        "<!-- [base](base.md) -->",
        "[folder](folder.md)",
    ],
)
def test_what_is_no_link_to_a_local_page_runs_nothing(tmp_path: Path, sentence: str) -> None:
    (tmp_path / "folder.md").mkdir()
    page = read(tmp_path, main=main(sentence), base=other("echo base"))
    assert [step.id for step in page.steps] == ["1.1"]


def test_links_outside_preconditions_run_nothing(tmp_path: Path) -> None:
    text = "# Main\n\n## Steps\n\nComplete [base](base.md):\n\n```bash\necho main\n```\n"
    text += "\n## See also\n\n[base](base.md)\n"
    page = read(tmp_path, main=text, base=other("echo base"))
    assert [step.source.strip() for step in page.steps] == ["echo main"]


def test_a_page_without_commands_is_only_a_link(tmp_path: Path) -> None:
    page = read(
        tmp_path, main=main("[idea](idea.md)"), idea="# Idea\n\n- Open the window.\n\n```json\n{}\n```\n"
    )
    assert [step.id for step in page.steps] == ["1.1"]
    assert page.preconditions[0].reading is None
    assert page.findings == ()


def test_a_page_that_is_missing_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "bytes.md").write_bytes(b"\xff\n")
    page = read(tmp_path, main=main("[gone](gone.md)", "[bytes](bytes.md)"))
    assert faults(page) == ["warning missing-link main.md:5", "warning linked-page main.md:6"]
    assert "bytes.md:1: byte 0xff is not UTF-8" in page.findings[1].message


def test_a_page_asked_for_under_a_condition_is_optional(tmp_path: Path) -> None:
    page = read(tmp_path, main=main("If you have no base, follow [base](base.md)."), base=other("echo base"))
    assert [step.optional for step in page.steps] == [True, False]
    assert page.preconditions[0].reading == f"`{tmp_path}/base.md` runs first, if it is asked for (step p.1)"


def test_a_linked_page_brings_its_variables_and_leaves_its_other_settings(tmp_path: Path) -> None:
    base = "---\nvariables: {who: world, where: here}\ntimeout: 7\nallow: delete\n---\n" + other(
        "echo {{ who }}"
    )
    text = "---\nvariables: {where: there}\n---\n" + main("[base](base.md)")
    page = read(tmp_path, main=text, base=base)
    assert faults(page) == ["warning linked-settings main.md:8"] * 2
    assert "(`allow`)" in page.findings[1].message
    assert page.settings.allow == ()
    plan = make_plan(page, Request())
    assert [(item.name, item.value, item.path) for item in plan.variables] == [
        ("where", "there", ""),
        ("who", "world", str(tmp_path / "base.md")),
    ]
    assert plan.steps[0].text.strip() == "echo world"
    assert [step.timeout for step in plan.steps] == [7, 300]


def test_a_linked_page_leaves_its_cleanup_and_brings_its_advice(tmp_path: Path) -> None:
    base = (
        other("echo base")
        + "\n## Clean up\n\n```bash\nrm x\n```\n\n## Troubleshooting\n\n- *no x* → make it\n"
    )
    page = read(tmp_path, main=main("[base](base.md)"), base=base)
    assert [step.id for step in page.steps] == ["p.1", "1.1"]
    assert faults(page) == ["warning linked-cleanup main.md:5"]
    assert [(row.remedy, row.path) for row in page.troubleshooting] == [
        ("make it", str(tmp_path / "base.md"))
    ]


def test_ways_of_a_linked_page_still_stand_for_each_other(tmp_path: Path) -> None:
    base = "# Base\n\n1. Say it:\n\n   ```bash\n   echo a\n   ```\n\n"
    base += "2. Or shout it:\n\n   ```bash\n   echo A\n   ```\n"
    page = read(tmp_path, main=main("[first](first.md)", "[base](base.md)"), base=base, first=other("true"))
    assert [(step.id, step.stands_for) for step in page.steps if step.alternative] == [("p.3", ("p.2",))]


def test_faults_of_a_linked_page_keep_this_one_from_running(tmp_path: Path) -> None:
    page = read(tmp_path, main=main("[base](base.md)"), base=other("echo base") + "\n```bash\necho\n")
    assert "error unclosed-fence base.md:10" in faults(page)


GRAPH = {
    "Main.md": """
        - ## Preconditions
        \t- [[Base]]
        \t- [[Tool]]
        \t- [[Other]] is there
        \t- Follow [[Other]]
        - ## Procedure
        \t- ```bash
        \t  echo main
        \t  ```
    """,
    "Base.md": "- ## Procedure\n\t- ```bash\n\t  echo base\n\t  ```\n",
    "Tool.md": "- A tool. Say:\n\t- ```bash\n\t  tool\n\t  ```\n",
    "Other.md": "- ## Steps\n\t- ```bash\n\t  echo other\n\t  ```\n",
}


def test_in_a_graph_a_name_alone_or_asked_for_runs_a_page_that_has_a_procedure(tmp_path: Path) -> None:
    make_graph(tmp_path, GRAPH)
    page = read_page(tmp_path, "Main.md")
    assert shown(page) == ["p.1 Base.md:2 echo base", "p.2 Other.md:2 echo other", "1.1 :7 echo main"]
    assert page.findings == ()


def test_a_link_on_an_embedded_page_is_followed_from_there(tmp_path: Path) -> None:
    host = "- {{embed [[Needs]]}}\n- ## Procedure\n\t- ```bash\n\t  echo main\n\t  ```\n"
    needs = "- ## Preconditions\n\t- [Base](sub/base.md)\n\t- [gone](gone.md)\n"
    make_graph(tmp_path, {"Main.md": host, "Needs.md": needs})
    (tmp_path / "pages/sub").mkdir()
    (tmp_path / "pages/sub/base.md").write_text(other("echo base"))
    page = read_page(tmp_path, "Main.md")
    assert [f"{step.id} {step.source.strip()}" for step in page.steps] == ["p.1 echo base", "1.1 echo main"]
    assert faults(page) == ["warning missing-link Needs.md:3"]
    assert [bool(item.reading) for item in page.preconditions] == [True, False]
