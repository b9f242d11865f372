"""What GitHub is given: annotations, a job's summary, and a log in which nothing of a page can act."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pytest

from runner.outcomes import Ending
from runner.report.formats import report_text
from runner.report.github_log import CommandsStopped, commands_stopped, inert_json
from runner.report.github_summary import github_summary
from tests.report.outcomes import broken, check, outcome, suite

if TYPE_CHECKING:
    from runner.outcomes import PageOutcome

_HERE = {"GITHUB_ACTIONS": "true"}
_MOST = 1024 * 1024


def annotated(*pages: PageOutcome) -> list[str]:
    return report_text("github", suite(*pages)).splitlines()


def test_an_annotation_is_on_the_line_of_the_claim() -> None:
    (line,) = annotated(outcome(checks=(check(line=9),)))
    assert line.startswith("::error file=a.md,line=9,endLine=9,title=runbook claim-failed::step 1.1:")


def test_an_annotation_of_a_claim_says_what_ended_its_step() -> None:
    reason = "the shell ended with status 137"
    (line,) = annotated(outcome(checks=(check(),), reason=reason))
    assert line.endswith(f"stdout contains `ok`: got `no`; {reason}")


def test_the_summary_names_a_file_whose_name_is_no_text() -> None:
    text = github_summary(suite(outcome("a\udcff\n## b.md", checks=(check(),))))
    assert "\n## b.md</summary>" not in text


def test_at_most_ten_errors_and_ten_warnings_are_given_errors_first() -> None:
    pages = [outcome(f"w{n}.md", Ending.UNVERIFIED) for n in range(12)]
    pages += [outcome(f"e{n}.md", checks=(check(),)) for n in range(12)]
    levels = [line.split()[0] for line in annotated(*pages)]
    assert levels == ["::error"] * 10 + ["::warning"] * 10


def test_nothing_of_a_message_begins_a_line_or_another_attribute() -> None:
    nasty = "50%\r\n::set-env name=X::1"
    (line,) = annotated(outcome(path="a,b:c\n.md", checks=(check(detail=nasty),)))
    assert "file=a%2Cb%3Ac%0A.md," in line
    assert line.endswith("50%25%0D%0A::set-env name=X::1")


@pytest.mark.parametrize("count", [1, 5000])
def test_the_summary_stays_below_githubs_limit(count: int) -> None:
    long = "x" * 2000
    pages = [outcome(f"pages/{'n' * 60}-{n}.md", checks=(check(detail=long),)) for n in range(count)]
    text = github_summary(suite(*pages))
    assert len(text.encode()) < _MOST
    assert text.startswith(f"## How-To pages: {count} failed")


def test_where_details_do_not_fit_every_page_is_in_the_table() -> None:
    pages = [outcome(f"p{n}.md", checks=(check(detail="x" * 2000),)) for n in range(2000)]
    text = github_summary(suite(*pages))
    assert all(f"p{n}.md |" in text for n in range(2000))
    assert "There is more than fits here" in text


def test_a_summary_shows_markup_of_pages_as_text() -> None:
    text = github_summary(suite(broken("a|b<img src=x>.md", "<script>alert(1)</script>")))
    assert "<script>" not in text
    assert "<img" not in text
    assert "a&#124;b" in text


def stopped(text: str) -> list[str]:
    stream = io.StringIO()
    with commands_stopped(stream, _HERE):
        stream.write(text)
    return stream.getvalue().splitlines()


@pytest.mark.parametrize(
    "text", ["::set-env name=X::1\n", "##[error]x\n", "::add-mask::a\n", "::stop-commands::x\n"]
)
def test_what_is_written_stands_between_a_word_and_its_end(text: str) -> None:
    first, middle, last = stopped(text)
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert (middle, last) == (text.rstrip("\n"), f"::{token}::")


def test_the_word_is_another_each_time() -> None:
    assert stopped("x\n")[0] != stopped("x\n")[0]


def test_the_word_is_no_more_known_once_a_group_began() -> None:
    stream = io.StringIO()
    stretch = CommandsStopped(stream)
    stretch.stop()
    with stretch.group("a\n::error::b"):
        stream.write("inside\n")
    stretch.resume()
    lines = stream.getvalue().splitlines()
    assert "::group::a%0A::error::b" in lines
    assert lines.count("::endgroup::") == 1
    tokens = [line.removeprefix("::stop-commands::") for line in lines if line.startswith("::stop-")]
    assert len(set(tokens)) == len(tokens) == 3


def test_elsewhere_nothing_is_added() -> None:
    stream = io.StringIO()
    with commands_stopped(stream, {}) as stretch:
        stream.write("x\n")
    assert (stretch, stream.getvalue()) == (None, "x\n")


def test_json_says_the_same_and_holds_no_command() -> None:
    text = json.dumps({"a": "##[error]x ###[x"})
    found = inert_json(text, _HERE)
    assert "##[" not in found
    assert json.loads(found) == json.loads(text)
