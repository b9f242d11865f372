"""Lines that other tools replace by a file: named, never read as prose, and no step."""

from __future__ import annotations

import pytest

from tests.pages import procedure

WRITTEN = (
    "[!INCLUDE [You should see the output](../includes/x.md)]",
    "[!include[x](x.md)]",
    '--8<-- "x.md"',
    "-8<- 'x.md'",
    "{% include 'x.md' %}",
    '{% include-markdown "x.md" %}',
    "{%- include x.md -%}",
    "{% include_relative x.md %}",
    "{{#include ../x.md:2:4}}",
    "{{ #include x.md }}",
    "{{< include x.md >}}",
    ".. include:: x.md",
    "{!x.md!}",
)


@pytest.mark.parametrize("line", WRITTEN)
@pytest.mark.parametrize(
    "text",
    [
        "# T\n\n## Procedure\n\nDo it:\n\n```bash\nls\n```\n\n{}\n",
        "- # T\n- ## Procedure\n\t- Do it:\n\t- ```bash\n\t  ls\n\t  ```\n\n\n\n\n\t- {}\n",
    ],
)
def test_an_include_is_named_and_left_alone(text: str, line: str) -> None:
    page = procedure(text.replace("{}", line))
    assert [(item.code, item.level, item.location.line) for item in page.findings] == [
        ("include", "warning", 11)
    ]
    assert [step.id for step in page.steps] == ["1.1"]
    assert [claim for step in page.steps for claim in step.claims] == []


def test_an_include_that_is_escaped_is_text() -> None:
    assert procedure("# T\n\n;--8<-- x.md\n").findings == ()


def test_the_rest_of_a_paragraph_with_an_include_is_read() -> None:
    page = procedure(
        "## Procedure\n\nDo it:\n\n```bash\nls\n```\n\nOne.\n{% include x.md %}\nThe output contains `x`.\n"
    )
    assert [(item.code, item.location.line) for item in page.findings] == [("include", 10)]
    assert [(claim.text, claim.line) for claim in page.steps[0].claims] == [("The output contains `x`.", 11)]


def test_an_include_in_a_sentence_or_code_span_is_the_authors_own_word() -> None:
    page = procedure('Write `--8<-- "x"` or {% include x %} there.\n\n`{{#include x}}`\n')
    assert page.findings == ()


@pytest.mark.parametrize("line", ['--8<-- "x.sh"', "{{#include x.sh}}", "{% include 'x.sh' %}"])
def test_a_command_that_is_included_cannot_be_run_so_the_page_is_not(line: str) -> None:
    page = procedure(f"## Procedure\n\n```bash\nls\n{line}\n```\n")
    assert [(item.code, item.level, item.location.line) for item in page.findings] == [
        ("include", "error", 5)
    ]


def test_an_include_in_code_that_is_not_run_is_not_named() -> None:
    assert procedure('## Procedure\n\n```yaml\n--8<-- "x.yml"\n```\n').findings == ()
