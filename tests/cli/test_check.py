"""`runbook check` from outside."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cli.conftest import ROOT
from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk


ADVICE = "\n## Troubleshooting\n\n"


def codes(desk: Desk, name: str) -> list[tuple[str, int]]:
    done = desk.run("check", name, "--output", "json")
    found = json.loads(done.out)
    assert found["schema"] == "runbook-findings/1"
    return [(finding["code"], finding["line"]) for finding in found["findings"]]


def test_the_pages_that_ship_have_no_findings(desk: Desk) -> None:
    done = desk.run("check", ROOT / "procedures/prompt-caching.md")
    assert done.status == 0
    assert done.out == "0 errors, 0 warnings\n"


def test_a_finding_has_its_place_its_code_and_its_cure(desk: Desk) -> None:
    done = desk.run("check", desk.page(page("sudo true")))
    assert done.status == 0
    assert done.out.startswith("page.md:8: warning sudo: step 1.1: `sudo` may ask for a password")
    assert done.out.endswith("0 errors, 1 warning\n")


def test_a_finding_of_level_error_ends_with_1(desk: Desk) -> None:
    name = desk.page("---\ntimeot: 3\n---\n# T\n")
    assert desk.run("check", name).status == 1
    assert codes(desk, name) == [("setting", 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# T\n\n### Skipped\n", [("heading-level", 3)]),
        ("- # T\n\t- ### Skipped\n", [("heading-level", 2)]),
        (page("a", "b").replace("```bash", "```bash {name=x}"), [("duplicate-name", 13)]),
        ("# T\n\n## Procedure\n\n```output\nx\n```\n\n```bash\nls\n```\n", [("output-without-command", 5)]),
        ("# T\n\nSee [x](missing.md) and [y](page.md) and <https://example.com>.\n", [("missing-link", 3)]),
        (page("ls > out.txt", "ls"), [("unread-file", 7)]),
        (page("ls > out.txt", "ls", "cat out.txt"), []),
        ("# T\n\n## Procedure\n\n- Run `make all` first.\n", [("inline-command", 5)]),
        ("# T\n\nIn another terminal, run:\n\n```bash\nls\n```\n", [("other-terminal", 5)]),
        ("# T\n\n::: solution\n\n```output\nx\n```\n\n:::\n\n```bash\nls\n```\n", []),
        (page("echo x"), []),
        (page("x") + ADVICE + "- It does not work → Again\n", [("advice-without-symptom", 13)]),
        (page("x") + ADVICE + "- **No fuse** →\n", [("advice-without-remedy", 13)]),
        (page("x") + ADVICE + "- No fuse → Buy\n- *There is no fuse* → Do\n", [("advice-repeated", 14)]),
        (page("x") + ADVICE + "- Exit status 300 → Buy\n", [("advice-never-matches", 13)]),
        (page("x") + ADVICE + "- *No fuse* → Buy\n- `E42` → Buy\n- exit status 3 → Buy\n", []),
        (
            "# T\n\n## Procedure\n\n- Open it.\n\n## FAQ\n\n- *The fuse is missing* → Buy\n",
            [("advice-never-matches", 9)],
        ),
    ],
)
def test_a_fault_is_found_where_it_stands(desk: Desk, text: str, expected: list[tuple[str, int]]) -> None:
    assert codes(desk, desk.page(text)) == expected


def test_links_of_a_graph_are_looked_up_by_title_alias_case_and_block(desk: Desk) -> None:
    (desk.folder / "logseq").mkdir()
    (desk.folder / "pages").mkdir()
    (desk.folder / "logseq/config.edn").write_text("{:meta/version 1}")
    known = "0f8fad5b-d9cb-469f-a165-70867728950e"
    (desk.folder / "pages/a___b.md").write_text("alias:: [[Other Name]], third\n\n- x\n")
    (desk.folder / "pages/c.md").write_text(f"title:: Real Title\n\n- y\n  id:: {known}\n")
    missing = known.replace("0f8f", "ffff")
    known_names = "[[A/B]] [[other name]] [[Third]] [[real title]]"
    text = f"- {known_names} (({known})) `[[code]]`\n- [[c]]\n- (({missing}))\n"
    assert codes(desk, desk.page(text, "pages/page.md")) == [("missing-link", 2), ("missing-link", 3)]


def test_annotations_for_github_are_escaped_and_bounded(desk: Desk) -> None:
    name = desk.page(page(*["sudo true"] * 12), "a,b.md")
    lines = desk.run("check", name, "--output", "github").out.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith(
        "::warning file=a%2Cb.md,line=8,endLine=8,title=runbook sudo::step 1.1: `sudo`"
    )


def test_nothing_is_run_by_a_check(desk: Desk) -> None:
    desk.run("check", desk.page(page("touch was-run")))
    assert [path.name for path in desk.folder.iterdir()] == ["page.md"]


def test_a_page_that_is_missing_is_a_usage_error(desk: Desk) -> None:
    done = desk.run("check", "missing.md")
    assert done.status == 2
    assert "there is no such page" in done.err


def test_findings_are_written_to_files_beside_what_is_printed(desk: Desk) -> None:
    name = desk.page(page("sudo true"))
    done = desk.run("check", name, "--report", "json=found.json", "--report", "github=found.txt")
    assert done.out.endswith("0 errors, 1 warning\n")
    assert json.loads((desk.folder / "found.json").read_text())["findings"][0]["code"] == "sudo"
    assert (desk.folder / "found.txt").read_text().startswith("::warning file=page.md,line=8,")


def test_an_unknown_report_is_refused(desk: Desk) -> None:
    done = desk.run("check", desk.page(page("true")), "--report", "xml=x")
    assert (done.status, done.err) == (
        2,
        "runbook: --report xml=x: write FORMAT=FILE, where FORMAT is json, github, sarif\n",
    )


def test_the_pre_commit_hook_names_a_command_that_checks_several_pages(desk: Desk) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    program, *arguments = hook["entry"].split()
    assert program == "runbook"
    one, two = desk.page(page("true"), "one.md"), desk.page(page("sudo true"), "two.md")
    assert desk.run(*arguments, one, two).out.startswith("two.md:8: warning sudo")


def test_every_code_of_a_finding_is_in_the_reference() -> None:
    pages = (ROOT / "docs/reference/commands.md", ROOT / "docs/reference/published-pages.md")
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    sources = [*(ROOT / "runner").rglob("*.py"), ROOT / "runner/plan/commands.toml"]
    codes = {
        code
        for source in sources
        for code in re.findall(r'code ?= ?"([a-z-]+)"', source.read_text(encoding="utf-8"))
    }
    assert len(codes) > 5
    assert [code for code in sorted(codes) if f"| `{code}` |" not in text] == []


def test_values_are_held_against_what_the_configuration_lifts(desk: Desk) -> None:
    (desk.folder / "runbook.toml").write_text('[lift.mytool]\n"--where" = "region"\n')
    done = desk.run("check", desk.page(page("mytool --where us-eest-1")))
    assert "odd-value" in done.out
