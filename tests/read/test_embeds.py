"""Embedded pages and blocks are part of the procedure, and references are shown by their text."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.read.procedure import read_procedure
from runner.read.source import Source
from tests.read.graphs import faults, make_graph, read_page, shown
from tests.read.logseq.outlines import awkward_page, tidy_page

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER = "1f8fad5b-d9cb-469f-a165-70867728950e"
MISSING = "ffffad5b-d9cb-469f-a165-70867728950e"

HOST = """
    - # Host
    - ## Procedure
    \t- ### One
    \t\t- Say a:
    \t\t  ```bash
    \t\t  echo a
    \t\t  ```
    \t\t- {{embed %s}}
    \t\t- Say z:
    \t\t  ```bash
    \t\t  echo z
    \t\t  ```
"""
SETUP = f"""
    - # Setup
    - Make it:
      id:: {ID}
    \t- ```bash
    \t  echo made
    \t  ```
    \t- The output contains `made`.
    - Not of the block:
    \t- ```bash
    \t  echo not
    \t  ```
"""


def test_a_step_in_an_embedded_block_runs_where_the_embed_stands(tmp_path: Path) -> None:
    make_graph(tmp_path, {"Host.md": HOST % f"(({ID}))", "Setup.md": SETUP})
    page = read_page(tmp_path, "Host.md")
    assert shown(page) == ["1.1 :5 echo a", "1.2 Setup.md:4 echo made", "1.3 :10 echo z"]
    assert page.steps[1].code_line == 5
    assert page.steps[1].path == str(tmp_path / "pages/Setup.md")
    claim = page.steps[1].claims[0]
    assert (claim.text, claim.line, claim.path) == ("The output contains `made`.", 7, page.steps[1].path)
    assert claim.expectations
    assert page.findings == ()


def test_an_embed_shows_what_stands_on_disk_whatever_was_read_for_its_page_before(tmp_path: Path) -> None:
    make_graph(tmp_path, {"Host.md": HOST % f"(({ID}))", "Setup.md": SETUP})
    setup = tmp_path / "pages/Setup.md"
    for sha256 in ("", "0"):
        unsaved = setup.read_text().replace("echo made", "echo unsaved")
        read_procedure(Source(path=str(setup), text=unsaved, sha256=sha256))
    read_page(tmp_path, "Setup.md")
    assert shown(read_page(tmp_path, "Host.md"))[1] == "1.2 Setup.md:4 echo made"
    emptied = Source(path=str(setup), text="- # Setup\n", sha256="0")
    assert read_procedure(emptied).steps == ()


def test_the_lines_of_an_output_in_an_embedded_block_are_its_pages_own(tmp_path: Path) -> None:
    setup = SETUP.replace(
        "- The output contains `made`.", "- ```output\n    \t  made\n    \t  it\n    \t  ```"
    )
    make_graph(tmp_path, {"Host.md": HOST % f"(({ID}))", "Setup.md": setup})
    (expectation,) = read_page(tmp_path, "Host.md").steps[1].claims[0].expectations
    assert expectation.objects == ("made\nit\n",)
    assert expectation.page_lines == (8, 9)


def test_an_embedded_page_is_read_whole(tmp_path: Path) -> None:
    make_graph(tmp_path, {"Host.md": HOST % "[[setup]]", "Setup.md": SETUP})
    assert shown(read_page(tmp_path, "Host.md")) == [
        "1.1 :5 echo a",
        "1.2 Setup.md:4 echo made",
        "1.3 Setup.md:9 echo not",
        "1.4 :10 echo z",
    ]


def test_an_embedded_heading_brings_what_is_indented_under_it_alone(tmp_path: Path) -> None:
    other = f"- ## Steps\n  id:: {ID}\n\t- ```bash\n\t  echo in\n\t  ```\n- ```bash\n  echo beside\n  ```\n"
    make_graph(tmp_path, {"Host.md": HOST % f"(({ID}))", "Other.md": other})
    assert [line.split()[-1] for line in shown(read_page(tmp_path, "Host.md"))] == ["a", "in", "z"]


def test_the_sections_of_a_page_embedded_at_the_top_are_the_pages_own(tmp_path: Path) -> None:
    setup = """
        - ## Preconditions
        \t- `true`
        - ## Procedure
        \t- ```bash
        \t  echo x
        \t  ```
        - ## Troubleshooting
        \t- *broken* → mend it
        \t- ```bash
        \t  echo never
        \t  ```
    """
    make_graph(tmp_path, {"Host.md": "- {{embed [[Setup]]}}\n", "Setup.md": setup})
    page = read_page(tmp_path, "Host.md")
    assert shown(page) == ["1.1 Setup.md:4 echo x"]
    place = str(tmp_path / "pages/Setup.md")
    assert [(item.program, item.line, item.path) for item in page.preconditions] == [("true", 2, place)]
    assert [(row.symptom, row.line, row.path) for row in page.troubleshooting] == [("broken", 8, place)]


def test_sections_that_are_no_steps_are_left_out_of_a_page_embedded_among_steps(tmp_path: Path) -> None:
    setup = """
        - # Setup
        - ## Steps
        \t- ```bash
        \t  echo x
        \t  ```
        - ## Troubleshooting
        \t- ```bash
        \t  echo never
        \t  ```
        - ## Clean up
        \t- ```bash
        \t  echo later
        \t  ```
    """
    make_graph(tmp_path, {"Host.md": HOST % "[[Setup]]", "Setup.md": setup})
    page = read_page(tmp_path, "Host.md")
    assert shown(page) == ["1.1 :5 echo a", "1.2 Setup.md:3 echo x", "1.3 :10 echo z"]
    assert faults(page) == ["warning embed-sections Host.md:8"]
    assert "Troubleshooting, Clean up" in page.findings[0].message


def test_text_around_an_embed_stays_around_it(tmp_path: Path) -> None:
    host = f"""
        - ## Procedure
        \t- First make it:
        \t  {{{{embed (({ID}))}}}}
        \t  ```bash
        \t  echo own
        \t  ```
    """
    make_graph(tmp_path, {"Host.md": host, "Setup.md": SETUP})
    page = read_page(tmp_path, "Host.md")
    assert shown(page) == ["1.1 Setup.md:4 echo made", "1.2 :4 echo own"]


def test_a_page_may_embed_a_block_of_its_own(tmp_path: Path) -> None:
    host = f"""
        - ## Procedure
        \t- Say it:
        \t  id:: {ID}
        \t\t- ```bash {{name=say}}
        \t\t  echo x
        \t\t  ```
        \t- {{{{embed (({ID}))}}}}
    """
    make_graph(tmp_path, {"Host.md": host})
    page = read_page(tmp_path, "Host.md")
    assert shown(page) == ["1.1 :4 echo x", "1.2 :4 echo x"]
    assert page.findings == ()


def test_an_embed_in_an_embedded_block_is_followed(tmp_path: Path) -> None:
    pages = {
        "Host.md": HOST % "[[A]]",
        "A.md": "- ```bash\n  echo b\n  ```\n- {{embed [[B]]}}\n- ```bash\n  echo d\n  ```\n",
        "B.md": "- ```bash\n  echo c\n  ```\n",
    }
    make_graph(tmp_path, pages)
    assert shown(read_page(tmp_path, "Host.md")) == [
        "1.1 :5 echo a",
        "1.2 A.md:1 echo b",
        "1.3 B.md:1 echo c",
        "1.4 A.md:5 echo d",
        "1.5 :10 echo z",
    ]


@pytest.mark.parametrize(
    ("embedded", "pages", "expected"),
    [
        (f"(({MISSING}))", {}, "error missing-embed Host.md:8"),
        ("[[Nowhere]]", {}, "error missing-embed Host.md:8"),
        ("[[Host]]", {}, "error embed-cycle Host.md:8"),
        ("[[A]]", {"A.md": "- {{embed [[Host]]}}"}, "error embed-cycle A.md:1"),
        (
            "[[A]]",
            {"A.md": "- {{embed [[B]]}}", "B.md": "- x\n- {{embed [[A]]}}"},
            "error embed-cycle B.md:2",
        ),
        (
            f"(({ID}))",
            {"A.md": f"- x\n  id:: {ID}\n\t- {{{{embed (({ID}))}}}}"},
            "error embed-cycle A.md:3",
        ),
        (
            "[[P1]]",
            {f"P{number}.md": f"- {{{{embed [[P{number + 1}]]}}}}" for number in range(1, 9)},
            "error embed-depth P5.md:1",
        ),
        ("[[Bad]]", {"Bad.md": "- ```bash\n  echo never closed\n"}, "error unclosed-fence Bad.md:1"),
        (
            "[[Vars]]",
            {"Vars.md": "variables:: region=x\ntags:: y\n\n- text"},
            "warning embed-settings Host.md:8",
        ),
    ],
)
def test_an_embed_that_cannot_be_read_as_meant_is_a_finding(
    tmp_path: Path, embedded: str, pages: dict[str, str], expected: str
) -> None:
    make_graph(tmp_path, {"Host.md": HOST % embedded, **pages})
    assert faults(read_page(tmp_path, "Host.md")) == [expected]


def test_an_embed_that_grows_without_measure_is_cut(tmp_path: Path) -> None:
    pages = {f"P{number}.md": f"- {{{{embed [[P{number + 1}]]}}}}\n" * 60 for number in range(1, 5)}
    make_graph(tmp_path, {"Host.md": HOST % "[[P1]]", **pages, "P5.md": "- x\n"})
    assert {fault.split()[1] for fault in faults(read_page(tmp_path, "Host.md"))} == {"embed-size"}


def test_a_missing_embed_where_nothing_runs_is_a_warning(tmp_path: Path) -> None:
    text = "- ## Procedure\n\t- ```bash\n\t  ls\n\t  ```\n- ## Related\n\t- {{embed [[Nowhere]]}}\n"
    make_graph(tmp_path, {"Host.md": text})
    assert faults(read_page(tmp_path, "Host.md")) == ["warning missing-embed Host.md:6"]


def test_an_embed_outside_a_graph_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/Host.md").write_text("- ## Procedure\n\t- {{embed [[Setup]]}}\n")
    assert faults(read_page(tmp_path, "Host.md")) == ["error embed-outside-graph Host.md:2"]


def test_an_embed_in_code_is_text(tmp_path: Path) -> None:
    text = """
        - ## Procedure
        \t- Write `{{embed [[Nowhere]]}}`:
        \t  ```bash
        \t  echo '{{embed [[No]]}}'
        \t  ```
    """
    make_graph(tmp_path, {"Host.md": text})
    page = read_page(tmp_path, "Host.md")
    assert shown(page) == ["1.1 :3 echo '{{embed [[No]]}}'"]
    assert page.steps[0].title == "Write `{{embed [[Nowhere]]}}`"


def test_a_reference_is_shown_by_the_first_line_of_its_block(tmp_path: Path) -> None:
    other = f"- The output contains `x`.\n  id:: {ID}\n  More.\n- See (({ID}))\n  id:: {OTHER}\n"
    text = f"""
        - ## Procedure
        \t- (({OTHER})) and `(({ID}))` and (({MISSING})):
        \t  ```bash
        \t  echo x
        \t  ```
        \t- (({ID}))
    """
    make_graph(tmp_path, {"Host.md": text, "Other.md": other})
    step = read_page(tmp_path, "Host.md").steps[0]
    assert step.title == f"See The output contains `x`. and `(({ID}))` and (({MISSING}))"
    assert [(claim.text, claim.line, claim.path) for claim in step.claims] == [
        ("The output contains `x`.", 6, "")
    ]


def test_an_output_shown_on_another_page_is_named_with_its_page(tmp_path: Path) -> None:
    other = "- ```bash\n  echo x\n  ```\n- ```output\n  x\n  ```\n"
    make_graph(tmp_path, {"Host.md": HOST % "[[Other]]", "Other.md": other})
    reading = read_page(tmp_path, "Host.md").steps[1].claims[0].expectations[0].reading
    assert reading == f"stdout is the output shown at {tmp_path}/pages/Other.md:4"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers())
def test_whatever_pages_embed_each_line_is_one_of_its_page(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    folder = tmp_path / str(seed)
    names = ["Host", "A", "B", "C"]
    pages = {f"{name}.md": embedding_page(random, names, numbers) for numbers, name in enumerate(names)}
    make_graph(folder, pages)
    page = read_page(folder, "Host.md")
    places = [(step.path or page.path, step.end_line) for step in page.steps]
    places += [(claim.path or page.path, claim.line) for step in page.steps for claim in step.claims]
    places += [(fence.path or page.path, fence.end_line) for fence in page.not_run]
    places += [(item.path or page.path, item.line) for item in page.preconditions]
    places += [(row.path or page.path, row.line) for row in page.troubleshooting]
    places += [(item.location.path, item.location.end_line) for item in page.findings]
    for path, line in places:
        assert 1 <= line <= Path(path).read_text().count("\n") + 1


def embedding_page(random: Random, names: list[str], number: int) -> str:
    """An awkward page, some lines of which embed or refer to the pages and their blocks."""
    lines = random.choice((awkward_page, tidy_page))(random).split("\n")
    for index, line in enumerate(lines):
        indent = line[: len(line) - len(line.lstrip())]
        block = f"(({ID[:-1]}{random.randint(0, 5)}))"
        written = random.choice(
            (f"{{{{embed [[{random.choice(names)}]]}}}}", f"{{{{embed {block}}}}}", block)
        )
        lines[index] = random.choice((line, line, f"{indent}- {written}", f"{line} {written}"))
    lines += [f"- x\n  id:: {ID[:-1]}{number}", "- ## Procedure", "\t- ```bash\n\t  ls\n\t  ```"]
    return "\n".join(lines)


def test_patience_that_an_embedded_sentence_asks_for_has_its_page(tmp_path: Path) -> None:
    other = (
        "- List it:\n\t- ```bash\n\t  ls\n\t  ```\n\t- It may take a few minutes. The output contains `x`.\n"
    )
    make_graph(tmp_path, {"Host.md": HOST % "[[Other]]", "Other.md": other})
    retry = read_page(tmp_path, "Host.md").steps[1].manner.retry
    assert retry is not None
    assert (retry.line, Path(retry.path).name) == (5, "Other.md")
