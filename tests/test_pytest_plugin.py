"""`pytest --runbook`: pages among tests, and nothing at all for those who did not ask."""

from __future__ import annotations

import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from junitparser import JUnitXml

from tests.pages import page

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.shell

GOOD = page("echo ok") + "\nThe output contains `ok`.\n"
BAD = page("echo one", "echo other") + "\nThe output contains `hello`.\n"
ROOT = str(Path(__file__).parents[1])


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", ROOT)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.path.joinpath("pages").mkdir()
    for name, text in (("a.md", GOOD), ("b.md", BAD), ("c.md", GOOD)):
        pytester.path.joinpath("pages", name).write_text(text)
    return pytester


# An installation that is older than the entry point does not name the plugin by itself.
INSTALLED = any(entry.value == "runner.pytest_plugin" for entry in entry_points(group="pytest11"))
NAMED = () if INSTALLED else ("-p", "runner.pytest_plugin")


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return project.runpytest_subprocess(*NAMED, "-W", "error", *arguments)


def test_the_package_names_the_plugin_for_pytest() -> None:
    project = tomllib.loads((Path(ROOT) / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"runbook": "runner.pytest_plugin"}


def test_pages_are_items_and_a_failure_shows_its_steps(project: pytest.Pytester) -> None:
    found = run(project, "--runbook", "pages", "-v")
    found.assert_outcomes(passed=2, failed=1)
    found.stdout.fnmatch_lines(["*pages/b.md: failed*", "*1.2*failed*", "*got `other`*"])
    found.stdout.fnmatch_lines(["*steps*", "*1.1*ran*"])
    assert "Traceback" not in found.stdout.str()


def test_pages_are_chosen_by_name_and_the_first_failure_ends_it(project: pytest.Pytester) -> None:
    run(project, "--runbook", "pages", "-k", "a.md").assert_outcomes(passed=1, deselected=2)
    found = run(project, "--runbook", "pages", "-x")
    found.assert_outcomes(passed=1, failed=1)


def test_the_last_failed_run_again(project: pytest.Pytester) -> None:
    run(project, "--runbook", "pages", "--lf").assert_outcomes(passed=2, failed=1)
    run(project, "--runbook", "pages", "--lf").assert_outcomes(failed=1)


def test_junit_xml_of_pytest_has_a_case_a_page(project: pytest.Pytester) -> None:
    run(project, "--runbook", "pages", "--junitxml", "out.xml")
    (suite,) = list(JUnitXml.fromfile(str(project.path / "out.xml")))
    assert (suite.tests, suite.failures) == (3, 1)


@pytest.mark.parametrize("mode", ["load", "loadscope", "loadfile", "worksteal"])
def test_no_worker_gets_a_part_of_a_page(project: pytest.Pytester, mode: str) -> None:
    mark = project.path / "marks"
    text = page(f"echo $$ >> {mark}", f"echo $$ >> {mark}; echo ok") + "\nThe output contains `ok`.\n"
    for name in "abc":
        project.path.joinpath("pages", f"{name}.md").write_text(text)
    run(project, "--runbook", "pages", "-n", "2", "--dist", mode).assert_outcomes(passed=3)
    shells = mark.read_text().split()
    assert sorted(shells.count(shell) for shell in set(shells)) == [2, 2, 2]


def test_with_each_every_worker_runs_every_page_whole(project: pytest.Pytester) -> None:
    run(project, "--runbook", "pages", "-n", "2", "--dist", "each").assert_outcomes(passed=4, failed=2)


def test_a_page_that_cannot_be_read_fails_and_one_without_steps_is_skipped(project: pytest.Pytester) -> None:
    project.path.joinpath("pages/a.md").write_text("---\ntimeuot: 3\n---\n" + GOOD)
    project.path.joinpath("pages/b.md").write_text("# T\n\nNo steps.\n")
    found = run(project, "--runbook", "pages")
    found.assert_outcomes(passed=1, failed=1, skipped=1)
    found.stdout.fnmatch_lines(["*pages/a.md:2*timeout*"])


def test_a_page_that_fails_as_it_says_is_expected_to_fail(project: pytest.Pytester) -> None:
    head = "---\nexpect-verdict: failed\nbecause: the service is old\n---\n"
    project.path.joinpath("pages/b.md").write_text(head + BAD)
    run(project, "--runbook", "pages").assert_outcomes(passed=2, xfailed=1)


def test_a_variable_reaches_the_pages_that_have_it(project: pytest.Pytester) -> None:
    text = "---\nvariables:\n  word: no\n---\n" + page("echo {{ word }}") + "\nThe output contains `ok`.\n"
    project.path.joinpath("pages/b.md").write_text(text.replace("word: no", "word: 'no'"))
    run(project, "--runbook", "pages", "--runbook-var", "word=ok").assert_outcomes(passed=3)
    assert run(project, "--runbook", "pages", "--runbook-var", "word").ret == pytest.ExitCode.USAGE_ERROR


def test_the_fixture_gives_a_run_for_ones_own_assertions(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_page(run_runbook):
            run = run_runbook("pages/b.md")
            assert run.verdict == "failed"
            assert [step.status for step in run.steps] == ["ran", "failed"]

        def test_missing(run_runbook):
            run_runbook("none.md")
        """
    )
    found = run(project)
    found.assert_outcomes(passed=1, failed=1)
    found.stdout.fnmatch_lines(["*none.md: there is no such page*"])


def test_without_the_flag_nothing_is_collected_and_nothing_is_imported(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import sys

        def test_modules():
            ours = sorted(name for name in sys.modules if name.split(".")[0] == "runner")
            assert ours == ["runner", "runner.pytest_plugin"]
            heavy = {"click", "rich", "jinja2", "boto3", "sh", "tree_sitter", "markdown_it"}
            assert not heavy & set(sys.modules)
        """
    )
    run(project).assert_outcomes(passed=1)


def test_the_flag_alone_imports_nothing_heavy_before_a_page_runs(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import sys

        def test_modules():
            assert not {"rich", "jinja2", "sh", "tree_sitter", "markdown_it"} & set(sys.modules)
        """
    )
    run(
        project, "--runbook", "test_the_flag_alone_imports_nothing_heavy_before_a_page_runs.py"
    ).assert_outcomes(passed=1)


def test_the_setting_collects_pages_too(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nrunbook = true\ntestpaths = pages")
    run(project).assert_outcomes(passed=2, failed=1)


def test_every_option_begins_with_the_tools_name() -> None:
    from runner import pytest_plugin

    parser = pytest.Parser(_ispytest=True)
    pytest_plugin.pytest_addoption(parser)
    (group,) = [group for group in parser._groups if group.name == "runbook"]
    assert all(name.startswith("--runbook") for option in group.options for name in option.names())
