"""Templates: only what the page declares is filled, and no value becomes syntax."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.errors import UsageError
from runner.plan.plan import Request
from runner.plan.templates import fill_command, fill_text, left_templates
from runner.plan.values import Values
from tests.pages import page, plan

VALUES = {"name": "world", "my-bucket": "b-1"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("echo {{ name }}", "echo world"),
        ("echo {{name|upper}} {{ name | length }}", "echo WORLD 5"),
        ("ls s3://{{ my-bucket }}/{{ my_bucket }}", "ls s3://b-1/b-1"),
        ("docker ps --format '{{ .Names }}'", "docker ps --format '{{ .Names }}'"),
        ("echo ${{ github.sha }} {{ other }}", "echo ${{ github.sha }} {{ other }}"),
        ("{{embed [[x]]}} {% if x %}", "{{embed [[x]]}} {% if x %}"),
        ("no braces", "no braces"),
        ("${{ name }} $${{name}} {{{ name }}}", "${{ name }} $${{name}} {{{ name }}}"),
        ('{{.name}} {{ $name }} {{ "name" }}', '{{.name}} {{ $name }} {{ "name" }}'),
        ("{{ .Values.name | quote }}", "{{ .Values.name | quote }}"),
    ],
)
def test_only_expressions_of_declared_variables_are_filled(text: str, expected: str) -> None:
    assert fill_text(text, VALUES, place="p.md:1") == expected
    assert fill_command(text, VALUES, place="p.md:1") == expected


def test_without_variables_a_text_is_itself() -> None:
    assert fill_text("{{ name }}", {}, place="p.md:1") == "{{ name }}"


def test_a_filter_that_is_unknown_is_refused_with_its_place() -> None:
    with pytest.raises(UsageError, match=r"p\.md:1: .*shout"):
        fill_text("{{ name | shout }}", VALUES, place="p.md:1")


def test_a_template_cannot_reach_into_python() -> None:
    with pytest.raises(UsageError, match=r"p\.md:1"):
        fill_text("{{ name.__class__.__mro__ }}", VALUES, place="p.md:1")


@pytest.mark.shell
@pytest.mark.parametrize(
    "command",
    [
        "printf %s {{ v }}",
        'printf %s "{{ v }}"',
        "printf %s '{{ v }}'",
        'x="$(printf %s "{{ v }}")"; printf %s "$x"',
        'x=$(printf %s {{ v }}; printf .); printf %s "${x%.}"',
        "printf %s $'{{ v }}'",
        'x=`printf %s {{ v }}; printf .`; printf %s "${x%.}"',
        'x="`printf %s "{{ v }}"; printf .`"; printf %s "${x%.}"',
        "x=`printf %s $'{{ v }}'; printf .`; printf %s \"${x%.}\"",
        'x=(a {{ v }}); printf %s "${x[1]}"',
        "[[ {{ v }} == '{{ v }}' ]] && printf %s {{ v }}",
        "# {{ v }}\nprintf %s {{ v }}",
    ],
)
@settings(max_examples=25, deadline=None)
@given(
    value=st.text(
        st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]),
        min_size=1,
        max_size=20,
    )
    | st.sampled_from(
        ["; rm -rf ~", "$(id)", "`id`", "a'b", 'a"b', "a\\b", "a\nb", "!x", "$HOME", "{a,b}", "*"]
    )
)
def test_bash_reads_any_value_at_any_place_as_exactly_that_text(command: str, value: str) -> None:
    filled = fill_command(command, {"v": value}, place="p.md:1")
    done = subprocess.run(["bash", "-c", filled], capture_output=True, check=True)
    expected = value.rstrip("\n") if '$(printf %s "' in command else value
    assert done.stdout.decode() == expected


@pytest.mark.parametrize(
    "text",
    [
        "echo $(( {{ v }} + 1 ))",
        "(( n = {{ v }} ))",
        "[[ {{ v }} -eq 1 ]]",
        "for (( i = 0; i < {{ v }}; i++ )); do :; done",
        "echo ${x[{{ v }}]}",
        'echo "${x:-{{ v }}}"',
        "cat <<EOF\n`echo {{ v }}`\nEOF",
        "eval echo {{ v }}",
        'eval "echo {{ v }}"',
        "bash -c 'echo {{ v }}'",
        'sudo -n sh -ec "echo {{ v }}"',
        "kubectl exec web -- sh -c 'echo \"{{ v }}\"'",
        "ssh host ls {{ v }}",
        "trap 'rm {{ v }}' EXIT",
    ],
)
def test_where_quotes_do_not_help_only_a_plain_value_is_taken(text: str) -> None:
    assert fill_command(text, {"v": "17"}, place="p.md:1") == text.replace("{{ v }}", "17")
    for value in ("a[$(id)]", "x; id", "$(id)", "}"):
        with pytest.raises(UsageError, match=r"p\.md:1: the value of .* cannot stand in"):
            fill_command(text, {"v": value}, place="p.md:1")


@pytest.mark.shell
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cat <<EOF\n{{ v }}.\nEOF", "a$HOME`id`\\ \"x\" 'y'\n\tz"),
        ("cat <<'EOF'\n{{ v }}.\nEOF", "a$HOME`id`\\ \"x\" 'y'\n\tz"),
        ("cat <<EOF\n$(printf %s '{{ v }}.')\nEOF", "a\\\n\\\\\nb"),
        ('cat <<EOF\n$(printf %s "{{ v }}.")\nEOF', "a\\\n\\\\\nb"),
        ("cat <<EOF\n{{ v }}.\nEOF", "a\\\n\\\\\nb"),
        ("cat <<-EOF\n\t{{ v }}.\n\tEOF", "a$HOME`id`\\ b"),
    ],
)
def test_a_value_in_a_here_document_is_printed_as_it_is(text: str, value: str) -> None:
    filled = fill_command(text, {"v": value}, place="p.md:1")
    done = subprocess.run(["bash", "-c", filled], capture_output=True, check=True)
    assert done.stdout.decode() == f"{value}.\n"


@pytest.mark.parametrize("text", ["cat <<EOF\n{{ v }}\nEOF", "cat <<-'EOF'\n\t{{ v }}\n\tEOF"])
def test_a_value_cannot_end_the_here_document_that_it_stands_in(text: str) -> None:
    before = "---\nvariables: {v: x}\n---\n"
    with pytest.raises(UsageError, match=r"page.md:.*has the line `EOF`"):
        plan(page(text, before=before), Request(values=Values(variables={"v": "x\nEOF\nid"})))


def test_a_value_that_a_here_document_would_change_is_refused() -> None:
    with pytest.raises(UsageError, match="drops the tab"):
        fill_command("cat <<-EOF\n{{ v }}\nEOF", {"v": "a\n\tb"}, place="p.md:1")


def test_what_other_tools_fill_is_left_and_listed_with_its_line() -> None:
    text = "docker ps --format '{{ .Names }}' {{ name }}\necho ${{ name }} {% if x %} {{{ y }}}"
    assert list(left_templates(text, VALUES)) == [
        (0, "{{ .Names }}"),
        (1, "${{ name }}"),
        (1, "{% if x %}"),
        (1, "{{{ y }}}"),
    ]


def test_jinja2_is_loaded_only_for_a_template_that_is_ours() -> None:
    code = """
import sys
from runner.plan.templates import fill_command, left_templates
text = "docker ps --format '{{.name}}' ${{ name }} {{ other | x }} {{ name }}"
assert fill_command(text, {"name": "v"}, place="p") == text.removesuffix("{{ name }}") + "v"
assert list(left_templates(text, ["name"]))
assert "jinja2" not in sys.modules
fill_command("{{ name | upper }}", {"name": "v"}, place="p")
assert "jinja2" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
